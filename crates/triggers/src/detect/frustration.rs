//! How angry is this message, and how angry have the last ones been?

use baton_conversation::{Reason, Score, Signal};

use super::Message;
use crate::decide::{Found, Rank};
use crate::model::ANGER;
use crate::phrases::{Finding, Meaning, Phrases};
use crate::policy::{Action, Thresholds};
use crate::state::DetectorState;

/// Letters below which capitals say nothing (OK, PDF, a product code).
const MIN_SHOUTED: u32 = 10;
/// What shouting adds to words that are angry already.
const LOUD: i64 = 250;
/// What shouting alone amounts to: a stuck key is not anger.
const LOUD_ALONE: i64 = 150;

/// The frustration of one message from 0 to 1000, and the phrases it rests on.
pub(crate) fn score(message: Message<'_>, phrases: &Phrases) -> (Score, Vec<String>) {
    let of = |meaning: Meaning| {
        let mine = message.findings.iter().filter(move |f| phrases.meaning(f.slot) == Some(&meaning));
        disjoint(mine.collect())
    };
    let angry = of(Meaning::Frustration);
    // Praise inside an angry phrase is sarcasm.
    let sincere = |f: &&Finding| !angry.iter().any(|a| f.start < a.end && a.start < f.end);
    let calm: Vec<&Finding> = of(Meaning::Calm).into_iter().filter(sincere).collect();
    let mut free = 1000;
    for f in &angry {
        free = free * (1000 - i64::from(f.score.0).clamp(0, 1000)) / 1000;
    }
    for _ in 0..message.text.angry.min(2) {
        free = free * 550 / 1000;
    }
    let words = 1000 - free;
    let text = message.text;
    let shouted = text.letters >= MIN_SHOUTED && text.capitals * 10 >= text.letters * 7;
    let spoken_loud = text.tokens.iter().filter(|t| t.capitals && t.text.len() > 2).count() >= 2;
    let loud = i64::from(shouted || spoken_loud) + i64::from(text.shouts > 0);
    let add = if words >= 200 { LOUD } else { LOUD_ALONE / 2 };
    let mut total = words;
    for _ in 0..loud {
        total += (1000 - total) * add / 1000;
    }
    let soothing: i64 =
        calm.iter().map(|f| i64::from(f.score.0)).sum::<i64>() + i64::from(text.cheerful.min(2)) * 150;
    let total = (total - soothing).clamp(0, 1000);
    (Score(i32::try_from(total).unwrap_or(0)), message.quotes(&angry))
}

/// Findings that count towards a score; by then it has long reached its end.
const COUNTED: usize = 64;

/// Findings that do not overlap, the strongest first.
fn disjoint(mut all: Vec<&Finding>) -> Vec<&Finding> {
    all.sort_by_key(|f| (core::cmp::Reverse(f.score), f.start, core::cmp::Reverse(f.end)));
    let mut kept: Vec<&Finding> = Vec::new();
    for f in all {
        if kept.len() < COUNTED && !kept.iter().any(|k| f.start < k.end && k.start < f.end) {
            kept.push(f);
        }
    }
    kept
}

/// The phrases' score and the model's chance as one. The model's one half is what calls a person, so it stands for
/// 750; it is believed where the phrases hear something too, for they know praise that swears. Otherwise both have a
/// say, so that what both see ranks above what one sees.
fn joined(words: Score, chance: i32) -> Score {
    let learned = (chance * 3 / 2).min(1000);
    let (low, high) = (words.0.min(learned), words.0.max(learned));
    if words.0 >= SURE || (learned >= SURE && words.0 >= HEARD) {
        Score(high)
    } else {
        Score(((high * 2 + low) / 3).min(SURE - 1))
    }
}

/// Below this nothing is worth keeping.
const FAINT: Score = Score(40);
/// From here on a judge is sure.
const SURE: i32 = 750;
/// From here on the phrases hear something.
const HEARD: i32 = 600;
/// Most that a message is worth whose anger the model denies: less than a frustrated one.
const DOUBTED: i32 = 499;

/// Scores the message, remembers it, and says whether it or its neighbours are too much. The flag asks for a
/// sentiment call.
pub(crate) fn detect(
    message: Message<'_>,
    phrases: &Phrases,
    thresholds: &Thresholds,
    state: &mut DetectorState,
) -> (Option<Found>, bool) {
    let (words, mut evidence) = score(message, phrases);
    let score = joined(words, message.chance(ANGER));
    if score > words && evidence.is_empty() {
        evidence = message.learned_words(ANGER);
    }
    // Words that the model takes for something else (a joke, a game, somebody else's anger) are only ranked.
    let score = if message.opposed(ANGER) { score.min(Score(DOUBTED)) } else { score };
    state.remember_frustration(score);
    let alone = score >= thresholds.frustration;
    let recent = state.frustration.iter().rev().take(usize::from(thresholds.frustrated_of));
    let bad = recent.filter(|s| **s >= thresholds.frustrated).count();
    let several = score >= thresholds.frustrated && bad >= usize::from(thresholds.frustrated_messages);
    let (rule, threshold) = if several && !alone {
        ("frustration.recent", thresholds.frustrated)
    } else {
        ("frustration", thresholds.frustration)
    };
    let unsure = !alone && !several && score >= thresholds.frustration_unsure;
    if score < FAINT {
        return (None, false);
    }
    let level = if alone || several { Action::Escalate } else { Action::Off };
    let signal = Signal { kind: Reason::HighFrustration, rule: rule.into(), score, threshold, evidence };
    (Some(Found { signal, level, rank: Rank::Frustration, cold: false }), unsure)
}

/// What a sentiment judged elsewhere leads to.
pub(crate) fn sentiment(score: Score, thresholds: &Thresholds) -> Option<Found> {
    let (level, threshold) = if score <= thresholds.sentiment_escalate {
        (Action::Escalate, thresholds.sentiment_escalate)
    } else if score <= thresholds.sentiment_offer {
        (Action::Offer, thresholds.sentiment_offer)
    } else {
        return None;
    };
    let rule = "frustration.sentiment".into();
    let signal = Signal { kind: Reason::HighFrustration, rule, score, threshold, evidence: Vec::new() };
    Some(Found { signal, level, rank: Rank::Frustration, cold: false })
}
