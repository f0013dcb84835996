//! What goes over HTTP between an agent's console and the server?

use crate::{
    AgentCard, ContextPackage, ConversationId, Event, Lifecycle, MessageId, Priority, PublicState, Reason,
    RootCause, SiteId, Timestamp,
};
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

use super::Page;

/// `POST /v1/console/sign-in`: exchanges a one-time link for a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The one-time code from the link's fragment.
    pub code: String,
}

/// The session of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct SignedIn {
    /// Goes into `Authorization: Bearer`.
    pub token: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Who signed in.
    pub me: Me,
}

/// `GET /v1/console/me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Me {
    /// The agent.
    pub agent: AgentCard,
    /// Their site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Whether new cases may come.
    pub available: bool,
    /// How many conversations at once.
    pub capacity: u32,
}

/// `PUT /v1/console/presence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct PresenceRequest {
    /// Whether new cases may come.
    pub available: bool,
}

/// One conversation on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct BoardItem {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Where it stands.
    pub at: Lifecycle,
    /// Its epoch, for accepting.
    pub epoch: u64,
    /// Its place.
    pub priority: Priority,
    /// Since when the visitor waits (queued) or when someone last wrote.
    pub since: Timestamp,
    /// Why it came.
    pub reason: Option<Reason>,
    /// One line: the summary's beginning, or without a summary the visitor's last line.
    pub line: String,
    /// Who holds it, or to whom it is offered.
    pub agent: Option<AgentCard>,
}

/// `GET /v1/console/board`: the queue in its order, the agent's own conversations, follow-ups and those with
/// the Assistant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Board {
    /// Waiting, first in line first.
    pub queue: Vec<BoardItem>,
    /// Held by this agent.
    pub mine: Vec<BoardItem>,
    /// To be answered later.
    pub follow_ups: Vec<BoardItem>,
    /// With the Assistant now, newest first, at most fifty.
    pub assistant: Vec<BoardItem>,
    /// Closed lately, newest first, at most twenty.
    pub closed: Vec<BoardItem>,
    /// Other agents' conversations.
    pub others: Vec<BoardItem>,
    /// Agents available now.
    pub agents_online: u32,
}

/// `GET /v1/console/conversations/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct StaffThread {
    /// Which conversation.
    pub id: ConversationId,
    /// Where it stands.
    pub at: Lifecycle,
    /// What the visitor sees of it.
    pub state: PublicState,
    /// The layers, when a handoff is under way.
    pub context: Option<ContextPackage>,
    /// Its last page, staff events included.
    pub page: Page<Event>,
}

/// `POST …/accept` and `POST …/take-over`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct AcceptRequest {
    /// The epoch that the board showed.
    pub epoch: u64,
}

/// `POST …/messages` of the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct AgentPost {
    /// A UUIDv7 made by the console, the same for every retry.
    pub id: MessageId,
    /// The text.
    pub text: String,
}

/// `POST …/notes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct NotePost {
    /// A UUIDv7 made by the console, the same for every retry.
    pub id: MessageId,
    /// The text; visitors never see it.
    pub text: String,
}

/// `POST …/hand-back`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct HandBackRequest {
    /// What the Assistant should know; visitors never see it.
    #[serde(default)]
    pub note: String,
}

/// `POST …/resolve`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct ResolveRequest {
    /// Why the Assistant could not do it alone.
    pub cause: RootCause,
    /// May be empty.
    #[serde(default)]
    pub note: String,
}
