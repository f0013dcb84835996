//! Has the assistant given one answer over and over, perhaps in other words?

use baton_conversation::Reason;

use crate::decide::Found;
use crate::normalise::Text;
use crate::policy::{Action, Thresholds};
use crate::sketch::ANSWER;
use crate::state::{ANSWERS, Asked, DetectorState};
use crate::terms::Terms;

/// Likeness from which two answers are one, in thousandths.
const ALIKE: usize = 180;
/// Content words below which an answer ("Done.") may recur.
const MIN_WORDS: usize = 5;

pub(crate) fn detect(
    text: &Text,
    terms: &Terms,
    thresholds: &Thresholds,
    state: &mut DetectorState,
) -> Option<Found> {
    let sketch = terms.subject(text, ANSWER);
    if sketch.len() < MIN_WORDS {
        return None;
    }
    let earlier =
        state.answers.iter().filter(|a| a.sketch.likeness(&sketch) >= ALIKE).map(|a| a.wording).max();
    let wording = earlier.unwrap_or(0).saturating_add(1);
    if state.answers.len() >= ANSWERS {
        state.answers.remove(0);
    }
    state.answers.push(Asked { wording, sketch });
    if wording < 2 {
        return None;
    }
    let limit = u32::from(thresholds.repeated_answers);
    Some(Found::count(
        Reason::LoopDetected,
        "loop.answer",
        u32::from(wording),
        limit,
        "times one answer",
        Action::Escalate,
    ))
}
