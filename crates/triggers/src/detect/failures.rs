//! What does a failure outside the conversation lead to: a tool, a model, the budget, a case too complex?

use baton_conversation::{Reason, Score, Signal};

use crate::decide::{Found, Rank};
use crate::policy::Action;

/// A failure is a fact: it scores 1. `evidence` names what failed.
pub(crate) fn found(kind: Reason, rule: &str, evidence: &str, level: Action) -> Found {
    let evidence = if evidence.is_empty() { Vec::new() } else { vec![evidence.to_owned()] };
    let signal = Signal { kind, rule: rule.into(), score: Score::ONE, threshold: Score::ONE, evidence };
    Found { signal, level, rank: Rank::of(kind), cold: false }
}
