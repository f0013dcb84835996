//! Has the assistant failed to answer several times in a row?

use baton_conversation::{Outcome, Reason};

use crate::decide::Found;
use crate::policy::{Action, Thresholds};
use crate::state::DetectorState;

/// `failed`: the reply's words are a known fallback line. The typed outcome counts as well; a clarifying question
/// neither counts nor breaks the row.
pub(crate) fn detect(
    outcome: Outcome,
    failed: bool,
    thresholds: &Thresholds,
    state: &mut DetectorState,
    at_ms: i64,
) -> Option<Found> {
    if failed || outcome == Outcome::Fallback {
        state.fallbacks = state.fallbacks.saturating_add(1);
        state.bad_sign(at_ms);
    } else if outcome == Outcome::Answered {
        state.fallbacks = 0;
    }
    if state.fallbacks == 0 || !(failed || outcome == Outcome::Fallback) {
        return None;
    }
    let limit = u32::from(thresholds.fallbacks);
    let count = u32::from(state.fallbacks);
    Some(Found::count(
        Reason::FallbackLimit,
        "fallbacks",
        count,
        limit,
        "fallbacks in a row",
        Action::Escalate,
    ))
}
