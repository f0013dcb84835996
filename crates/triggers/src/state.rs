//! What does a detector remember of a conversation, however long it is?

use baton_conversation::Score;
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

use crate::sketch::Sketch;

/// Version of the snapshot's form; a snapshot of another version is refolded from the log.
pub const STATE_VERSION: u8 = 3;
/// Most frustration scores kept; a policy can't look further back.
pub(crate) const MAX_WINDOW: usize = 8;
/// Questions that a new one is compared with.
pub(crate) const QUESTIONS: usize = 6;
/// Answers that a new one is compared with.
pub(crate) const ANSWERS: usize = 2;
/// Topics remembered.
const TOPICS: usize = 8;
/// Bytes kept of the name of a tier, a department or a kind of issue.
pub(crate) const NAME: usize = 16;

/// What the server knows about the visitor and the moment. Unknown stays `None` and never counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(default)]
pub struct Facts {
    /// Tier, for example `enterprise`; at most 16 bytes are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Age of the account in days.
    #[serde(rename = "age", skip_serializing_if = "Option::is_none")]
    pub account_age_days: Option<u32>,
    /// Department that the conversation belongs to; at most 16 bytes are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The kind of issue that the conversation seems to be about; at most 16 bytes are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// The site's local time in minutes after midnight.
    #[serde(rename = "minute", skip_serializing_if = "Option::is_none")]
    pub minute_of_day: Option<u16>,
    /// Whether the site's people are at work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
}

/// A question asked or an answer given, and how many wordings of it there have been.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Asked {
    /// Which wording of its question this was.
    #[serde(rename = "n")]
    pub wording: u8,
    /// What is compared of it.
    #[serde(rename = "s")]
    pub sketch: Sketch,
}

/// Everything that later judgements depend on: bounded, at most 1 KiB as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(default)]
pub struct DetectorState {
    /// [`STATE_VERSION`].
    pub v: u8,
    /// Visitor messages since the last solved answer.
    #[serde(rename = "t")]
    pub turns: u16,
    /// Words of the longest of those messages, at most 255.
    #[serde(rename = "l")]
    pub longest: u8,
    /// Fallbacks in a row.
    #[serde(rename = "f")]
    pub fallbacks: u8,
    /// Frustration of the latest messages, oldest first, at most eight.
    #[serde(rename = "a")]
    pub frustration: Vec<Score>,
    /// Latest sentiment.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<Score>,
    /// Latest confidence.
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Score>,
    /// Time of the first bad sign, in milliseconds.
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    pub first_bad_ms: Option<i64>,
    /// Latest questions.
    #[serde(rename = "q")]
    pub asked: Vec<Asked>,
    /// Latest answers.
    #[serde(rename = "r")]
    pub answers: Vec<Asked>,
    /// The assistant's last answer held a question.
    #[serde(rename = "qb")]
    pub asked_back: bool,
    /// Hashes of the topics that have come up.
    #[serde(rename = "p")]
    pub topics: Vec<u16>,
    /// What the server knows.
    #[serde(rename = "x")]
    pub facts: Facts,
    /// The turn limit has been offered already.
    #[serde(rename = "to")]
    pub turns_offered: bool,
    /// The time limit has been offered already.
    #[serde(rename = "mo")]
    pub minutes_offered: bool,
    /// The tier has been acted on already.
    #[serde(rename = "vd")]
    pub vip_done: bool,
}

impl Default for DetectorState {
    fn default() -> Self {
        Self {
            v: STATE_VERSION,
            turns: 0,
            longest: 0,
            fallbacks: 0,
            frustration: Vec::new(),
            sentiment: None,
            confidence: None,
            first_bad_ms: None,
            asked: Vec::new(),
            answers: Vec::new(),
            asked_back: false,
            topics: Vec::new(),
            facts: Facts::default(),
            turns_offered: false,
            minutes_offered: false,
            vip_done: false,
        }
    }
}

impl DetectorState {
    /// Whether the topic has come up.
    #[must_use]
    pub fn has_topic(&self, name: &str) -> bool {
        self.topics.contains(&crate::hash::short(name))
    }

    pub(crate) fn remember_topic(&mut self, name: &str) {
        let hash = crate::hash::short(name);
        if !self.topics.contains(&hash) && self.topics.len() < TOPICS {
            self.topics.push(hash);
        }
    }

    pub(crate) fn remember_frustration(&mut self, score: Score) {
        if self.frustration.len() >= MAX_WINDOW {
            self.frustration.remove(0);
        }
        self.frustration.push(score);
    }

    /// Counts a message of so many words.
    pub(crate) fn wrote(&mut self, words: usize) {
        self.turns = self.turns.saturating_add(1);
        self.longest = self.longest.max(u8::try_from(words).unwrap_or(u8::MAX));
    }

    /// Notes the first bad sign.
    pub(crate) fn bad_sign(&mut self, at_ms: i64) {
        self.first_bad_ms.get_or_insert(at_ms);
    }

    /// What was asked is solved: counting starts again.
    pub(crate) fn solved(&mut self) {
        *self = Self { facts: self.facts.clone(), vip_done: self.vip_done, ..Self::default() };
    }

    pub(crate) fn set_facts(&mut self, mut facts: Facts) {
        for name in [&mut facts.tier, &mut facts.department, &mut facts.issue].into_iter().flatten() {
            let mut end = name.len().min(NAME);
            while !name.is_char_boundary(end) {
                end -= 1;
            }
            name.truncate(end);
        }
        self.facts = facts;
    }
}
