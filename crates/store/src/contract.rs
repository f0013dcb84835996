//! What does every backend promise?

use baton_conversation::{
    AgentId, Author, ConversationId, Envelope, Lifecycle, MessageId, Priority, SiteId, State, Timestamp,
    VisitorId,
};
use serde::{Deserialize, Serialize};

/// Something that a backend could not do. The caller's data is fine; nothing was half-stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Backend(String),
    /// The data file could not be opened for writing.
    #[error("cannot use the data file {path}: {why}; name another file, or make this one writable")]
    Unopenable {
        /// The file as configured.
        path: String,
        /// What the system said.
        why: String,
    },
    /// The data file was written by a newer Baton.
    #[error("the data file has schema {found}, this Baton knows up to {known}; run the newer Baton")]
    NewerSchema {
        /// Version in the file.
        found: u32,
        /// Highest version that this binary knows.
        known: u32,
    },
    /// A setting that durability rests on is not in force.
    #[error("durability is off: {0}")]
    NotDurable(String),
    /// A stored row could not be read back.
    #[error("a stored row is damaged: {0}")]
    Corrupt(String),
}

/// Names one client-made message for idempotency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientKey {
    /// Where.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub author: Author,
    /// The client's id.
    pub id: MessageId,
}

/// What a client id led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Sequence of the event.
    pub seq: u64,
    /// Keyed hash of the body as received; the body itself is not kept.
    pub body_hash: [u8; 32],
}

/// Checked inside the transaction that stores. Where several checks fail, the first of these answers: a known
/// client id (the request was served before, whatever happened since), a stale epoch, a conflict, a full agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The stored epoch of the conversation (0 before it begins) is this one: the fence around Control.
    Epoch(ConversationId, u64),
    /// The agent holds fewer conversations than this (others than the ones in this commit).
    AgentLoadBelow(AgentId, u32),
    /// The client id is new; on success it is kept as long as the message. Its conversation is in the commit.
    FreshClientId(ClientKey, Receipt),
}

/// The folded state beside the log; bounded. `verify` can refold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The state after the last event.
    pub state: State,
    /// The detector's state as JSON, at most a few kilobytes; opaque here.
    pub detector: String,
    /// When time alone moves the conversation on.
    pub deadline: Option<Timestamp>,
}

/// Events to append to one conversation, and its snapshot after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Its head as the caller knew it; 0 creates it.
    pub expected_head: u64,
    /// Sequences `expected_head + 1 …`, without a gap. May be empty: then only the snapshot is replaced.
    pub events: Vec<Envelope>,
    /// The snapshot after them.
    pub snapshot: Snapshot,
}

/// Why a commit stored nothing.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Someone else was faster: reload and decide again.
    #[error("conversation {0} has moved on")]
    Conflict(ConversationId),
    /// Control has moved: what was decided under the old epoch must not be stored.
    #[error("conversation {0} is in another epoch")]
    StaleEpoch(ConversationId),
    /// The agent's load is at its limit.
    #[error("agent {0} is at the limit")]
    AgentFull(AgentId),
    /// The client id is known already.
    #[error("the client id is known already")]
    KnownClientId(Receipt),
    /// The events do not continue the log, or the snapshot does not belong to them.
    #[error("malformed commit: {0}")]
    Malformed(&'static str),
    /// The backend failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// One row of a list of conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its snapshot's state.
    pub state: State,
}

/// A conversation with something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which conversation.
    pub conversation: ConversationId,
    /// When it is due.
    pub at: Timestamp,
}

/// A site as stored: indexed names beside a JSON document that only the server understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRecord {
    /// The site.
    pub id: SiteId,
    /// Its public key, unique.
    pub key: String,
    /// The document.
    pub doc: String,
}

/// An agent as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentRecord {
    /// The agent.
    pub id: AgentId,
    /// Their site.
    pub site: SiteId,
    /// Unique name within the site.
    pub name: String,
    /// A disabled agent's tokens no longer work; the server looks here after it looked up the token.
    pub disabled: bool,
    /// The document.
    pub doc: String,
}

/// Who a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// A visitor of a site.
    Visitor {
        /// The site.
        site: SiteId,
        /// The visitor.
        visitor: VisitorId,
    },
    /// A signed-in agent.
    Agent(AgentId),
    /// A one-time sign-in link for an agent.
    SignIn(AgentId),
}

/// A token; only its hash is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenRecord {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// Whom it stands for.
    pub identity: Identity,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The event log and the few records beside it. Every method is atomic.
#[async_trait::async_trait]
pub trait Store: Send + Sync + 'static {
    /// Appends to one or more conversations in one transaction, after checking all guards in it. Returns when
    /// the data is on disk; a refusal too is answered only when what it saw is. Dropping the future does not
    /// undo the commit; a caller that needs to know asks for the receipt of its client id.
    async fn commit(&self, commits: Vec<Commit>, guards: Vec<Guard>) -> Result<(), CommitError>;

    /// The snapshot of a conversation.
    async fn load(&self, id: ConversationId) -> Result<Option<Snapshot>, Fault>;

    /// Up to `limit` events with `seq > after`, oldest first. `public_only` leaves staff events out in the query.
    async fn events_after(
        &self,
        id: ConversationId,
        after: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault>;

    /// Up to `limit` events with `seq < before`, the newest of them, oldest first.
    async fn events_before(
        &self,
        id: ConversationId,
        before: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault>;

    /// What a client id led to.
    async fn receipt(&self, key: ClientKey) -> Result<Option<Receipt>, Fault>;

    /// Conversations of a site in a lifecycle state: Queued and Offered by priority, then by the handoff's
    /// `since`, then by id; all others newest activity first, then by id.
    async fn in_state(&self, site: SiteId, at: Lifecycle, limit: usize) -> Result<Vec<Listed>, Fault>;

    /// A visitor's conversations, newest activity first, then by id.
    async fn of_visitor(&self, site: SiteId, visitor: VisitorId, limit: usize) -> Result<Vec<Listed>, Fault>;

    /// Conversations that an agent holds, oldest handoff first.
    async fn of_agent(&self, agent: AgentId) -> Result<Vec<Listed>, Fault>;

    /// Conversations whose deadline is at or before `now`, earliest first.
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, Fault>;

    /// The earliest deadline of all.
    async fn next_due(&self) -> Result<Option<Timestamp>, Fault>;

    /// Conversations that owe the visitor a reply, oldest debt first: what a restart must take up again.
    async fn owing(&self, limit: usize) -> Result<Vec<ConversationId>, Fault>;

    /// Creates or replaces a site. A key that another site has is a [`Fault::Backend`].
    async fn put_site(&self, site: SiteRecord) -> Result<(), Fault>;

    /// A site by its public key.
    async fn site_by_key(&self, key: &str) -> Result<Option<SiteRecord>, Fault>;

    /// A site by its id.
    async fn site(&self, id: SiteId) -> Result<Option<SiteRecord>, Fault>;

    /// All sites, by key.
    async fn sites(&self) -> Result<Vec<SiteRecord>, Fault>;

    /// Creates or replaces an agent. A name that another agent of the site has is a [`Fault::Backend`].
    async fn put_agent(&self, agent: AgentRecord) -> Result<(), Fault>;

    /// An agent by id.
    async fn agent(&self, id: AgentId) -> Result<Option<AgentRecord>, Fault>;

    /// The agents of a site, by name.
    async fn agents(&self, site: SiteId) -> Result<Vec<AgentRecord>, Fault>;

    /// Keeps a token's hash.
    async fn put_token(&self, token: TokenRecord) -> Result<(), Fault>;

    /// Whom a token stands for, if it is known and not expired at `now`.
    async fn token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault>;

    /// Removes a token and returns it if it had not expired: a one-time token has exactly one taker.
    async fn take_token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault>;

    /// Whether the backend answers.
    async fn ping(&self) -> Result<(), Fault>;
}

/// How the queue is ordered: priority first, then who waited longest, then by id so that ties are stable.
#[must_use]
pub fn queue_key(state: &State) -> (std::cmp::Reverse<Priority>, Timestamp, ConversationId) {
    let priority = state.handoff.as_ref().map_or(Priority::Normal, |h| h.priority);
    let since = state.public.handoff.as_ref().map_or(state.active_at, |h| h.since);
    (std::cmp::Reverse(priority), since, state.id)
}
