//! Is the assistant sure enough of its answer?

use baton_conversation::{Reason, Score, Signal};

use crate::decide::{Found, Rank};
use crate::policy::{Action, Thresholds};
use crate::state::DetectorState;

pub(crate) fn detect(confidence: Score, thresholds: &Thresholds, state: &mut DetectorState) -> Option<Found> {
    state.confidence = Some(confidence);
    let (level, threshold) = if confidence < thresholds.confidence_escalate {
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
