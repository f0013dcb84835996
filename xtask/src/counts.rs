//! How many tests passed? Reads it from what the test runners print, so that one line can sum them up.

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Counts {
    /// Adds up all summaries in a runner's output: `test result: …` lines of cargo test and wasm-bindgen-test,
    /// `Summary […] …` lines of nextest.
    pub(crate) fn read(output: &str) -> Self {
        output.lines().fold(Self::default(), |sum, line| {
            let line = line.trim_start();
            let summary = line.starts_with("test result:") || line.starts_with("Summary [");
            if summary {
                sum.and(Self { passed: before(line, "passed"), failed: before(line, "failed") })
            } else {
                sum
            }
        })
    }

    /// The sum of two counts.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// The number that stands before a word; the word may have punctuation behind it.
fn before(line: &str, word: &str) -> u64 {
    let words: Vec<_> = line.split_whitespace().collect();
    let number = words.windows(2).find(|pair| pair[1].trim_end_matches([',', ';', '.']) == word);
    number.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runner_is_understood() {
        let output = "\
running 3 tests
test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
     Summary [   0.028s] 11 tests run: 9 passed (1 slow), 2 failed, 3 skipped
     Summary [   0.028s] 4 tests run: 4 passed, 0 skipped
test result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.10s
";
        assert_eq!(Counts::read(output), Counts { passed: 20, failed: 3 });
    }

    #[test]
    fn a_line_that_only_talks_of_passing_counts_nothing() {
        assert_eq!(Counts::read("we saw 9 passed; 1 failed\n"), Counts::default());
    }
}
