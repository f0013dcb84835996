//! How good is a list of answers? F1, area under the curve, transfer within a tolerance.

/// Hits and misses of a yes-or-no question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) hit: usize,
    pub(crate) missed: usize,
    pub(crate) false_alarm: usize,
    pub(crate) quiet: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, due: bool, fired: bool) {
        match (due, fired) {
            (true, true) => self.hit += 1,
            (true, false) => self.missed += 1,
            (false, true) => self.false_alarm += 1,
            (false, false) => self.quiet += 1,
        }
    }

    pub(crate) fn positives(&self) -> usize {
        self.hit + self.missed
    }

    pub(crate) fn negatives(&self) -> usize {
        self.false_alarm + self.quiet
    }

    pub(crate) fn recall(&self) -> f64 {
        ratio(self.hit, self.positives())
    }

    pub(crate) fn alarm_rate(&self) -> f64 {
        ratio(self.false_alarm, self.negatives())
    }

    pub(crate) fn f1(&self) -> f64 {
        ratio(2 * self.hit, 2 * self.hit + self.missed + self.false_alarm)
    }
}

/// `a / b`, 0 where there is nothing to divide by.
#[expect(clippy::cast_precision_loss, reason = "counts of rows are small")]
pub(crate) fn ratio(a: usize, b: usize) -> f64 {
    if b == 0 { 0.0 } else { a as f64 / b as f64 }
}

/// The mean of some figures; 0 of none.
#[expect(clippy::cast_precision_loss, reason = "counts of sources are small")]
pub(crate) fn mean(all: &[f64]) -> f64 {
    if all.is_empty() { 0.0 } else { all.iter().sum::<f64>() / all.len() as f64 }
}

/// Chance that a positive ranks above a negative; ties count half.
pub(crate) fn auc(scores: &[(bool, i64)]) -> f64 {
    let mut sorted: Vec<(i64, bool)> = scores.iter().map(|&(y, s)| (s, y)).collect();
    sorted.sort_unstable();
    let (mut below, mut won) = (0_usize, 0.0);
    for tie in sorted.chunk_by(|a, b| a.0 == b.0) {
        let ups = tie.iter().filter(|t| t.1).count();
        let downs = tie.len() - ups;
        won += ratio(ups * (2 * below + downs), 2);
        below += downs;
    }
    let ups = sorted.len() - below;
    if ups == 0 || below == 0 { 0.5 } else { won / ratio(ups * below, 1) }
}

/// Golden transfer within `tolerance`: for each due turn, how near the nearest alarm is.
#[expect(clippy::cast_precision_loss, reason = "turns are small")]
pub(crate) fn golden_transfer(due: &[usize], fired: &[usize], tolerance: usize) -> f64 {
    if due.is_empty() || fired.is_empty() {
        return f64::from(u8::from(due.is_empty() && fired.is_empty()));
    }
    let width = 2.0 * (tolerance as f64 + 1.0).powi(2);
    let near = |q: usize| {
        let best = fired.iter().map(|p| p.abs_diff(q)).min().unwrap_or(usize::MAX);
        if best > tolerance { 0.0 } else { (-(best as f64).powi(2) / width).exp() }
    };
    mean(&due.iter().map(|&q| near(q)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_half() {
        assert!((auc(&[(true, 5), (false, 5)]) - 0.5).abs() < 1e-9);
        assert!((auc(&[(true, 6), (false, 5), (true, 7)]) - 1.0).abs() < 1e-9);
        assert!((auc(&[(true, 1), (false, 5), (true, 7), (false, 0)]) - 0.75).abs() < 1e-9);
    }

    #[test]
    fn transfer_is_full_where_it_is_due_and_nothing_far_away() {
        assert!((golden_transfer(&[4], &[4], 2) - 1.0).abs() < 1e-9);
        assert!(golden_transfer(&[4], &[7], 2).abs() < 1e-9);
        assert!((golden_transfer(&[], &[], 2) - 1.0).abs() < 1e-9);
    }
}
