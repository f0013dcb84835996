//! Has the assistant given one answer over and over, perhaps in other words?

use baton_conversation::Reason;

use crate::decide::Found;
use crate::normalise::Text;
use crate::policy::{Action, Thresholds};
use crate::sketch::Sketch;
use crate::state::{ANSWERS, Asked, DetectorState};
use crate::terms::Terms;

/// Likeness from which answers are one, in thousandths; the best on the development rows of one answer reworded.
const ALIKE: i32 = 350;
/// Subject words below which an answer ("Done.") may recur …
const MIN_WORDS: usize = 3;
/// … and one with a question in it ("Is your order right?"), which may be asked at every step.
const MIN_ASKED: usize = 6;

pub(crate) fn detect(
    text: &Text,
    terms: &Terms,
    thresholds: &Thresholds,
    state: &mut DetectorState,
) -> Option<Found> {
    let (sketch, words) = terms.answer(text);
    if words < if text.question { MIN_ASKED } else { MIN_WORDS } {
        return None;
    }
    let wording = wording(&sketch, &state.answers);
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

/// Which rendering of its answer a new one is. From the third on, three count together: that two of them differ more
/// is made up for where both are like the one between.
fn wording(sketch: &Sketch, earlier: &[Asked]) -> u8 {
    let mut best = 1;
    for (at, b) in earlier.iter().enumerate() {
        let near = b.sketch.same_runs(sketch);
        if near >= ALIKE {
            best = best.max(2);
        }
        for a in earlier.iter().take(at) {
            let mut three = [a.sketch.same_runs(&b.sketch), a.sketch.same_runs(sketch), near];
            three.sort_unstable();
            let [low, middle, high] = three;
            if low * 3 + middle * 5 + high * 2 >= ALIKE * 10 {
                best = best.max(a.wording.max(b.wording).max(2).saturating_add(1));
            }
        }
    }
    best
}
