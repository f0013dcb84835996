//! What do the rows of a data folder say? JSON Lines, one file a task.

use std::path::Path;

use anyhow::{Context as _, Result};
use baton_triggers::compile::Line;
use serde::Deserialize;

/// The tasks, in the order in which figures are printed; each is a file `TASK.jsonl`.
pub(crate) const TASKS: [&str; 7] =
    ["chats", "human", "policy", "frustration", "loops", "structure", "timing"];

/// Where in a chat a person is first called for.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Due {
    /// Index in `messages`.
    pub(crate) turn: usize,
    /// Reasons that a careful reader would give.
    #[serde(default)]
    pub(crate) reasons: Vec<String>,
}

/// One labelled conversation.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) group: Option<String>,
    #[serde(default)]
    pub(crate) y: Option<u8>,
    #[serde(default)]
    pub(crate) lang: Option<String>,
    pub(crate) messages: Vec<Line>,
    #[serde(default)]
    pub(crate) due: Vec<Due>,
    /// Turns of the wordings of a question.
    #[serde(default)]
    pub(crate) asks: Vec<usize>,
    /// Index in `asks` at which the alarm is due.
    #[serde(default)]
    pub(crate) third: Option<usize>,
    /// Whether a careful reader heard one question three times.
    #[serde(default)]
    pub(crate) read: Option<bool>,
    /// Turn of a due alarm in `structure`.
    #[serde(default)]
    pub(crate) turn: Option<usize>,
    /// Turns at which a person should step in, in `timing`.
    #[serde(default)]
    pub(crate) turns: Vec<usize>,
    /// Why, in a sentence.
    #[serde(default)]
    pub(crate) why: Option<String>,
}

impl Row {
    pub(crate) fn positive(&self) -> bool {
        self.y == Some(1)
    }

    pub(crate) fn group(&self) -> &str {
        self.group.as_deref().unwrap_or("")
    }

    /// The text of the last message.
    pub(crate) fn last(&self) -> &str {
        self.messages.last().map_or("", |m| m.content.as_str())
    }
}

/// Reads the rows of one file.
///
/// # Errors
/// The file can't be read, or a line is not of the documented form; names the line.
pub(crate) fn read(path: &Path) -> Result<Vec<Row>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    parse(&text).with_context(|| path.display().to_string())
}

/// Reads rows from text.
///
/// # Errors
/// As [`read`].
pub(crate) fn parse(text: &str) -> Result<Vec<Row>> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| serde_json::from_str(line).with_context(|| format!("line {}", i + 1)))
        .collect()
}
