//! What does a row of the table say? The median of its repetitions, with the least and the most of them.
use std::collections::BTreeMap;

/// The middle of some figures, and how far they reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    /// The least.
    pub(crate) min: f64,
    /// The middle one, or the mean of the two in the middle.
    pub(crate) median: f64,
    /// The most.
    pub(crate) max: f64,
}

impl Spread {
    /// Nothing if there are no figures.
    pub(crate) fn of(figures: &[f64]) -> Option<Self> {
        let mut sorted = figures.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let (low, high) = (sorted.get((sorted.len() - 1) / 2)?, sorted.get(sorted.len() / 2)?);
        Some(Self { min, median: (low + high) / 2.0, max })
    }

    /// Without what the page costs by itself.
    pub(crate) fn less(self, base: f64) -> Self {
        Self { min: self.min - base, median: self.median - base, max: self.max - base }
    }
}

/// What was measured of one candidate at one speed, by the name of the row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures(BTreeMap<&'static str, Vec<f64>>);

impl Figures {
    /// One more repetition of a row.
    pub(crate) fn add(&mut self, row: &'static str, figure: f64) {
        self.0.entry(row).or_default().push(figure);
    }

    /// A row's spread, if it was measured.
    pub(crate) fn spread(&self, row: &str) -> Option<Spread> {
        Spread::of(self.0.get(row)?)
    }

    /// A row's median, or 0 where nothing was measured: what to take off.
    pub(crate) fn base(&self, row: &str) -> f64 {
        self.spread(row).map_or(0.0, |spread| spread.median)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        assert_eq!(Spread::of(&[9.0, 1.0, 2.0]), Some(Spread { min: 1.0, median: 2.0, max: 9.0 }));
        assert_eq!(Spread::of(&[4.0, 1.0, 2.0, 100.0]).unwrap().median, 3.0);
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn rows_are_kept_apart_and_what_was_not_measured_takes_nothing_off() {
        let mut figures = Figures::default();
        figures.add("a", 3.0);
        figures.add("a", 5.0);
        figures.add("b", 70.0);
        assert_eq!(figures.base("a"), 4.0);
        assert_eq!(figures.base("c"), 0.0);
        assert_eq!(figures.spread("b").unwrap().less(60.0).max, 10.0);
    }
}
