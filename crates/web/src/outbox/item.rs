//! What is one entry of the outbox, in memory and in storage?

use baton_conversation::{ConversationId, MessageId, Timestamp};
use baton_json::{FromJson, ToJson};

/// All keys of the outbox begin so; the number rises when the stored form changes.
pub(super) const PREFIX: &str = "baton.outbox.1.";

pub(super) fn key(owner: &str, id: MessageId) -> String {
    [PREFIX, owner, ".", &id.to_string()].concat()
}

/// How far an item has come.
#[derive(Clone, Debug, PartialEq, Eq, Hash, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Will be sent, or is being sent.
    Pending,
    /// Stored by the server; the thread will show it.
    Sent,
    /// Refused with this code; only its author can decide what becomes of it.
    Failed(String),
}

/// One message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<P> {
    /// Its id, the same for every try.
    pub id: MessageId,
    /// Where it goes.
    pub conversation: ConversationId,
    /// What is posted.
    pub body: P,
    /// When it was written; orders the queue.
    pub queued_at: Timestamp,
    /// How far it has come.
    pub state: ItemState,
    /// Tries that failed in a row.
    pub failures: u32,
    pub(super) not_before: Timestamp,
    pub(super) in_flight: bool,
    /// It is in storage; blocked storage leaves it in memory alone.
    pub(super) kept: bool,
}

/// The stored form. What passes (failures, waits) is left out: a reload is a fresh try.
#[derive(FromJson, ToJson)]
pub(super) struct Stored<P> {
    pub(super) id: MessageId,
    pub(super) conversation: ConversationId,
    pub(super) body: P,
    pub(super) queued_at: Timestamp,
    pub(super) state: ItemState,
}

impl<P: Clone> Stored<P> {
    pub(super) fn of(item: &Item<P>) -> Self {
        Self {
            id: item.id,
            conversation: item.conversation,
            body: item.body.clone(),
            queued_at: item.queued_at,
            state: item.state.clone(),
        }
    }
}

impl<P> Stored<P> {
    pub(super) fn into_item(self) -> Item<P> {
        Item {
            id: self.id,
            conversation: self.conversation,
            body: self.body,
            queued_at: self.queued_at,
            state: self.state,
            failures: 0,
            not_before: Timestamp::default(),
            in_flight: false,
            kept: true,
        }
    }
}
