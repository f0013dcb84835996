//! What may be asked of a conversation, and how is it refused?

use crate::wire::Wait;
use crate::{
    AgentCard, AgentId, AssignmentId, BriefSource, Citation, ContextPackage, FollowUp, HandoffKind,
    Lifecycle, MessageId, Outcome, PageVisit, Priority, ReplyId, RootCause, Score, SentimentSource, Signal,
    SiteId, Timestamp, Tone, VisitorBrief, VisitorId,
};
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

/// How long each state may last, in milliseconds. Every non-final state has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields, default)]
pub struct Timers {
    /// Without a message, the Assistant's conversation closes.
    pub assistant_idle_ms: i64,
    /// After this time in the queue the case becomes a follow-up.
    pub queue_limit_ms: i64,
    /// How long one agent has to take an offer.
    pub offer_ms: i64,
    /// How long an agent may be out of reach before the visitor returns to the queue.
    pub agent_lease_ms: i64,
    /// Without a message, an agent's conversation closes.
    pub agent_idle_ms: i64,
    /// After this time a follow-up closes.
    pub follow_up_ms: i64,
}

impl Default for Timers {
    fn default() -> Self {
        const MINUTE: i64 = 60_000;
        const DAY: i64 = 24 * 60 * MINUTE;
        Self {
            assistant_idle_ms: DAY,
            queue_limit_ms: 30 * MINUTE,
            offer_ms: MINUTE / 2,
            agent_lease_ms: MINUTE / 2,
            agent_idle_ms: DAY,
            follow_up_ms: 7 * DAY,
        }
    }
}

/// What a reply had released when something else happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Streamed {
    /// The reply in flight.
    pub reply: ReplyId,
    /// The text released so far.
    pub text: String,
}

/// What a decision may use besides state and command: time, chance and what was streamed.
pub struct Context<'a> {
    /// Now.
    pub now: Timestamp,
    /// Gives a fresh id each time.
    pub fresh: &'a mut dyn FnMut() -> uuid::Uuid,
    /// The site's timers.
    pub timers: Timers,
    /// Text of the reply in flight, if there is one.
    pub streamed: Option<Streamed>,
}

/// Everything that goes with calling a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Warm or cold.
    pub kind: HandoffKind,
    /// Which words fit.
    pub tone: Tone,
    /// Place in the queue.
    pub priority: Priority,
    /// What was seen.
    pub signals: Vec<Signal>,
    /// The public part of what is passed on.
    pub brief: VisitorBrief,
    /// What the agent gets.
    pub context: Box<ContextPackage>,
}

/// What the triggers decided on a message or a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go on; signals that were seen are kept.
    Continue(Vec<Signal>),
    /// Suggest a person.
    Offer(Tone, Vec<Signal>),
    /// Call a person.
    Escalate(Box<Escalation>),
}

/// What may be asked of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are named as in the events that they lead to")]
pub enum Command {
    /// Begin.
    Start { site: SiteId, visitor: VisitorId, locale: String, page: Option<PageVisit> },
    /// The visitor writes. Never refused for state.
    PostMessage { id: MessageId, text: String, masked: bool, page: Option<PageVisit>, verdict: Verdict },
    /// A sentiment came back for a message of this case.
    JudgeSentiment { message: MessageId, score: Score, source: SentimentSource, verdict: Verdict },
    /// The Assistant begins to answer.
    StartReply { reply: ReplyId, in_reply_to: MessageId, epoch: u64 },
    /// The Assistant has answered; the verdict judges the answer.
    FinishReply {
        reply: ReplyId,
        epoch: u64,
        text: String,
        citations: Vec<Citation>,
        confidence: Score,
        outcome: Outcome,
        verdict: Verdict,
    },
    /// The provider failed: a person is called, never silence.
    FailReply { reply: ReplyId, epoch: u64, code: String, escalation: Box<Escalation> },
    /// After a restart: the reply of the process before is gone and will be made again.
    AbandonReply { reply: ReplyId },
    /// The visitor presses "Talk to a person", or takes the suggestion.
    RequestPerson { escalation: Box<Escalation> },
    /// A summary came back, or the visitor corrected it.
    ChangeBrief { brief: VisitorBrief, by: BriefSource },
    /// The visitor no longer wants to wait.
    CancelHandoff,
    /// The visitor chooses a follow-up instead of waiting.
    ChooseFollowUp { how: FollowUp },
    /// What the visitor was told of the wait.
    TellWait { wait: Wait },
    /// The visitor ends the conversation.
    Leave,
    /// The visitor rates, 1–5.
    Rate { score: u8, comment: String },
    /// Routing offers the queued handoff to an agent.
    Offer { assignment: AssignmentId, agent: AgentCard },
    /// The agent declines an offer.
    Decline { agent: AgentId },
    /// An agent takes the case under the epoch that the queue showed.
    Accept { agent: AgentCard, epoch: u64 },
    /// An agent takes over from the Assistant unasked; the first human word ends the bot's.
    TakeOver { agent: AgentCard, epoch: u64, escalation: Box<Escalation> },
    /// The agent writes.
    PostAgentMessage { agent: AgentId, id: MessageId, text: String },
    /// A private note.
    AddNote { agent: AgentCard, id: MessageId, text: String },
    /// Control goes back to the Assistant.
    HandBack { agent: AgentId, note: String },
    /// The agent closes the case.
    Resolve { agent: AgentId, cause: RootCause, note: String },
    /// The agent's lease ran out.
    LoseAgent { agent: AgentId },
    /// Time has passed; whatever is due happens.
    Tick,
}

/// Why a command was refused. Nothing was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such conversation.
    NotFound,
    /// It has begun already.
    AlreadyStarted,
    /// Not possible where the conversation stands.
    WrongState(Lifecycle),
    /// Control has moved since.
    StaleEpoch {
        /// The epoch that the caller acted under.
        given: u64,
        /// The epoch now.
        current: u64,
    },
    /// Another agent has it.
    TakenBy(AgentCard),
    /// Only the agent who holds Control may do this.
    NotYours,
    /// No such reply is in flight.
    NoSuchReply,
    /// Text is empty after trimming.
    EmptyText,
    /// Text is over its limit, in characters.
    TooLong(usize),
    /// A rating is 1 to 5.
    BadRating,
    /// The visitor has corrected the brief; nothing generated replaces it.
    BriefIsVisitors,
}

impl Refusal {
    /// Stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::AlreadyStarted => "already_started",
            Self::WrongState(_) => "wrong_state",
            Self::StaleEpoch { .. } => "stale_epoch",
            Self::TakenBy(_) => "taken",
            Self::NotYours => "not_yours",
            Self::NoSuchReply => "no_such_reply",
            Self::EmptyText => "empty_text",
            Self::TooLong(_) => "too_long",
            Self::BadRating => "bad_rating",
            Self::BriefIsVisitors => "brief_is_visitors",
        }
    }
}

impl core::fmt::Display for Refusal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NotFound => write!(f, "There is no such conversation."),
            Self::AlreadyStarted => write!(f, "This conversation has begun already."),
            Self::WrongState(at) => {
                write!(f, "Not possible now: the conversation is in state {at:?}. Reload it.")
            }
            Self::StaleEpoch { given, current } => {
                write!(f, "Control has moved (epoch {given}, now {current}). Reload and decide again.")
            }
            Self::TakenBy(agent) => write!(f, "{} has taken this conversation.", agent.name),
            Self::NotYours => {
                write!(f, "Only the agent who holds this conversation may do this. Accept it first.")
            }
            Self::NoSuchReply => write!(f, "This reply is no longer in flight."),
            Self::EmptyText => write!(f, "The text is empty. Write something."),
            Self::TooLong(max) => write!(f, "The text is too long. Keep it under {max} characters."),
            Self::BadRating => write!(f, "A rating is a whole number from 1 to 5."),
            Self::BriefIsVisitors => write!(f, "The visitor has corrected the summary; it stays as it is."),
        }
    }
}
