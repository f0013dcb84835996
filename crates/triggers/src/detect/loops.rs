//! Has one question been asked in several wordings?
//!
//! Two wordings of one question can share no word, and two questions on one subject share most of theirs. Three
//! together tell more than each two: what the three share, whether they want the same, and whether the visitor moves
//! on. Each sign has a weight, fitted on rows of public sets and of our own (`cargo xtask train`).

use baton_conversation::Reason;

use super::loops_fit::{BIAS, WEIGHTS};
use super::{Message, words};
use crate::decide::Found;
use crate::normalise::Text;
use crate::phrases::{Meaning, Phrases};
use crate::policy::{Action, Thresholds};
use crate::sketch::{ANSWERING, Alike, MOVES_ON, NODS, Sketch};
use crate::state::{Asked, DetectorState, QUESTIONS};
use crate::terms::Terms;

/// Words, small ones counted, below which a message is an answer or a nod, not a question.
const MIN_WORDS: usize = 4;
/// Signs that are weighed.
pub(crate) const SIGNS: usize = 14;

/// Words of a question that is asked again …
const BRIEF: i32 = 12;
/// … and of a message that tells a story.
const LONG: i32 = 48;

/// Words with which one goes on to something else. English alone: elsewhere the other signs must do.
const GOING_ON: [&str; 9] = ["also", "and", "another", "other", "else", "too", "instead", "next", "besides"];
/// First words of who answers or is content.
const NODDING: [&str; 11] =
    ["yes", "no", "yeah", "yep", "ok", "okay", "sure", "great", "thanks", "perfect", "done"];

pub(crate) fn detect(
    message: Message<'_>,
    phrases: &Phrases,
    terms: &Terms,
    thresholds: &Thresholds,
    state: &mut DetectorState,
) -> Option<Found> {
    let answering = core::mem::take(&mut state.asked_back);
    let sketch = question(message.text, message.look.language, terms, answering)?;
    let length = length(message.text);
    let again = message.findings.iter().any(|f| phrases.meaning(f.slot) == Some(&Meaning::Reask));
    let wording = wording(&sketch, length, again, &state.asked);
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

/// Words of a message.
fn length(text: &Text) -> i32 {
    i32::try_from(words(text)).unwrap_or(LONG)
}

/// A message as a question; `None` for a nod. `answering`: it follows a question of the assistant.
fn question(text: &Text, language: Option<usize>, terms: &Terms, answering: bool) -> Option<Sketch> {
    let mut sketch = terms.question(text, language);
    if sketch.is_empty() || (sketch.len() < 2 && text.tokens.len() < MIN_WORDS) {
        return None;
    }
    let goes_on = text.tokens.iter().any(|t| GOING_ON.contains(&t.text.as_str()));
    let nods = text.tokens.first().is_some_and(|t| NODDING.contains(&t.text.as_str()));
    for (holds, mark) in [(answering, ANSWERING), (goes_on, MOVES_ON), (nods, NODS)] {
        if holds {
            sketch.mark(mark);
        }
    }
    Some(sketch)
}

/// Which wording of its question a new one is.
fn wording(new: &Sketch, length: i32, again: bool, earlier: &[Asked]) -> u8 {
    let alike: Vec<Alike> = earlier.iter().map(|q| q.sketch.alike(new)).collect();
    let mut best = 1;
    for (at, (b, b_new)) in earlier.iter().zip(&alike).enumerate() {
        if odds(&signs([&b.sketch, &b.sketch, new], [b_new; 3], length)) >= 0 {
            best = best.max(2);
        }
        for (a, a_new) in earlier.iter().zip(&alike).take(at) {
            let between = a.sketch.alike(&b.sketch);
            if odds(&signs([&a.sketch, &b.sketch, new], [&between, a_new, b_new], length)) >= 0 {
                best = best.max(a.wording.max(b.wording).max(2).saturating_add(1));
            }
        }
    }
    if !again {
        return best;
    }
    // Who says "I meant" asks again; one word in common tells which question. "Yes, but …" without a word in common
    // may well be a second wording of the last, and no more.
    let last = earlier.last().map_or(0, |q| q.wording);
    let same = earlier.iter().zip(&alike).filter(|(_, alike)| alike.shared > 0).map(|(q, _)| q.wording).max();
    match same {
        Some(n) => best.max(n.max(last).saturating_add(1)),
        None if last == 1 => best.max(2),
        None => best,
    }
}

/// What speaks for three questions being one, and against it. `alike`: of the first and the second, then of each and
/// the third; `length`: words of the third.
fn signs([a, b, c]: [&Sketch; 3], alike: [&Alike; 3], length: i32) -> [i32; SIGNS] {
    let mut runs = alike.map(|x| x.runs);
    let mut words = alike.map(|x| x.words);
    runs.sort_unstable();
    words.sort_unstable();
    let sum = |of: fn(&Alike) -> i32| alike.iter().map(|x| of(x)).sum::<i32>();
    [
        runs[0],
        runs[2],
        words[0],
        words[1],
        sum(|x| x.subject).min(9),
        sum(|x| x.shared).min(9),
        sum(|x| x.count).min(40),
        sum(|x| i32::from(x.apart)),
        b.has(ANSWERING) + c.has(ANSWERING),
        i32::from(b.has_new_number(a, a)) + i32::from(c.has_new_number(a, b)),
        b.has(MOVES_ON) + c.has(MOVES_ON),
        c.has(NODS),
        length.min(BRIEF),
        (length - BRIEF).clamp(0, LONG - BRIEF),
    ]
}

/// Log-odds that three questions are one, in hundred-thousandths, over the odds at which an alarm is due.
fn odds(signs: &[i32; SIGNS]) -> i32 {
    signs.iter().zip(WEIGHTS).map(|(sign, weight)| sign * weight).sum::<i32>() + BIAS
}

/// The signs of three questions, each with whether it follows a question of the assistant; for fitting.
#[cfg(feature = "compile")]
pub(crate) fn signs_of(texts: [(&Text, bool); 3], terms: &Terms) -> Option<[i32; SIGNS]> {
    let [a, b, c] = texts.map(|(text, answering)| question(text, terms.language(text), terms, answering));
    let (a, b, c) = (a?, b?, c?);
    Some(signs([&a, &b, &c], [&a.alike(&b), &a.alike(&c), &b.alike(&c)], length(texts[2].0)))
}
