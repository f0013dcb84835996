//! Which detectors are there? One file each.

pub(crate) mod answers;
pub(crate) mod confidence;
pub(crate) mod explicit;
pub(crate) mod failures;
pub(crate) mod fallback;
pub(crate) mod frustration;
pub(crate) mod loops;
mod loops_fit;
pub(crate) mod moment;
mod moment_fit;
pub(crate) mod progress;
pub(crate) mod sensitive;
pub(crate) mod tier;
pub(crate) mod topics;

use baton_conversation::{Reason, Score, Signal};

use crate::decide::{Found, Rank};
use crate::detector::Look;
use crate::model::{UNIT, Verdict, chance};
use crate::normalise::{Text, Token};
use crate::phrases::Finding;
use crate::policy::Action;

/// From this strength on a phrase escalates, in thousandths.
pub(crate) const ESCALATES: Score = Score(500);
/// From this strength on a phrase offers.
pub(crate) const OFFERS: Score = Score(250);
/// Log-odds up to which the model takes a phrase in a longer message for something else: it is likelier not to call
/// for a person.
const OPPOSITE: i32 = -UNIT;
/// The same where a message says little else, so that hardly anything but the phrase speaks: one in a thousand.
const OPPOSITE_SHORT: i32 = -7 * UNIT;
/// Words up to which a message says little else than its phrase.
const SHORT: usize = 12;
/// Characters that make a word where every character is one, as in scripts without spaces.
const CHARACTERS: usize = 3;
/// Phrases quoted as evidence at most.
const EVIDENCE: usize = 3;

/// A message with the phrases found in it.
#[derive(Clone, Copy)]
pub(crate) struct Message<'a> {
    pub(crate) original: &'a str,
    pub(crate) text: &'a Text,
    pub(crate) findings: &'a [Finding],
    pub(crate) look: &'a Look<'a>,
    /// The odds of the first heads with the moment's say.
    pub(crate) weighed: Option<[i32; moment::HEADS]>,
}

/// How many words a text has. In scripts without spaces every character is a token, and a few make a word.
pub(crate) fn words(text: &Text) -> usize {
    let wide = |t: &&Token| t.text.len() >= 3 && t.text.chars().nth(1).is_none();
    let characters = text.tokens.iter().filter(wide).count();
    text.tokens.len() - characters + characters / CHARACTERS
}

impl Message<'_> {
    /// What the strongest of some phrases leads to, at most `action`.
    pub(crate) fn strongest<'f>(
        &self,
        findings: impl Iterator<Item = &'f Finding>,
        kind: Reason,
        rule: String,
        action: Action,
    ) -> Option<Found> {
        let mut all: Vec<&Finding> = findings.collect();
        all.sort_by_key(|f| (core::cmp::Reverse(f.score), f.start, core::cmp::Reverse(f.end)));
        let score = all.first()?.score;
        let by_score = match score {
            s if s >= ESCALATES => Action::Escalate,
            s if s >= OFFERS => Action::Offer,
            _ => Action::Off,
        };
        let signal = Signal { kind, rule, score, threshold: ESCALATES, evidence: self.quotes(&all) };
        Some(Found { signal, level: by_score.min(action), rank: Rank::of(kind), cold: false })
    }

    /// The chance in thousandths that a head of the model gives, at this moment; 0 without a model.
    pub(crate) fn chance(&self, head: usize) -> i32 {
        let plain = |v: &Verdict| v.odds.get(head).copied();
        let weighed = || self.weighed.and_then(|odds| odds.get(head).copied());
        self.look.verdict.as_ref().and_then(|v| weighed().or_else(|| plain(v))).map_or(0, chance)
    }

    /// Whether the message says little else than a phrase.
    pub(crate) fn is_short(&self) -> bool {
        words(self.text) <= SHORT
    }

    /// Whether the model is sure enough of the opposite.
    pub(crate) fn opposed(&self, head: usize) -> bool {
        let limit = if self.is_short() { OPPOSITE_SHORT } else { OPPOSITE };
        self.odds(head).is_some_and(|odds| odds <= limit)
    }

    /// What the model makes of the words for a head, in steps of log-odds.
    pub(crate) fn odds(&self, head: usize) -> Option<i32> {
        self.look.verdict.and_then(|v| v.odds.get(head).copied())
    }

    /// Lowers what the packs' phrases found to a suggestion where the model is sure of the opposite: the words are
    /// there, but in another sense. Strict phrases and the site's own stand.
    pub(crate) fn doubt(&self, head: usize, slot: impl Fn(u16) -> bool, found: &mut Found) {
        // Where several things are said at once, what is not about this one counts against it: no doubt from that.
        let firm = self.findings.iter().any(|f| if slot(f.slot) { f.firm } else { f.score >= ESCALATES });
        if !firm && self.opposed(head) {
            found.level = found.level.min(Action::Offer);
        }
    }

    /// What the model alone makes of the message, where that is more than `known`.
    pub(crate) fn learned(
        &self,
        head: usize,
        kind: Reason,
        rule: String,
        action: Action,
        known: Option<&Found>,
    ) -> Option<Found> {
        let score = Score(self.chance(head));
        if score < ESCALATES || known.is_some_and(|k| k.signal.score >= ESCALATES) {
            return None;
        }
        let signal = Signal { kind, rule, score, threshold: ESCALATES, evidence: self.learned_words(head) };
        Some(Found { signal, level: action, rank: Rank::of(kind), cold: false })
    }

    /// The words that spoke most for a head.
    pub(crate) fn learned_words(&self, head: usize) -> Vec<String> {
        let sentence = self.look.verdict.and_then(|v| v.sentence.get(head).copied().flatten());
        let spans =
            self.look.model.map(|m| m.reasons(&self.look.features, head, sentence)).unwrap_or_default();
        let slots: Vec<Finding> = spans
            .iter()
            .map(|f| Finding { slot: 0, score: Score::ZERO, start: f.start, end: f.end, firm: false })
            .collect();
        self.quotes(&slots.iter().collect::<Vec<_>>())
    }

    /// The words of the phrases, longest first found, none inside another.
    pub(crate) fn quotes(&self, findings: &[&Finding]) -> Vec<String> {
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for f in findings {
            if taken.len() < EVIDENCE && !taken.iter().any(|&(a, b)| f.start < b && a < f.end) {
                taken.push((f.start, f.end));
            }
        }
        taken.into_iter().map(|(a, b)| self.text.quote(self.original, a, b).to_owned()).collect()
    }
}
