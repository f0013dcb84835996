//! What does a language bring: its phrases, their exceptions, its small words?

use std::collections::BTreeMap;

use baton_conversation::Score;
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

/// One language as data. On the server it is read from `packs/*.toml`; the browser receives it as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// BCP 47 code, for example `en`.
    pub language: String,
    /// Politeness that sentence anchors look through, separated by spaces.
    #[serde(default)]
    pub filler: String,
    /// Words whose misspellings count as the word, separated by spaces; five letters or more.
    #[serde(default)]
    pub fixable: String,
    /// Words that say nothing about the subject of a question.
    #[serde(default)]
    pub stop: String,
    /// Lines of words that mean one thing when questions are compared.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Named alternatives that patterns refer to as `<name>`.
    #[serde(default)]
    pub classes: BTreeMap<String, String>,
    /// The phrases.
    #[serde(default, rename = "group")]
    pub groups: Vec<Group>,
}

/// Phrases that mean one thing with one strength.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What they mean: `explicit`, `topic.NAME`, `sensitive.NAME`, `frustration`, `calm`, `solved`, `fallback`,
    /// `reask` or `mute` (other senses, which block nothing but what they cover).
    pub id: String,
    /// Strength in thousandths: 500 and more escalates, 250 and more offers.
    #[serde(default = "full")]
    pub score: Score,
    /// Fires even where an exception covers it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub strict: bool,
    /// Patterns, see [`crate::pattern`].
    #[serde(default)]
    pub say: Vec<String>,
    /// Patterns that silence every group of this id where they overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
}

fn full() -> Score {
    Score::ONE
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(b: &bool) -> bool {
    !*b
}
