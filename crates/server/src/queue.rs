//! How long will someone wait?
//!
//! Estimate = work ahead / live completion capacity, `(ahead + 1) × mean handling time / places of available
//! agents` (the queue-length estimator of Ibrahim and Whitt 2009), with a range from the recent ratio of actual
//! to estimated waits. Before ten samples: the place and what the site states, labelled so.

use baton_conversation::wire::{Wait, WaitBasis};
use baton_conversation::{Lifecycle, SiteId, State, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Samples before a measured range is shown (as Salesforce Voice does).
pub const MIN_SAMPLES: usize = 10;
/// Handling times that the mean is taken over.
const HANDLING: usize = 50;
/// Ratios that the range is taken over.
const RATIOS: usize = 200;

/// What one site has seen lately.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// Milliseconds from an agent's joining to the end of the case.
    handling: VecDeque<i64>,
    /// Actual wait over estimated wait, in thousandths.
    ratios: VecDeque<i64>,
}

impl Samples {
    /// One more case was handled.
    pub fn handled(&mut self, ms: i64) {
        push(&mut self.handling, ms.max(1), HANDLING);
    }

    /// A visitor was told `estimated_s` and waited `actual_ms`.
    pub fn waited(&mut self, estimated_s: u32, actual_ms: i64) {
        let ratio = actual_ms / i64::from(estimated_s.max(1));
        push(&mut self.ratios, ratio, RATIOS);
    }

    /// Seconds until someone joins the visitor with `ahead` others before them.
    fn point_s(&self, ahead: usize, places: u32, free: u32) -> u32 {
        let count = i64::try_from(self.handling.len()).unwrap_or(1).max(1);
        let mean = self.handling.iter().sum::<i64>() / count;
        let ahead = i64::try_from(ahead).unwrap_or(i64::MAX);
        // Whom a free place awaits only waits for an agent to press accept.
        let behind = (ahead + 1 - i64::from(free)).max(0);
        u32::try_from(behind.saturating_mul(mean) / i64::from(places.max(1)) / 1000).unwrap_or(u32::MAX)
    }

    /// Place and range.
    #[must_use]
    pub fn estimate(&self, ahead: usize, capacity: (u32, u32, u32), stated_s: (u32, u32)) -> Wait {
        let (agents, places, free) = capacity;
        let position = u32::try_from(ahead + 1).unwrap_or(u32::MAX);
        let agents_online = agents > 0;
        if self.handling.len() < MIN_SAMPLES || !agents_online {
            let (low_s, high_s) = stated_s;
            return Wait { position, low_s, high_s, basis: WaitBasis::Typical, agents_online };
        }
        let point = self.point_s(ahead, places, free).max(30);
        let (low, high) = self.ratio_range();
        let times = |ratio: i64| u32::try_from(i64::from(point) * ratio / 1000).unwrap_or(u32::MAX);
        Wait { position, low_s: times(low), high_s: times(high), basis: WaitBasis::Measured, agents_online }
    }

    /// 10th and 90th percentile of the ratios, or 0.5–1.6 before there are ten.
    fn ratio_range(&self) -> (i64, i64) {
        if self.ratios.len() < MIN_SAMPLES {
            return (500, 1600);
        }
        let mut sorted: Vec<i64> = self.ratios.iter().copied().collect();
        sorted.sort_unstable();
        let at = |percent: usize| sorted[(sorted.len() - 1) * percent / 100];
        (at(10), at(90).max(at(10) + 1))
    }
}

fn push(samples: &mut VecDeque<i64>, value: i64, limit: usize) {
    if samples.len() == limit {
        samples.pop_front();
    }
    samples.push_back(value);
}

/// The samples of all sites in this process.
#[derive(Default)]
pub struct Waits {
    sites: Mutex<HashMap<SiteId, Samples>>,
}

impl Waits {
    /// Place and range for someone with `ahead` others before them.
    #[must_use]
    pub fn estimate(
        &self,
        site: SiteId,
        ahead: usize,
        capacity: (u32, u32, u32),
        stated: (u32, u32),
    ) -> Wait {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let none = Samples::default();
        sites.get(&site).unwrap_or(&none).estimate(ahead, capacity, stated)
    }

    /// Learns from a conversation that moved on: a case that an agent ended, a wait that ended.
    pub fn note_change(&self, before: &State, after: &State, now: Timestamp) {
        let ended = matches!(after.lifecycle(), Lifecycle::Closed | Lifecycle::Assistant);
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let samples = sites.entry(after.site).or_default();
        if before.lifecycle() == Lifecycle::WithAgent && ended {
            samples.handled(now.since(before.joined_at));
        }
        let waited = matches!(before.lifecycle(), Lifecycle::Queued | Lifecycle::Offered);
        if waited && after.lifecycle() == Lifecycle::WithAgent {
            let since = before.public.handoff.as_ref().map_or(now, |h| h.since);
            let told = before.told.filter(|t| t.basis == WaitBasis::Measured);
            if let Some(told) = told {
                samples.waited(told.low_s.midpoint(told.high_s), now.since(since));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_handling(ms: i64, count: usize) -> Samples {
        let mut samples = Samples::default();
        (0..count).for_each(|_| samples.handled(ms));
        samples
    }

    #[test]
    fn before_ten_samples_the_stated_wait_is_shown_and_labelled() {
        let wait = with_handling(60_000, 9).estimate(2, (1, 3, 0), (120, 300));
        assert_eq!((wait.position, wait.low_s, wait.high_s, wait.basis), (3, 120, 300, WaitBasis::Typical));
        let wait = with_handling(60_000, 10).estimate(2, (1, 3, 0), (120, 300));
        assert_eq!(wait.basis, WaitBasis::Measured);
    }

    #[test]
    fn the_estimate_is_work_ahead_over_capacity() {
        let samples = with_handling(480_000, 10);
        assert_eq!(samples.point_s(0, 8, 0), 60);
        assert_eq!(samples.point_s(7, 8, 0), 480);
        assert_eq!(samples.point_s(7, 16, 0), 240);
        assert_eq!(samples.point_s(2, 8, 3), 0, "three free places take three waiting visitors");
    }

    #[test]
    fn the_range_follows_recent_accuracy() {
        let mut samples = with_handling(480_000, 10);
        for tenth in 1..=20 {
            samples.waited(100, tenth * 10_000);
        }
        let wait = samples.estimate(7, (2, 8, 0), (1, 2));
        assert_eq!((wait.low_s, wait.high_s), (96, 864));
    }

    #[test]
    fn nobody_online_means_no_measured_promise() {
        let wait = with_handling(60_000, 20).estimate(0, (0, 0, 0), (60, 120));
        assert!(!wait.agents_online);
        assert_eq!(wait.basis, WaitBasis::Typical);
    }
}
