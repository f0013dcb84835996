//! What can happen in a conversation, and who may see it?

use crate::wire::Wait;
use crate::{
    AgentId, AssignmentId, Author, BriefSource, ContextPackage, HandoffId, MessageId, Outcome, PageVisit,
    Priority, ReplyId, RootCause, Score, SentimentSource, Signal, SiteId, Timestamp, VisitorBrief, VisitorId,
};
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

/// What a visitor may know of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct AgentCard {
    /// The agent's id.
    pub id: AgentId,
    /// The name shown to visitors.
    pub name: String,
}

/// Where an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Citation {
    /// Title of the document and heading.
    pub title: String,
    /// Address to open, http(s) or a path on the site; absent where the source has none.
    pub url: Option<String>,
    /// The quoted passage, shortened.
    pub passage: String,
}

/// Why a reply stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum CutCause {
    /// A newer visitor message came.
    Superseded,
    /// Control moved.
    Handoff,
    /// The provider failed.
    Failed,
    /// The server restarted; the reply is made again.
    Restarted,
}

/// Warm (the default) or cold (security: cut off, say little).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum HandoffKind {
    /// Announced with what is passed on.
    Warm,
    /// Kind words, no mechanics, the Assistant refused.
    Cold,
}

/// Which warm words fit; the reason itself is for staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// The visitor asked for a person.
    Requested,
    /// The Assistant does not get further.
    Stuck,
    /// The topic belongs to people.
    Topic,
    /// Something on our side failed.
    Trouble,
    /// Distress or danger: the site's own lines come first.
    Sensitive,
    /// Security: say little.
    Secure,
}

/// Who or what closed a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum ResolvedBy {
    /// An agent.
    Agent,
    /// The visitor ended it.
    Visitor,
    /// Nobody wrote for the idle time.
    Idle,
}

/// Why an agent is no longer in the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum LeftCause {
    /// The agent's connection was lost; the visitor is back in the old place.
    Lost,
}

/// What a visitor chose instead of waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum FollowUp {
    /// An e-mail to this address.
    Email(String),
    /// A call to this number.
    Callback(String),
    /// Nobody came in time; an agent answers in the thread.
    Unanswered,
}

/// What the visitor may see. Wire form: `{"message_posted": {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by their types; each variant says what happened")]
pub enum PublicEvent {
    /// The thread began.
    ConversationStarted { site: SiteId, visitor: VisitorId, locale: String, page: Option<PageVisit> },
    /// Someone wrote. `agent` is set when `author` is Agent.
    MessagePosted { id: MessageId, author: Author, agent: Option<AgentCard>, text: String, masked: bool },
    /// The Assistant began to answer; pieces follow that are not stored.
    ReplyStarted { reply: ReplyId, epoch: u64, in_reply_to: MessageId },
    /// The whole answer.
    ReplyFinished {
        reply: ReplyId,
        text: String,
        citations: Vec<Citation>,
        confidence: Score,
        outcome: Outcome,
    },
    /// The answer stopped; `text` is all that was released.
    ReplyCut { reply: ReplyId, text: String, cause: CutCause },
    /// A person is suggested; the visitor decides.
    PersonOffered { tone: Tone },
    /// People are called: Control moves to the queue.
    HandoffStarted {
        handoff: HandoffId,
        epoch: u64,
        kind: HandoffKind,
        tone: Tone,
        brief: Option<VisitorBrief>,
    },
    /// What is passed on has changed.
    BriefChanged { handoff: HandoffId, brief: VisitorBrief, by: BriefSource },
    /// A person joined: Control moves to the agent.
    AgentJoined { handoff: HandoffId, epoch: u64, agent: AgentCard },
    /// The person is gone; back in the queue at the old place.
    AgentLeft { handoff: HandoffId, epoch: u64, agent: AgentCard, cause: LeftCause },
    /// The agent gave Control back to the Assistant.
    HandedBack { handoff: HandoffId, epoch: u64, agent: AgentCard },
    /// The visitor no longer wants to wait; the Assistant goes on.
    HandoffCancelled { handoff: HandoffId, epoch: u64 },
    /// A follow-up instead of waiting.
    FollowUpChosen { handoff: HandoffId, epoch: u64, how: FollowUp },
    /// The case is closed.
    Resolved { epoch: u64, by: ResolvedBy },
    /// The visitor wrote again after the close.
    Reopened { epoch: u64 },
    /// The visitor's rating, 1–5.
    Rated { score: u8, comment: String },
}

/// What only staff may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by their types; each variant says what happened")]
pub enum StaffEvent {
    /// Why people were called, and what the agent gets.
    Escalated { handoff: HandoffId, priority: Priority, signals: Vec<Signal>, context: Box<ContextPackage> },
    /// Signals that were seen without an escalation, or why a person was suggested.
    SignalsSeen { signals: Vec<Signal> },
    /// A queued handoff is offered to an agent until `expires_at`.
    Offered { handoff: HandoffId, assignment: AssignmentId, agent: AgentCard, expires_at: Timestamp },
    /// The agent said no; the place is kept.
    Declined { assignment: AssignmentId, agent: AgentId },
    /// Nobody answered the offer; the place is kept.
    Expired { assignment: AssignmentId, agent: AgentId },
    /// A private note.
    NoteAdded { id: MessageId, agent: AgentCard, text: String },
    /// The note that goes with a hand-back.
    HandBackNote { agent: AgentId, note: String },
    /// Why the Assistant could not do it alone.
    RootCauseTagged { agent: AgentId, cause: RootCause, note: String },
    /// The visitor wrote from another page than before.
    PageSeen { page: PageVisit },
    /// The sentiment of one message, -1000–1000.
    SentimentJudged { message: MessageId, score: Score, source: SentimentSource },
    /// What the visitor was told of the wait when the handoff began, so that its accuracy can be counted.
    WaitTold { handoff: HandoffId, wait: Wait },
    /// The provider failed; the code is stable, the text never stored.
    ReplyFailed { reply: ReplyId, code: String },
}

/// One entry of the log: for everyone, or for staff alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Everyone in the conversation sees it.
    Public(PublicEvent),
    /// Only staff see it.
    Staff(StaffEvent),
}

/// An event in its place in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Envelope {
    /// Gapless, from 1.
    pub seq: u64,
    /// Sequence of the previous public event, 0 if none; what a visitor's frame carries as `prev`.
    pub prev_public: u64,
    /// When; never earlier than the event before.
    pub at: Timestamp,
    /// What.
    pub event: Event,
}

/// An event as one audience receives it. Apply it only if `prev` is the last one applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Frame<E> {
    /// Its place in the log.
    pub seq: u64,
    /// Sequence of the previous event that this audience may see, 0 if none.
    pub prev: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: E,
}

/// The part of a log that a visitor may see. Returning [`Frame<PublicEvent>`] makes a leak a type error.
#[must_use]
pub fn frames_for_visitor(log: &[Envelope]) -> Vec<Frame<PublicEvent>> {
    log.iter()
        .filter_map(|e| match &e.event {
            Event::Public(event) => {
                Some(Frame { seq: e.seq, prev: e.prev_public, at: e.at, event: event.clone() })
            }
            Event::Staff(_) => None,
        })
        .collect()
}

/// The whole log, as staff see it.
#[must_use]
pub fn frames_for_staff(log: &[Envelope]) -> Vec<Frame<Event>> {
    log.iter().map(|e| Frame { seq: e.seq, prev: e.seq - 1, at: e.at, event: e.event.clone() }).collect()
}
