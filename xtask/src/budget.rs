//! How many bytes may a visitor's browser fetch? The budgets, and the table that holds the build against them.
use crate::assets::Manifest;

/// One line of the size table. Sizes are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// What it is, in the words of the budgets.
    pub(crate) part: &'static str,
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// A limit on the sum of some parts, in bytes after brotli.
struct Budget {
    name: &'static str,
    parts: &'static [&'static str],
    limit: u64,
}

const KB: u64 = 1_000;

/// What a page pays before any intent, and what the first open may fetch; the product's published figures.
const BUDGETS: [Budget; 6] = [
    Budget { name: "before intent", parts: &["loader"], limit: 6 * KB },
    Budget { name: "app and glue", parts: &["wasm", "glue"], limit: 95 * KB },
    Budget { name: "styles, strings, bootstrap", parts: &["styles", "bootstrap"], limit: 15 * KB },
    Budget { name: "model, language pack, policy", parts: &["policy"], limit: 30 * KB },
    Budget { name: "first open", parts: &["wasm", "glue", "styles", "bootstrap", "policy"], limit: 140 * KB },
    // Not needed to judge and show the first message, so fetched once it can be written.
    Budget { name: "once the panel is ready", parts: &["rest"], limit: 35 * KB },
];

/// The rows of what the widget fetches, out of a build's manifest.
pub(crate) fn rows(manifest: &Manifest) -> Vec<Row> {
    let parts = ["loader", "glue", "wasm", "styles", "rest"];
    let files = parts.iter().filter_map(|part| {
        let file = manifest.files.iter().find(|file| file.role == *part)?;
        Some(Row { part, raw: file.raw, gzip: file.gzip, brotli: file.brotli })
    });
    files.collect()
}

/// The table as text, and what is over its budget or missing from the table (empty when all is well).
pub(crate) fn judge(rows: &[Row]) -> (String, Vec<String>) {
    let mut text =
        format!("{:<30} {:>10} {:>10} {:>10} {:>10}\n", "bytes", "raw", "gzip", "brotli", "budget");
    for row in rows {
        text += &format!("{:<30} {:>10} {:>10} {:>10}\n", row.part, row.raw, row.gzip, row.brotli);
    }
    let mut faults = Vec::new();
    for budget in &BUDGETS {
        let mut sum = [0; 3];
        for part in budget.parts {
            match rows.iter().find(|row| row.part == *part) {
                Some(row) => sum = [sum[0] + row.raw, sum[1] + row.gzip, sum[2] + row.brotli],
                None => faults.push(format!("{}: no size for {part}", budget.name)),
            }
        }
        let name = format!("= {}", budget.name);
        text += &format!("{name:<30} {:>10} {:>10} {:>10} {:>10}\n", sum[0], sum[1], sum[2], budget.limit);
        if sum[2] > budget.limit {
            faults.push(format!("{}: {} bytes brotli, {} allowed", budget.name, sum[2], budget.limit));
        }
    }
    (text, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(sizes: [u64; 7]) -> Vec<Row> {
        let parts = ["loader", "glue", "wasm", "styles", "bootstrap", "policy", "rest"];
        let rows = parts.into_iter().zip(sizes);
        rows.map(|(part, brotli)| Row { part, raw: brotli * 3, gzip: brotli + 1, brotli }).collect()
    }

    #[test]
    fn a_table_at_its_limits_passes() {
        let (text, faults) = judge(&table([6_000, 5_000, 90_000, 10_000, 5_000, 30_000, 35_000]));
        assert_eq!(faults, Vec::<String>::new(), "{text}");
        assert!(text.contains("= first open") && text.contains("140000"), "{text}");
    }

    #[test]
    fn each_budget_can_be_broken() {
        let cases = [
            ([6_001, 0, 0, 0, 0, 0, 0], "before intent"),
            ([0, 5_001, 90_000, 0, 0, 0, 0], "app and glue"),
            ([0, 0, 0, 15_000, 1, 0, 0], "styles, strings, bootstrap"),
            ([0, 0, 0, 0, 0, 30_001, 0], "model, language pack, policy"),
            ([0, 0, 0, 0, 0, 0, 35_001], "once the panel is ready"),
        ];
        for (sizes, broken) in cases {
            let (_, faults) = judge(&table(sizes));
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].starts_with(broken), "{faults:?}");
        }
        let (_, faults) = judge(&table([6_000, 5_000, 90_000, 15_000, 0, 30_001, 0]));
        assert!(faults.iter().any(|fault| fault.starts_with("first open")), "{faults:?}");
    }

    #[test]
    fn a_part_that_is_not_there_cannot_pass_for_small() {
        let mut rows = table([1, 1, 1, 1, 1, 1, 1]);
        rows.retain(|row| row.part != "wasm");
        assert!(judge(&rows).1.iter().any(|fault| fault.contains("no size for wasm")));
    }
}
