//! What does a language bring: its phrases, their exceptions, its small words?

use baton_conversation::Score;
#[cfg(feature = "compile")]
use serde::Deserialize;

/// One language as data. On the server it is read from `packs/*.toml`; the browser receives it in the compact
/// policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "compile", derive(Deserialize), serde(deny_unknown_fields))]
pub struct Pack {
    /// BCP 47 code, for example `en`.
    pub language: String,
    /// Politeness that sentence anchors look through, separated by spaces.
    #[cfg_attr(feature = "compile", serde(default))]
    pub filler: String,
    /// Words whose misspellings count as the word, separated by spaces; five letters or more.
    #[cfg_attr(feature = "compile", serde(default))]
    pub fixable: String,
    /// Words that say nothing about the subject of a question.
    #[cfg_attr(feature = "compile", serde(default))]
    pub stop: String,
    /// Lines of words that want one thing (a price, a change, a place), at most sixteen: two questions that want
    /// different things are two.
    #[cfg_attr(feature = "compile", serde(default))]
    pub synonyms: Vec<String>,
    /// Named alternatives that patterns refer to as `<name>`.
    #[cfg_attr(feature = "compile", serde(default, deserialize_with = "classes"))]
    pub classes: Vec<(String, String)>,
    /// The phrases.
    #[cfg_attr(feature = "compile", serde(default, rename = "group"))]
    pub groups: Vec<Group>,
    /// The learned model in its text form (`model/*.txt`); empty without one.
    #[cfg_attr(feature = "compile", serde(skip))]
    pub model: String,
}

/// Phrases that mean one thing with one strength.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "compile", derive(Deserialize), serde(deny_unknown_fields))]
pub struct Group {
    /// What they mean: `explicit`, `topic.NAME`, `sensitive.NAME`, `frustration`, `calm`, `solved`, `fallback`,
    /// `reask` or `mute` (other senses, which block nothing but what they cover).
    pub id: String,
    /// Strength in thousandths: 500 and more escalates, 250 and more offers.
    #[cfg_attr(feature = "compile", serde(default = "full"))]
    pub score: Score,
    /// Fires even where an exception covers it.
    #[cfg_attr(feature = "compile", serde(default))]
    pub strict: bool,
    /// Patterns, see [`crate::pattern`].
    #[cfg_attr(feature = "compile", serde(default))]
    pub say: Vec<String>,
    /// Patterns that silence every group of this id where they overlap.
    #[cfg_attr(feature = "compile", serde(default))]
    pub except: Vec<String>,
}

impl Pack {
    /// The definition of a class.
    pub(crate) fn class(&self, name: &str) -> Option<&str> {
        self.classes.iter().find(|c| c.0 == name).map(|c| c.1.as_str())
    }
}

#[cfg(feature = "compile")]
fn full() -> Score {
    Score::ONE
}

#[cfg(feature = "compile")]
fn classes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, String)>, D::Error> {
    let map = std::collections::BTreeMap::<String, String>::deserialize(deserializer)?;
    Ok(map.into_iter().collect())
}
