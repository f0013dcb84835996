//! What does the moment tell, before a message's words are read?
//!
//! Who begins to need somebody writes more than before: the story, the dates, what was tried. So from the second
//! message on, the model's odds are weighed with how the message compares in length with the visitor's longest one so
//! far, how far the conversation has come, and whether the last answer was unsure. Each sign has a weight, fitted on
//! whole chats (`cargo xtask train`). Length never calls a person by itself: what it may add is bounded, so the words
//! must say something too.

use super::moment_fit::{BIAS, WEIGHTS};
use crate::model::UNIT;
use crate::policy::Thresholds;
use crate::state::DetectorState;

/// The model's heads that are weighed: a request, anger, something for people to decide.
pub(crate) const HEADS: usize = 3;
/// Signs that are weighed: the odds of the head that is judged, the odds of each head, and the moment's.
pub(crate) const SIGNS: usize = 1 + HEADS + MOMENT;
/// Signs of the moment.
pub(crate) const MOMENT: usize = 3;
/// Parts of a doubling in which lengths are compared.
const PARTS: u32 = 16;
/// Most that lengths differ: four times.
const FAR: i32 = 2 * PARTS as i32;
/// Words of an ordinary first message: "hi" is no measure of what comes.
const ORDINARY: u32 = 10;
/// Messages counted.
const COUNTED: u16 = 4;
/// Odds beyond this, in steps, are as good as certain.
pub(crate) const CERTAIN: i32 = 6 * UNIT;
/// Most that the moment takes away and adds, in steps.
const BOUNDS: (i32, i32) = (-3 * UNIT / 2, 5 * UNIT / 2);

/// Words from which a first message is a story …
const STORY: usize = 24;
/// … in which there is more to mistake, so that the words must say more, in steps.
const STORY_DOUBT: i32 = UNIT;

/// What a first message takes away from the odds of its words: nothing compares with it but its own length.
pub(crate) fn first(words: usize, odds: &[i32]) -> [i32; HEADS] {
    let doubt = if words > STORY { STORY_DOUBT } else { 0 };
    core::array::from_fn(|at| odds.get(at).map_or(-CERTAIN, |o| o.saturating_sub(doubt)))
}

/// The moment's signs; `None` for the first message, with which nothing compares.
pub(crate) fn signs(words: usize, state: &DetectorState, thresholds: &Thresholds) -> Option<[i32; MOMENT]> {
    if state.turns == 0 {
        return None;
    }
    let now = doublings(u32::try_from(words).unwrap_or(u32::MAX));
    let longer = now - doublings(u32::from(state.longest).max(ORDINARY));
    let unsure = state.fallbacks > 0 || state.confidence.is_some_and(|c| c < thresholds.confidence_offer);
    Some([longer.clamp(-FAR, FAR), i32::from(unsure), i32::from(state.turns.min(COUNTED))])
}

/// How often one doubles to reach `words` and three more, in sixteenths; straight between the powers of two.
fn doublings(words: u32) -> i32 {
    let n = words.saturating_add(3).min(1 << 16);
    let whole = n.ilog2();
    let rest = ((n - (1 << whole)) * PARTS) >> whole;
    i32::try_from(whole * PARTS + rest).unwrap_or(0)
}

/// The odds of each head with the moment's say, in steps.
pub(crate) fn weigh(odds: &[i32], moment: &[i32; MOMENT]) -> [i32; HEADS] {
    let odds: [i32; HEADS] =
        core::array::from_fn(|at| odds.get(at).map_or(-CERTAIN, |o| (*o).clamp(-CERTAIN, CERTAIN)));
    let (one, each) = WEIGHTS.split_at(1);
    let (each, around) = each.split_at(HEADS);
    let sum = |weights: &[i32], signs: &[i32]| weights.iter().zip(signs).map(|(w, s)| w * s).sum::<i32>();
    let moment = ((sum(around, moment) + BIAS) / SHARE).clamp(BOUNDS.0, BOUNDS.1);
    odds.map(|o| (sum(one, &[o]) + sum(each, &odds)) / SHARE + moment)
}

/// Shares of a step in which weights are given.
pub(crate) const SHARE: i32 = 1000;
