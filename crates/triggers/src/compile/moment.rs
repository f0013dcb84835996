//! What does training see of the moments of a conversation?

use super::jsonl::{Line, Role, step};
use crate::detect::{moment, words};
use crate::normalise::normalise;
use crate::{Detector, DetectorState};

/// Heads of the model that moments weigh: a request, anger, something for people to decide.
pub const WEIGHED_HEADS: usize = moment::HEADS;
/// Signs of a moment, see [`Detector::moments`].
pub const MOMENT_SIGNS: usize = moment::MOMENT;
/// Odds in steps of log-odds beyond which more says nothing.
pub const MOMENT_CERTAIN: i32 = moment::CERTAIN;
/// Shares of a step of log-odds in which the weights of moments are given.
pub const MOMENT_SHARE: i32 = moment::SHARE;

impl Detector {
    /// The signs of the moment before each message; `None` for those of the assistant and the visitor's first.
    #[must_use]
    pub fn moments(&self, messages: &[Line]) -> Vec<Option<[i32; MOMENT_SIGNS]>> {
        let mut state = DetectorState::default();
        let mut out = Vec::new();
        for message in messages {
            let said = words(&normalise(&message.content));
            let signs = moment::signs(said, &state, &self.thresholds(&state));
            out.push(signs.filter(|_| message.role == Role::User));
            step(self, &mut state, message);
        }
        out
    }
}
