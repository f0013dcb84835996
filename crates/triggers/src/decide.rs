//! Given everything a step saw, what is the one decision?

use baton_conversation::{Reason, Score, Signal};
use serde::{Deserialize, Serialize};

use crate::policy::Action;

/// Which signal speaks first when several would act: the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Explicit,
    Security,
    Sensitive,
    Policy,
    Vip,
    Error,
    Frustration,
    Loop,
    Fallback,
    Confidence,
    Complex,
    Minutes,
    Turns,
}

impl Rank {
    /// The rank of a rule that gives this reason.
    pub(crate) fn of(reason: Reason) -> Self {
        match reason {
            Reason::CustomerRequested => Self::Explicit,
            Reason::PolicyRequired => Self::Policy,
            Reason::SensitiveTopic => Self::Sensitive,
            Reason::HighFrustration => Self::Frustration,
            Reason::LoopDetected => Self::Loop,
            Reason::FallbackLimit => Self::Fallback,
            Reason::LowConfidence => Self::Confidence,
            Reason::MaxTurnsExceeded => Self::Turns,
            Reason::ComplexIssue => Self::Complex,
            Reason::VipCustomer => Self::Vip,
            Reason::IntegrationError | Reason::OverBudget => Self::Error,
        }
    }
}

/// What one detector saw, and what the policy makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) signal: Signal,
    pub(crate) level: Action,
    pub(crate) rank: Rank,
    pub(crate) cold: bool,
}

impl Found {
    /// Something that was counted: `count` against `limit`. Below the limit nothing happens.
    pub(crate) fn count(kind: Reason, rule: &str, count: u32, limit: u32, unit: &str, level: Action) -> Self {
        let thousandths = |n: u32| Score(i32::try_from(n.saturating_mul(1000)).unwrap_or(i32::MAX));
        Self {
            signal: Signal {
                kind,
                rule: rule.into(),
                score: thousandths(count),
                threshold: thousandths(limit),
                evidence: vec![format!("{count} {unit}")],
            },
            level: if count >= limit { level } else { Action::Off },
            rank: Rank::of(kind),
            cold: false,
        }
    }

    /// Strength on the wire: 500 and more if it escalates, 250 to 499 if it offers, below that nothing happens.
    /// Within a band stronger signals score higher.
    pub(crate) fn strength(&self) -> Score {
        let (score, threshold) = (self.signal.score.0.abs(), self.signal.threshold.0.abs().max(1));
        // Confidence and sentiment count downwards; what escalates at all is past its threshold.
        let share = i64::from(score) * 500 / i64::from(threshold);
        let share = i32::try_from(share).unwrap_or(1000);
        Score(match self.level {
            Action::Escalate => share.clamp(500, 1000),
            Action::Offer => share.clamp(250, 499),
            Action::Off => share.clamp(0, 249),
        })
    }
}

/// The one decision of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// The assistant goes on.
    #[default]
    Continue,
    /// A person is suggested; the visitor may decline.
    Offer {
        /// Why.
        reason: Reason,
        /// The rule that fired, for example `turns`.
        rule: String,
        /// What was measured, in thousandths (counts times 1000).
        score: Score,
        /// What it was compared with, in the same unit.
        threshold: Score,
        /// The visitor's words, or the count.
        evidence: Vec<String>,
    },
    /// A person is called.
    Escalate {
        /// Why.
        reason: Reason,
        /// The rule that fired, for example `policy.refund`.
        rule: String,
        /// What was measured, in thousandths (counts times 1000).
        score: Score,
        /// What it was compared with, in the same unit.
        threshold: Score,
        /// The visitor's words, or the count.
        evidence: Vec<String>,
        /// The assistant is cut off at once and little is said: account compromise.
        cold: bool,
    },
}

/// What one step led to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The decision.
    pub decision: Decision,
    /// Everything that was seen, in order of precedence.
    pub signals: Vec<Signal>,
    /// For each signal its strength from 0 to 1000: 500 and more escalates, 250 to 499 offers.
    pub strengths: Vec<Score>,
    /// The local frustration score is unsure: ask for one sentiment and feed it to `Detector::sentiment`.
    pub unsure: bool,
}

impl Judgement {
    /// Whether a person is called.
    #[must_use]
    pub fn escalates(&self) -> bool {
        matches!(self.decision, Decision::Escalate { .. })
    }

    /// Whether a person is suggested.
    #[must_use]
    pub fn offers(&self) -> bool {
        matches!(self.decision, Decision::Offer { .. })
    }

    /// The reason of the decision.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        match &self.decision {
            Decision::Continue => None,
            Decision::Offer { reason, .. } | Decision::Escalate { reason, .. } => Some(*reason),
        }
    }
}

/// Joins what was seen into one decision: the first that escalates, else the first that offers.
pub(crate) fn judge(mut found: Vec<Found>, unsure: bool) -> Judgement {
    found.sort_by_key(|f| (f.rank, core::cmp::Reverse(f.level)));
    let strongest = |level| found.iter().find(move |f| f.level == level);
    let decision = match (strongest(Action::Escalate), strongest(Action::Offer)) {
        (Some(f), _) => {
            let Signal { kind: reason, rule, score, threshold, evidence } = f.signal.clone();
            Decision::Escalate { reason, rule, score, threshold, evidence, cold: f.cold }
        }
        (None, Some(f)) => {
            let Signal { kind: reason, rule, score, threshold, evidence } = f.signal.clone();
            Decision::Offer { reason, rule, score, threshold, evidence }
        }
        (None, None) => Decision::Continue,
    };
    let unsure = unsure && !matches!(decision, Decision::Escalate { .. });
    let strengths = found.iter().map(Found::strength).collect();
    Judgement { decision, signals: found.into_iter().map(|f| f.signal).collect(), strengths, unsure }
}
