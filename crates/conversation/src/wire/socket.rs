//! What goes over the WebSocket (`GET /v1/socket`), in both directions?
//!
//! The client's first frame is `hello`. The server registers the subscriber, reads the head, replays, then goes
//! live. Where continuity can't be proven it says `resync`; never a silent hole.

use crate::{Author, ConversationId, Event, Frame, PublicEvent, ReplyId};
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

use super::{Board, Wait};

/// Where a client stands in one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Sequence of the last event applied, 0 for none.
    pub after: u64,
}

/// From client to server. A closed set: anything else is answered with `error` and the socket is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame.
    Hello {
        /// [`super::VERSION`].
        wire: u16,
        /// The bearer token of a visitor or an agent.
        token: String,
        /// What to follow from the start.
        cursors: Vec<Cursor>,
    },
    /// Follow one more conversation (or again from another position).
    Subscribe(Cursor),
    /// Stop following.
    Unsubscribe(ConversationId),
    /// The author of this socket is typing, or has stopped.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Typing or not.
        on: bool,
    },
}

/// From server to client. `E` is [`PublicEvent`] for visitors and [`Event`] for staff, so that showing a staff
/// event to a visitor does not compile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame<E> {
    /// Answer to `hello`.
    Welcome {
        /// [`super::VERSION`].
        wire: u16,
        /// A heartbeat comes at least this often, in milliseconds.
        heartbeat_ms: u32,
    },
    /// One event.
    Event {
        /// Where.
        conversation: ConversationId,
        /// The event in its place.
        frame: Frame<E>,
    },
    /// A piece of a streaming reply; not stored, sent again on resume.
    Piece {
        /// Where.
        conversation: ConversationId,
        /// Which reply.
        reply: ReplyId,
        /// The epoch it started under.
        epoch: u64,
        /// Where the piece begins in the reply's text, in bytes of UTF-8.
        offset: u32,
        /// The piece.
        text: String,
    },
    /// Someone is typing, or has stopped.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        author: Author,
        /// Typing or not.
        on: bool,
    },
    /// Place and wait of a queued conversation, whenever they change.
    Wait {
        /// Where.
        conversation: ConversationId,
        /// Place and range.
        wait: Wait,
    },
    /// The queue and the agent's own conversations, for staff, whenever they change.
    Board(Board),
    /// Heads of what this socket follows, for this audience.
    Heartbeat {
        /// Conversation and head.
        heads: Vec<Cursor>,
    },
    /// Continuity is lost: reload this conversation.
    Resync {
        /// Which.
        conversation: ConversationId,
    },
    /// Refused; the code is stable.
    Error {
        /// Stable code.
        code: String,
        /// Says what to do.
        message: String,
    },
}

/// What visitors receive.
pub type VisitorFrame = ServerFrame<PublicEvent>;
/// What staff receive.
pub type StaffFrame = ServerFrame<Event>;
