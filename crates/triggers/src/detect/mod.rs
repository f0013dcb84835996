//! Which detectors are there? One file each.

pub(crate) mod answers;
pub(crate) mod confidence;
pub(crate) mod explicit;
pub(crate) mod failures;
pub(crate) mod fallback;
pub(crate) mod frustration;
pub(crate) mod loops;
pub(crate) mod progress;
pub(crate) mod sensitive;
pub(crate) mod tier;
pub(crate) mod topics;

use baton_conversation::{Reason, Score, Signal};

use crate::decide::{Found, Rank};
use crate::normalise::Text;
use crate::phrases::Finding;
use crate::policy::Action;

/// From this strength on a phrase escalates, in thousandths.
pub(crate) const ESCALATES: Score = Score(500);
/// From this strength on a phrase offers.
pub(crate) const OFFERS: Score = Score(250);
/// Phrases quoted as evidence at most.
const EVIDENCE: usize = 3;

/// A message with the phrases found in it.
#[derive(Clone, Copy)]
pub(crate) struct Message<'a> {
    pub(crate) original: &'a str,
    pub(crate) text: &'a Text,
    pub(crate) findings: &'a [Finding],
}

impl Message<'_> {
    /// What the strongest of some phrases leads to, at most `action`.
    pub(crate) fn strongest<'f>(
        &self,
        findings: impl Iterator<Item = &'f Finding>,
        kind: Reason,
        rule: String,
        action: Action,
    ) -> Option<Found> {
        let mut all: Vec<&Finding> = findings.collect();
        all.sort_by_key(|f| (core::cmp::Reverse(f.score), f.start, core::cmp::Reverse(f.end)));
        let score = all.first()?.score;
        let by_score = match score {
            s if s >= ESCALATES => Action::Escalate,
            s if s >= OFFERS => Action::Offer,
            _ => Action::Off,
        };
        let signal = Signal { kind, rule, score, threshold: ESCALATES, evidence: self.quotes(&all) };
        Some(Found { signal, level: by_score.min(action), rank: Rank::of(kind), cold: false })
    }

    /// The words of the phrases, longest first found, none inside another.
    pub(crate) fn quotes(&self, findings: &[&Finding]) -> Vec<String> {
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for f in findings {
            if taken.len() < EVIDENCE && !taken.iter().any(|&(a, b)| f.start < b && a < f.end) {
                taken.push((f.start, f.end));
            }
        }
        taken.into_iter().map(|(a, b)| self.text.quote(self.original, a, b).to_owned()).collect()
    }
}
