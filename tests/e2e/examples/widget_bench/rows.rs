//! Which figures are there, in which unit, and how good must ours be? The rows of the table.

use crate::figures::Spread;

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The name under which figures are kept.
    pub(crate) key: &'static str,
    /// What it is.
    pub(crate) title: &'static str,
    /// The unit, behind the title.
    pub(crate) unit: &'static str,
    /// Digits after the point.
    pub(crate) digits: usize,
    /// Whether the page's own cost is taken off.
    pub(crate) added: bool,
    /// What ours must keep to.
    pub(crate) bar: Bar,
}

/// What ours must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bar {
    /// Nothing.
    None,
    /// At most so much at any speed.
    AtMost(f64),
    /// At most so much on an unthrottled processor.
    FullSpeed(f64),
    /// At most so much on a slowed processor.
    Slowed(f64),
    /// No more than the competitor's median.
    NoMoreThanN8n,
}

impl Bar {
    /// The limit at a speed, if there is one; `n8n` is the competitor's median.
    pub(crate) fn limit(self, slow: u32, n8n: Option<f64>) -> Option<f64> {
        match self {
            Self::None => None,
            Self::AtMost(limit) => Some(limit),
            Self::FullSpeed(limit) => (slow == 1).then_some(limit),
            Self::Slowed(limit) => (slow > 1).then_some(limit),
            Self::NoMoreThanN8n => n8n,
        }
    }
}

/// Whether ours keeps to a limit: by the median as the table shows it, so that what reads as equal is.
pub(crate) fn is_met(ours: Spread, limit: f64, digits: usize) -> bool {
    let scale = [1.0, 10.0, 100.0, 1_000.0].get(digits).copied().unwrap_or(1.0);
    (ours.median * scale).round() <= (limit * scale).round()
}

const fn row(key: &'static str, title: &'static str, unit: &'static str, digits: usize, bar: Bar) -> Row {
    Row { key, title, unit, digits, added: false, bar }
}

const fn added(key: &'static str, title: &'static str, unit: &'static str, digits: usize, bar: Bar) -> Row {
    Row { key, title, unit, digits, added: true, bar }
}

/// In the order of the table.
pub(crate) const ROWS: [Row; 19] = [
    row("requests", "requests before intent", "", 0, Bar::AtMost(1.0)),
    row("bytes", "bytes before intent", "B", 0, Bar::AtMost(6_000.0)),
    added("script", "script time added to the load", "ms", 1, Bar::None),
    added("task", "task time added to the load", "ms", 1, Bar::None),
    added("blocking", "blocking time added to the load", "ms", 0, Bar::None),
    added("long-tasks", "long tasks added to the load", "", 0, Bar::Slowed(0.0)),
    added("shift", "layout shift added to the load", "", 3, Bar::AtMost(0.0)),
    row("open-requests", "requests to ready input", "", 0, Bar::None),
    row("open-bytes", "bytes to ready input", "B", 0, Bar::AtMost(140_000.0)),
    row("cold", "click to ready input, cold", "ms", 0, Bar::NoMoreThanN8n),
    row("warm", "click to ready input, warm", "ms", 0, Bar::None),
    row("heap", "heap after open", "MB", 2, Bar::AtMost(2.8)),
    added("heap-added", "heap after open, without the page's", "MB", 2, Bar::None),
    added("long-task", "10,000: task time added to the load", "ms", 0, Bar::None),
    row("long-open", "10,000: click to newest message", "ms", 0, Bar::FullSpeed(300.0)),
    row("long-whole", "10,000: page start to newest message", "ms", 0, Bar::None),
    added("long-nodes", "10,000: DOM nodes added", "", 0, Bar::None),
    row("long-key", "10,000: key to paint", "ms", 1, Bar::FullSpeed(16.0)),
    row("long-heap", "10,000: heap", "MB", 2, Bar::None),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(median: f64) -> Spread {
        Spread { min: median, median, max: median }
    }

    #[test]
    fn a_bar_holds_at_its_speed() {
        assert_eq!(Bar::FullSpeed(16.0).limit(1, None), Some(16.0));
        assert_eq!(Bar::FullSpeed(16.0).limit(4, None), None);
        assert_eq!(Bar::Slowed(0.0).limit(4, None), Some(0.0));
        assert_eq!(Bar::Slowed(0.0).limit(1, None), None);
        assert_eq!(Bar::NoMoreThanN8n.limit(4, Some(70.0)), Some(70.0));
        assert_eq!(Bar::NoMoreThanN8n.limit(4, None), None);
    }

    #[test]
    fn met_is_judged_by_what_is_shown() {
        assert!(is_met(spread(6_000.0), 6_000.0, 0) && !is_met(spread(6_001.0), 6_000.0, 0));
        assert!(is_met(spread(16.04), 16.0, 1) && !is_met(spread(16.06), 16.0, 1));
    }

    #[test]
    fn every_row_has_a_key_of_its_own() {
        let mut keys = ROWS.map(|row| row.key);
        keys.sort_unstable();
        assert!(keys.windows(2).all(|two| two[0] != two[1]), "{keys:?}");
    }
}
