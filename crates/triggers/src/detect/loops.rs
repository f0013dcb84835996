//! Has one question been asked in several wordings?

use baton_conversation::Reason;

use super::Message;
use crate::decide::Found;
use crate::phrases::{Meaning, Phrases};
use crate::policy::{Action, Thresholds};
use crate::sketch::{QUESTION, Sketch};
use crate::state::{Asked, DetectorState, QUESTIONS};
use crate::terms::Terms;

/// Likeness from which two questions are one, in thousandths; measured on public question sets.
const ALIKE: usize = 400;
/// Words, small ones counted, below which a message is an answer or a nod, not a question.
const MIN_WORDS: usize = 4;

pub(crate) fn detect(
    message: Message<'_>,
    phrases: &Phrases,
    terms: &Terms,
    thresholds: &Thresholds,
    state: &mut DetectorState,
) -> Option<Found> {
    let sketch = terms.sketch(message.text, QUESTION);
    let again = message.findings.iter().any(|f| phrases.meaning(f.slot) == Some(&Meaning::Reask));
    if sketch.is_empty() || (sketch.len() < 2 && message.text.tokens.len() < MIN_WORDS) {
        return None;
    }
    let earlier = state
        .asked
        .iter()
        // Who says "I meant" asks again; one word in common tells which question.
        .filter(|q| same(&q.sketch, &sketch, ALIKE) || (again && q.sketch.shared(&sketch) > 0))
        .map(|q| q.wording)
        .max();
    let last = state.asked.last().map_or(0, |q| q.wording);
    // Who asks again goes on from the wording before. "Yes, but …" without a word in common may well be a second
    // wording of it, and no more.
    let earlier = match earlier {
        Some(n) if again => Some(n.max(last)),
        None if again && last == 1 => Some(1),
        other => other,
    };
    let wording = earlier.unwrap_or(0).saturating_add(1);
    if state.asked.len() >= QUESTIONS {
        state.asked.remove(0);
    }
    state.asked.push(Asked { wording, sketch });
    if wording < 2 {
        return None;
    }
    let limit = u32::from(thresholds.loop_wordings);
    Some(Found::count(Reason::LoopDetected, "loop", u32::from(wording), limit, "wordings", Action::Escalate))
}

/// Two questions are one if they share enough of their words, and more than one word unless both are short.
fn same(a: &Sketch, b: &Sketch, limit: usize) -> bool {
    let shared = a.shared(b);
    let enough = if a.len().max(b.len()) <= 2 { 1 } else { 2 };
    shared >= enough && a.likeness(b) >= limit
}
