//! Has it gone on too long without a solution?

use baton_conversation::Reason;

use crate::decide::{Found, Rank};
use crate::policy::{Action, Thresholds};
use crate::state::DetectorState;

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// Offers once when the limit of messages is reached, and again only after something was solved.
pub(crate) fn turns(thresholds: &Thresholds, state: &mut DetectorState) -> Option<Found> {
    if state.turns_offered || state.turns < thresholds.max_turns {
        return None;
    }
    state.turns_offered = true;
    let (count, limit) = (u32::from(state.turns), u32::from(thresholds.max_turns));
    Some(Found::count(
        Reason::MaxTurnsExceeded,
        "turns",
        count,
        limit,
        "turns without a solution",
        Action::Offer,
    ))
}

/// Minutes since the first bad sign; offers once.
pub(crate) fn minutes(thresholds: &Thresholds, state: &mut DetectorState, at_ms: i64) -> Option<Found> {
    let limit = u32::from(thresholds.max_minutes?);
    let passed = at_ms.saturating_sub(state.first_bad_ms?) / MINUTE_MS;
    let passed = u32::try_from(passed).unwrap_or(0);
    if state.minutes_offered || passed < limit {
        return None;
    }
    state.minutes_offered = true;
    let mut found = Found::count(
        Reason::MaxTurnsExceeded,
        "minutes",
        passed,
        limit,
        "minutes since the first bad sign",
        Action::Offer,
    );
    found.rank = Rank::Minutes;
    Some(found)
}
