//! What stands in the thread, line by line?

use baton_conversation::{Citation, FollowUp, MessageId, Outcome, ResolvedBy, Tone};
use uuid::Uuid;

/// Where a visitor's message is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// In the outbox.
    Pending,
    /// Stored by the server.
    Sent,
    /// Refused; the visitor can try again.
    Failed,
}

/// A line by Baton itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// People are called, with words that fit.
    Handoff(Tone),
    /// A person is suggested.
    Offered(Tone),
    /// A person joined.
    Joined(String),
    /// The person is gone, the place is kept.
    Left(String),
    /// Back with the Assistant.
    HandedBack(String),
    /// The visitor no longer waits.
    Cancelled,
    /// A follow-up was chosen.
    FollowUp(FollowUp),
    /// The case is closed.
    Resolved(ResolvedBy),
    /// The visitor wrote again.
    Reopened,
    /// A reply broke off.
    Broken,
}

/// Who says what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// The visitor.
    Visitor {
        /// The message.
        id: MessageId,
        /// Its text, masked.
        text: String,
        /// Whether a secret was masked in it.
        masked: bool,
        /// Where it is on its way.
        delivery: Delivery,
    },
    /// The Assistant.
    Assistant {
        /// The whole answer.
        text: String,
        /// Its sources.
        citations: Vec<Citation>,
        /// How it ended; none if it was cut.
        outcome: Option<Outcome>,
    },
    /// A person.
    Agent {
        /// The name shown.
        name: String,
        /// The text.
        text: String,
    },
    /// Baton itself.
    System(Note),
}

/// Identity of a line on screen: message, sequence, and how it looks.
pub type EntryKey = (Uuid, u64, u8);

/// One line of the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the log; 0 while pending.
    pub seq: u64,
    /// When, in milliseconds.
    pub at: i64,
    /// Whether the line before is by the same author, so that the name need not stand again.
    pub follows: bool,
    /// Who says what.
    pub kind: EntryKind,
}

impl Entry {
    /// Identity for the list on screen: it changes when the line must be drawn anew.
    #[must_use]
    pub fn key(&self) -> EntryKey {
        let flags = u8::from(self.follows);
        match &self.kind {
            EntryKind::Visitor { id, delivery, .. } => (id.0, 0, flags | (*delivery as u8) << 1),
            _ => (Uuid::nil(), self.seq, flags),
        }
    }

    /// Whether the visitor wrote it.
    #[must_use]
    pub fn is_visitors(&self) -> bool {
        matches!(self.kind, EntryKind::Visitor { .. })
    }

    fn author(&self) -> (u8, &str) {
        match &self.kind {
            EntryKind::Visitor { .. } => (0, ""),
            EntryKind::Assistant { .. } => (1, ""),
            EntryKind::Agent { name, .. } => (2, name),
            EntryKind::System(_) => (3, ""),
        }
    }
}

/// Lines by one author within this time stand together.
const TOGETHER_MS: i64 = 5 * 60_000;

/// Marks the lines that follow one by the same author.
pub(super) fn group(entries: &mut [Entry]) {
    for i in 0..entries.len() {
        let follows = i.checked_sub(1).and_then(|p| entries.get(p)).is_some_and(|before| {
            entries.get(i).is_some_and(|e| e.author() == before.author() && e.at - before.at < TOGETHER_MS)
        });
        if let Some(entry) = entries.get_mut(i) {
            entry.follows = follows;
        }
    }
}
