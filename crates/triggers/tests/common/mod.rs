//! What do the tests of detection share: one detector, a seeded generator, short ways to ask.
#![expect(dead_code, reason = "each test file uses its part")]

pub(crate) mod noise;

use std::sync::OnceLock;

use baton_conversation::Reason;
use baton_triggers::{Detector, DetectorState, Judgement, Policy};

/// The default policy's detector, built once.
pub(crate) fn detector() -> &'static Detector {
    static DETECTOR: OnceLock<Detector> = OnceLock::new();
    DETECTOR.get_or_init(|| Policy::default().detector())
}

/// Judges a single message.
pub(crate) fn one(text: &str) -> Judgement {
    detector().visitor(&mut DetectorState::default(), text, 0)
}

/// The reason of an escalation.
pub(crate) fn escalation(judgement: &Judgement) -> Option<Reason> {
    judgement.reason().filter(|_| judgement.escalates())
}

/// Xorshift: a seed gives the same sequence everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
