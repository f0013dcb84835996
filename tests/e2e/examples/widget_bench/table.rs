//! How do the figures read? One aligned table a speed: a row for each figure, a column for each candidate, the bar that
//! ours must keep to and whether it does.
use crate::candidate::{BATON, N8N};
use crate::figures::{Figures, Spread};
use crate::rows::{ROWS, Row, is_met};

/// The figures of all candidates at one speed.
#[derive(Debug)]
pub(crate) struct Speed {
    /// How many times the processor was slowed down.
    pub(crate) slow: u32,
    /// The page without a chat.
    pub(crate) bare: Figures,
    /// The candidates, in the order of the columns.
    pub(crate) columns: Vec<(&'static str, Figures)>,
    /// Whose long thread cannot be measured at this speed.
    pub(crate) given_up: Vec<&'static str>,
}

impl Speed {
    /// Nothing measured yet.
    pub(crate) fn new(slow: u32, columns: Vec<(&'static str, Figures)>) -> Self {
        Self { slow, bare: Figures::default(), columns, given_up: Vec::new() }
    }

    fn of(&self, row: &Row, name: &str) -> Option<Spread> {
        let (_, figures) = self.columns.iter().find(|(column, _)| *column == name)?;
        let spread = figures.spread(row.key)?;
        Some(if row.added { spread.less(self.bare.base(base(row.key))) } else { spread })
    }

    /// The table, and the titles of the bars that ours misses.
    pub(crate) fn table(&self) -> (String, Vec<String>) {
        let speed =
            if self.slow == 1 { "no throttle".to_owned() } else { format!("CPU {}x slower", self.slow) };
        let mut head = vec![speed];
        head.extend(self.columns.iter().map(|(name, _)| (*name).to_owned()));
        head.push("bar for baton".to_owned());
        let (mut lines, mut missed) = (vec![head], Vec::new());
        for row in &ROWS {
            let cells: Vec<_> = self.columns.iter().map(|(name, _)| self.of(row, name)).collect();
            if cells.iter().all(Option::is_none) {
                continue;
            }
            let unit = if row.unit.is_empty() { String::new() } else { format!(", {}", row.unit) };
            let mut line = vec![format!("{}{unit}", row.title)];
            line.extend(
                cells.iter().map(|cell| cell.map_or("-".to_owned(), |spread| shown(spread, row.digits))),
            );
            let n8n = self.of(row, N8N).map(|spread| spread.median);
            let bar = self.of(row, BATON).zip(row.bar.limit(self.slow, n8n));
            line.push(bar.map_or_else(String::new, |(ours, limit)| {
                let met = is_met(ours, limit, row.digits);
                if !met {
                    missed.push(format!("{} ({})", row.title, lines[0][0]));
                }
                format!("<= {limit:.*} {}", row.digits, if met { "met" } else { "MISSED" })
            }));
            lines.push(line);
        }
        (aligned(&lines), missed)
    }
}

/// Under which name the page without a chat keeps what is taken off a row.
fn base(key: &str) -> &str {
    if key == "long-task" { "task" } else { key }
}

/// `12 (11–15)`, or `12` alone where nothing varies.
fn shown(spread: Spread, digits: usize) -> String {
    let text = |figure: f64| {
        let text = format!("{figure:.digits$}");
        // What is rounded to nothing is not less than nothing.
        if text.trim_start_matches(['-', '0', '.']).is_empty() { text.replace('-', "") } else { text }
    };
    let [min, median, max] = [spread.min, spread.median, spread.max].map(text);
    if min == max { median } else { format!("{median} ({min}–{max})") }
}

/// Columns as wide as their widest cell: the first one to the left, the others to the right.
fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |at: usize| lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<_> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match at {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(figures: &[(&'static str, f64)]) -> Figures {
        let mut all = Figures::default();
        figures.iter().for_each(|(row, figure)| all.add(row, *figure));
        all
    }

    fn speed(slow: u32, cold: f64) -> Speed {
        let columns = vec![
            (BATON, of(&[("cold", cold), ("bytes", 3_000.0), ("task", 30.0), ("long-nodes", 90.0)])),
            (N8N, of(&[("cold", 50.0), ("bytes", 9_000.0)])),
        ];
        Speed { bare: of(&[("task", 20.0), ("long-nodes", 40.0)]), ..Speed::new(slow, columns) }
    }

    #[test]
    fn a_bar_that_is_missed_is_said() {
        let (table, missed) = speed(1, 51.0).table();
        assert_eq!(missed, ["click to ready input, cold (no throttle)"]);
        assert!(table.contains("<= 50 MISSED") && table.contains("<= 6000 met"), "{table}");
        let (table, missed) = speed(4, 50.0).table();
        assert!(missed.is_empty() && table.contains("<= 50 met") && table.contains("CPU 4x"), "{table}");
    }

    #[test]
    fn the_pages_own_cost_is_taken_off() {
        let (table, _) = speed(1, 1.0).table();
        let line = |title: &str| table.lines().find(|line| line.starts_with(title)).unwrap().to_owned();
        assert!(line("task time").contains(" 10.0 "), "{table}");
        assert!(line("10,000: DOM nodes").contains(" 50 "), "{table}");
        assert!(!table.contains("layout shift"), "a row without figures: {table}");
    }

    #[test]
    fn columns_stand_below_each_other() {
        let (table, _) = speed(1, 12_345.0).table();
        let ends: Vec<_> = table.lines().take(2).map(|line| line.find("9000").or(line.find(N8N))).collect();
        assert_eq!(ends[0].map(|at| at + N8N.len()), ends[1].map(|at| at + 4), "{table}");
    }

    #[test]
    fn a_spread_shows_only_where_there_is_one() {
        assert_eq!(shown(Spread { min: 1.0, median: 2.0, max: 3.25 }, 1), "2.0 (1.0–3.2)");
        assert_eq!(shown(Spread { min: -0.01, median: 0.0, max: 0.02 }, 1), "0.0");
    }
}
