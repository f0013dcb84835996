//! Is the assistant sure enough of its answer?

use baton_conversation::{Outcome, Reason, Score, Signal};

use crate::decide::{Found, Rank};
use crate::policy::{Action, Thresholds};
use crate::state::DetectorState;

pub(crate) fn detect(
    confidence: Score,
    outcome: Outcome,
    thresholds: &Thresholds,
    state: &mut DetectorState,
) -> Option<Found> {
    state.confidence = Some(confidence);
    // Who says that they don't know has answered nothing wrong: a person is suggested, and two in a row call one.
    let answered = outcome != Outcome::Fallback;
    let (level, threshold) = if answered && confidence < thresholds.confidence_escalate {
        (Action::Escalate, thresholds.confidence_escalate)
    } else if confidence < thresholds.confidence_offer {
        (Action::Offer, thresholds.confidence_offer)
    } else {
        return None;
    };
    let signal = Signal {
        kind: Reason::LowConfidence,
        rule: "confidence".into(),
        score: confidence,
        threshold,
        evidence: Vec::new(),
    };
    Some(Found { signal, level, rank: Rank::Confidence, cold: false })
}
