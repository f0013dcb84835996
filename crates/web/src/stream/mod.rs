//! What is done with each thing that a connection brings, so that no event is lost, doubled or out of order?
//!
//! Pure: an [`Input`] with the time and chance goes in, [`Effect`]s come out. `socket::Link` performs them.

mod backoff;
mod connection;
mod cursor;
#[cfg(test)]
mod tests;

pub use backoff::delay_ms;
pub use connection::Stream;

use baton_conversation::wire::{Board, Cursor, Page, ServerFrame, Wait};
use baton_conversation::{Author, ConversationId, Event, Frame, PublicEvent, PublicReply, ReplyId};
use baton_json::{FromJson, ToJson};

/// What one audience receives: [`PublicEvent`] for visitors, [`Event`] for staff.
pub trait Audience: Clone + FromJson + ToJson + 'static {
    /// Where this audience's conversations live, with a trailing slash.
    const CONVERSATIONS: &'static str;
    /// The public side, if it has one.
    fn public(&self) -> Option<&PublicEvent>;
}

impl Audience for PublicEvent {
    const CONVERSATIONS: &'static str = "/v1/conversations/";

    fn public(&self) -> Option<&PublicEvent> {
        Some(self)
    }
}

impl Audience for Event {
    const CONVERSATIONS: &'static str = "/v1/console/conversations/";

    fn public(&self) -> Option<&PublicEvent> {
        match self {
            Event::Public(event) => Some(event),
            Event::Staff(_) => None,
        }
    }
}

/// Something that happened to the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<E> {
    /// Begin, or the browser says that the network is back: connect now.
    Start,
    /// Stop for good.
    Stop,
    /// The socket is open and wants its first frame.
    Opened,
    /// The server sent a frame.
    Frame(ServerFrame<E>),
    /// The socket closed or could not be opened.
    Closed {
        /// The wait that the server asks for, in milliseconds, where it is known.
        retry_after_ms: Option<u64>,
    },
    /// The time that [`Stream::deadline`] names has come.
    Tick,
    /// An [`Effect::Fetch`] or [`Effect::Poll`] succeeded.
    Fetched {
        /// Where.
        conversation: ConversationId,
        /// What came after the cursor.
        page: Page<E>,
    },
    /// An [`Effect::Fetch`] or [`Effect::Poll`] failed.
    FetchFailed {
        /// Where.
        conversation: ConversationId,
        /// The wait that the server asks for, in milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// Receive this conversation from here on; also after a reload, from the new position.
    Follow {
        /// Which, and the last event that was applied.
        cursor: Cursor,
        /// The reply in flight at that point.
        reply: Option<PublicReply>,
    },
    /// No longer receive it.
    Unfollow(ConversationId),
}

/// What the driver has to do, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect<E> {
    /// Open a socket.
    Connect,
    /// Close the socket; what it still says is dropped.
    Disconnect,
    /// Send `hello` with these cursors (the driver adds version and token).
    Hello(Vec<Cursor>),
    /// Follow one more conversation on the open socket.
    Subscribe(Cursor),
    /// Stop following on the open socket.
    Unsubscribe(ConversationId),
    /// Fetch what came after the cursor.
    Fetch(Cursor),
    /// The same by long poll.
    Poll(Cursor),
    /// Tell the application.
    Tell(Notice<E>),
}

/// What an application hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice<E> {
    /// The next event. It continues what was applied so far, always.
    Event {
        /// Where.
        conversation: ConversationId,
        /// The event in its place.
        frame: Frame<E>,
    },
    /// The next piece of the reply in flight; append it.
    Piece {
        /// Where.
        conversation: ConversationId,
        /// Which reply.
        reply: ReplyId,
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
    /// Place and wait have changed.
    Wait {
        /// Where.
        conversation: ConversationId,
        /// Place and range.
        wait: Wait,
    },
    /// The board has changed (staff).
    Board(Board),
    /// Continuity is lost: load the conversation anew and follow it from there.
    Reload(ConversationId),
    /// The connection changed.
    Connection(Connection),
    /// The server refused something; before the first welcome it concerns the token or the version, and the
    /// application decides whether to go on.
    Refused {
        /// Stable code.
        code: String,
        /// Says what to do.
        message: String,
    },
}

/// How the stream is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// On its way.
    Connecting,
    /// Events come as they happen.
    Live,
    /// Sockets do not get through; events come by long poll.
    Polling,
    /// Not connected; it will be tried again.
    Offline,
}
