//! What can happen to the session?

use baton_conversation::wire::{Accepted, Page, SiteCard, ThreadView, Wait};
use baton_conversation::{Author, ConversationId, Frame, HandoffId, MessageId, PublicEvent, ReplyId};
use baton_triggers::{CompactPolicy, DetectorState};

use super::{Call, Pending};

/// What an earlier page left in the browser's storage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The conversation under way.
    pub conversation: Option<ConversationId>,
    /// Last sequence seen with the panel open.
    pub seen: u64,
    /// The handoff whose summary was asked for.
    pub summarised: Option<HandoffId>,
}

/// From the visitor, the server, the storage or the page.
pub enum SessionEvent {
    /// The widget starts.
    Started(Saved),
    /// The bootstrap answer is here.
    Booted {
        /// The site's card.
        site: SiteCard,
        /// What the browser's detectors run.
        policy: Box<CompactPolicy>,
    },
    /// The bootstrap answer could not be had.
    BootFailed,
    /// The visitor asks to load again.
    RetryLoad,
    /// The panel is open now.
    PanelOpened,
    /// The panel is closed now.
    PanelClosed,
    /// The visitor sends a text.
    Submit(String),
    /// What the outbox holds of this conversation.
    Outbox(Vec<Pending>),
    /// The visitor sends a failed message again.
    Retry(MessageId),
    /// The server has stored a message.
    Sent {
        /// Which.
        id: MessageId,
        /// The answer.
        accepted: Accepted,
    },
    /// Another tab has begun this conversation.
    Adopted(ConversationId),
    /// The thread is still to be begun on the server.
    ThreadNew,
    /// The stream cannot go on from where it is.
    Lost,
    /// State and last page of the thread.
    ThreadLoaded(Box<ThreadView<DetectorState>>),
    /// The thread could not be loaded.
    ThreadFailed {
        /// The server says that there is no such thread for this visitor.
        gone: bool,
    },
    /// The visitor scrolls back.
    LoadOlder,
    /// An older page; nothing if it could not be had.
    OlderLoaded(Option<Page<PublicEvent>>),
    /// The next event of the log.
    Frame(Frame<PublicEvent>),
    /// A piece of the reply in flight.
    Piece {
        /// Which reply.
        reply: ReplyId,
        /// The piece.
        text: String,
    },
    /// Someone is typing, or has stopped.
    Typing {
        /// Who.
        author: Author,
        /// Typing or not.
        on: bool,
    },
    /// Place and wait.
    Waiting(Wait),
    /// The server can be reached, or no longer.
    Online(bool),
    /// This tab leads, or no longer.
    Leading {
        /// Leading or not.
        on: bool,
        /// The handoff whose summary some tab has asked for.
        summarised: Option<HandoffId>,
    },
    /// "Talk to a person".
    AskPerson,
    /// "Keep chatting".
    KeepChatting,
    /// The visitor asks for this.
    Call(Call),
    /// The server has done it.
    CallDone(Call),
    /// The server has not done it.
    CallFailed {
        /// What.
        call: Call,
        /// There was no answer at all.
        unreached: bool,
    },
    /// The page or the visitor wants a fresh thread.
    NewConversation,
    /// The page signs the visitor out.
    Shutdown,
}
