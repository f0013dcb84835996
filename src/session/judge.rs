//! What does the browser find by itself?
//!
//! The same detectors that the server runs, on the same text. `judged` is folded over what the server has stored;
//! what is still on its way is judged on a copy, so that a refusal or another tab's message can't skew it.

use baton_conversation::wire::Hint;
use baton_conversation::{Author, Frame, PublicEvent, Reason, Timestamp, Tone};
use baton_triggers::{Decision, Judgement};

use super::Session;

/// What a local judgement means for the visitor.
#[derive(Default)]
pub(super) struct Found {
    pub(super) hint: Option<Hint>,
    pub(super) tone: Option<Tone>,
    pub(super) unsure: bool,
}

impl Session {
    /// Judges a message that is about to be sent.
    pub(super) fn judge_new(&self, text: &str, now: Timestamp) -> Found {
        let Some(detector) = &self.detector else {
            return Found::default();
        };
        let mut state = self.judged.clone();
        for waiting in &self.pending {
            detector.visitor(&mut state, &waiting.message.text, waiting.at);
        }
        found(detector.visitor(&mut state, text, now.0))
    }

    /// Folds a stored event into what later judgements rest on.
    pub(super) fn judge_stored(&mut self, frame: &Frame<PublicEvent>) -> Found {
        let Some(detector) = &self.detector else { return Found::default() };
        let state = &mut self.judged;
        match &frame.event {
            PublicEvent::MessagePosted { author: Author::Visitor, text, .. } => {
                found(detector.visitor(state, text, frame.at.0))
            }
            PublicEvent::ReplyFinished { text, outcome, confidence, .. } => {
                found(detector.assistant(state, text, *outcome, *confidence, frame.at.0))
            }
            PublicEvent::HandedBack { .. } => {
                detector.handed_back(state);
                Found::default()
            }
            _ => Found::default(),
        }
    }
}

fn found(judgement: Judgement) -> Found {
    let unsure = judgement.unsure;
    match judgement.decision {
        Decision::Escalate { reason, score, cold, .. } => Found {
            hint: Some(Hint { reason, score }),
            tone: Some(if cold { Tone::Secure } else { tone(reason) }),
            unsure,
        },
        Decision::Offer { reason, score, .. } => {
            Found { hint: Some(Hint { reason, score }), tone: None, unsure }
        }
        Decision::Continue => Found { hint: None, tone: None, unsure },
    }
}

/// Words that fit a reason; the server says its own with the confirmation.
fn tone(reason: Reason) -> Tone {
    match reason {
        Reason::CustomerRequested => Tone::Requested,
        Reason::SensitiveTopic => Tone::Sensitive,
        Reason::PolicyRequired | Reason::VipCustomer => Tone::Topic,
        Reason::IntegrationError | Reason::OverBudget => Tone::Trouble,
        Reason::HighFrustration
        | Reason::LoopDetected
        | Reason::FallbackLimit
        | Reason::LowConfidence
        | Reason::MaxTurnsExceeded
        | Reason::ComplexIssue => Tone::Stuck,
    }
}
