//! How much does the moment of a message tell? Whole chats, each judged by models that never saw it: what is due is
//! set against the odds of the words and the signs of the moment.

use std::path::Path;

use anyhow::Result;
use baton_triggers::Detector;
use baton_triggers::compile::{MOMENT_CERTAIN, MOMENT_SHARE, MOMENT_SIGNS, Role, WEIGHED_HEADS, WEIGHT_UNIT};

use crate::data;
use crate::signs::{self, Case, File};

/// Where the weights are written.
const FILE: File = File {
    path: "crates/triggers/src/detect/moment_fit.rs",
    question: "How much does each sign say that a person is called for?",
    detector: "moment",
    unit: "thousandths of a step a step",
    bias: "The same without any, less what an alarm is due at.",
};
/// What the signs are, in the order of `weigh` in `detect/moment.rs`.
const NAMES: [&str; 1 + WEIGHED_HEADS + MOMENT_SIGNS] = [
    "odds of the head that is judged",
    "odds of a request",
    "odds of anger",
    "odds of something to decide",
    "longer than the visitor's longest so far, in sixteenths of a doubling",
    "the last answer was unsure",
    "messages so far, up to four",
];
/// A case has its signs and a constant.
const COLUMNS: usize = NAMES.len() + 1;
/// What the words of a message can be due for.
const REASONS: [&str; 4] = ["customer_requested", "policy_required", "sensitive_topic", "high_frustration"];

/// The odds of the heads for each message of a chat, of models that did not learn from it.
pub(crate) type Odds = Vec<[i32; WEIGHED_HEADS]>;

/// The cases of one chat.
fn cases(detector: &Detector, chat: &data::Row, odds: &Odds) -> Vec<Case<COLUMNS>> {
    let due = chat.due.first();
    let until = due.map_or(usize::MAX, |d| d.turn);
    let mut out = Vec::new();
    let signs = detector.moments(&chat.messages);
    for (at, ((message, signs), odds)) in chat.messages.iter().zip(signs).zip(odds).enumerate() {
        let yes = due.is_some_and(|d| d.turn == at);
        // A question asked again is heard by the loop detector.
        let heard = due.is_some_and(|d| d.reasons.iter().any(|r| REASONS.contains(&r.as_str())));
        if message.role != Role::User || at > until || (yes && !heard) {
            continue;
        }
        let Some(signs) = signs else { continue };
        let odds = odds.map(|o| o.clamp(-MOMENT_CERTAIN, MOMENT_CERTAIN));
        let best = odds.into_iter().max().unwrap_or(-MOMENT_CERTAIN);
        let all: Vec<i32> = [best].into_iter().chain(odds).chain(signs).chain([1]).collect();
        let signs = core::array::from_fn(|i| all.get(i).copied().map_or(0.0, f64::from));
        out.push(Case { signs, yes, weight: 1.0 });
    }
    out
}

/// Fits the weights and writes them, or with `check` compares them with what is there.
///
/// # Errors
/// The weights that are there differ, or can't be written.
pub(crate) fn run(
    root: &Path,
    detector: &Detector,
    chats: &[data::Row],
    odds: &[Odds],
    check: bool,
) -> Result<()> {
    let all: Vec<Case<COLUMNS>> =
        chats.iter().zip(odds).flat_map(|(chat, odds)| cases(detector, chat, odds)).collect();
    let found = signs::fit(&all, COLUMNS - 1);
    let whole = |x: f64| (x * f64::from(WEIGHT_UNIT) * f64::from(MOMENT_SHARE)).round() as i32;
    let weights: Vec<i32> = found.iter().take(NAMES.len()).map(|w| whole(*w)).collect();
    let bias = whole(found[COLUMNS - 1]);
    FILE.put(root, &NAMES, &weights, bias, check)
}
