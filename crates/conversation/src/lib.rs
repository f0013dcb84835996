//! What is a conversation, what may happen to it, and who may see what?
//!
//! Everything here is pure: time, chance and ids come in as arguments. One log of [`Event`]s is the truth;
//! [`decide`] turns a [`Command`] into events or a [`Refusal`], [`State::apply`] folds them.

mod brief;
mod command;
mod decide;
mod event;
mod ids;
pub mod letter;
mod mask;
mod state;
pub mod wire;
mod words;

pub use brief::{Attempt, BriefSource, ContextPackage, Detail, FailedAction, PageVisit, VisitorBrief};
pub use command::{Command, Context, Escalation, Refusal, Streamed, Timers, Verdict};
pub use decide::decide;
pub use event::{
    AgentCard, Citation, CutCause, Envelope, Event, FollowUp, Frame, HandoffKind, LeftCause, PublicEvent,
    ResolvedBy, StaffEvent, Tone, frames_for_staff, frames_for_visitor,
};
pub use ids::{
    AgentId, AssignmentId, ConversationId, HandoffId, MessageId, ReplyId, SiteId, Timestamp, VisitorId,
};
pub use mask::{Masked, mask_secrets};
pub use state::{Handoff, Lifecycle, Offer, Owed, Phase, PublicHandoff, PublicReply, PublicState, State};
pub use words::{Author, Control, Outcome, Priority, Reason, RootCause, Score, SentimentSource, Signal};
