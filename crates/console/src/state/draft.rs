//! What does an agent write: a message to the visitor or a private note?

use baton_json::{FromJson, ToJson};

/// One text on its way. The two kinds go to different addresses, so that a note can never become a message.
#[derive(Clone, Debug, PartialEq, Eq, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum Draft {
    /// The visitor reads it.
    Message(String),
    /// Only staff read it.
    Note(String),
}

impl Draft {
    /// A draft of what was typed; `None` if there is nothing in it.
    #[must_use]
    pub fn of(text: &str, note: bool) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        Some(if note { Self::Note(text.to_owned()) } else { Self::Message(text.to_owned()) })
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Message(text) | Self::Note(text) => text,
        }
    }

    /// Whether it is a private note.
    #[must_use]
    pub fn is_note(&self) -> bool {
        matches!(self, Self::Note(_))
    }
}

#[cfg(test)]
mod tests {
    use super::Draft;

    #[test]
    fn a_draft_is_what_it_was_written_as() {
        assert_eq!(Draft::of("  hi \n", false), Some(Draft::Message("hi".into())));
        assert_eq!(Draft::of("hi", true), Some(Draft::Note("hi".into())));
        assert_eq!(Draft::of(" \n ", false), None);
    }
}
