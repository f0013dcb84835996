//! What can the session ask of the world?

use baton_conversation::wire::PostMessage;
use baton_conversation::{
    AgentCard, ConversationId, FollowUp, HandoffId, MessageId, PublicReply, VisitorBrief,
};

use super::Note;

/// A command to the server that is not a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// "Talk to a person".
    Person,
    /// No longer wait.
    CancelWait,
    /// What is passed on, corrected.
    Brief(VisitorBrief),
    /// E-mail or callback instead of waiting.
    FollowUp(FollowUp),
    /// 1–5 and a comment.
    Rate(u8, String),
    /// The visitor ends it.
    Leave,
}

/// What the page may hear through `Baton('on', name, fn)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The widget can be used.
    Ready,
    /// The panel opened.
    Open,
    /// The panel closed.
    Close,
    /// Finished messages that nobody has seen.
    Unread(u32),
    /// A message was finished: `visitor`, `assistant` or `agent`, and its text.
    Message(&'static str, String),
    /// People are called.
    Handoff,
    /// The place in the queue changed.
    Queue(u32),
    /// A person joined.
    AgentJoined(AgentCard),
    /// The person is gone.
    AgentLeft,
    /// Back with the Assistant.
    HandBack,
    /// The case is closed.
    Resolved,
    /// The visitor rated it.
    Rated(u8),
    /// A stable code and a sentence.
    Error(&'static str, &'static str),
}

/// What the driver is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Fetch strings, site card and policy.
    Bootstrap,
    /// Fetch state and last page of a thread.
    LoadThread(ConversationId),
    /// Receive a thread from this sequence on, with this reply in flight.
    Follow(ConversationId, u64, Option<PublicReply>),
    /// Fetch the page before this sequence.
    LoadOlder(ConversationId, u64),
    /// Keep the id of a thread that this widget has just begun.
    Begin(ConversationId),
    /// Stop following.
    Unfollow(ConversationId),
    /// Write to the outbox, then send until the server has answered.
    Post(ConversationId, PostMessage),
    /// The log shows this message: the outbox may forget it.
    Confirm(MessageId),
    /// Try a refused message again.
    PostAgain(MessageId),
    /// Call the server; answered by `CallDone` or `CallFailed`.
    Do(Call),
    /// Ask for one sentiment.
    Sentiment(ConversationId, MessageId),
    /// Ask for the summary of this handoff.
    Summary(ConversationId, HandoffId),
    /// Say it through the live region: the author's name (the Assistant's if none) and the text.
    Announce(Option<String>, String),
    /// Say a string of the interface through the live region.
    AnnounceKey(&'static str),
    /// Say a line of Baton's own through the live region.
    AnnounceNote(Note),
    /// Tell the page.
    Emit(Signal),
    /// Keep the last sequence seen with the panel open.
    RememberSeen(u64),
    /// Forget the conversation but not the visitor.
    ForgetThread,
    /// Forget token, cache and outbox.
    ForgetVisitor,
}
