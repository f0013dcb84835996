//! How does a test get a store that does one thing otherwise? It says what changes; all else goes to the store inside.

use crate::{
    AgentRecord, ClientKey, Commit, CommitError, Due, Fault, Guard, Listed, Receipt, SiteRecord, Snapshot,
    Store, TokenRecord, memory::Memory,
};
use baton_conversation::{AgentId, ConversationId, Envelope, Lifecycle, SiteId, Timestamp, VisitorId};
use std::sync::Arc;

/// What is done otherwise. Left as they are, the methods change nothing.
#[async_trait::async_trait]
pub trait Change: Send + Sync + 'static {
    /// Stores, or does not.
    ///
    /// # Errors
    /// What the store inside refuses.
    async fn commit(
        &self,
        inner: &Arc<Memory>,
        commits: Vec<Commit>,
        guards: Vec<Guard>,
    ) -> Result<(), CommitError> {
        inner.commit(commits, guards).await
    }

    /// Whether a page of events leaves staff events out that was asked to.
    fn public_only(&self, asked: bool) -> bool {
        asked
    }

    /// Rearranges a list.
    fn arrange<T>(&self, rows: Vec<T>) -> Vec<T> {
        rows
    }

    /// The time at which a token is looked up.
    fn token_time(&self, now: Timestamp) -> Timestamp {
        now
    }

    /// Whether a token that is taken stays where it is.
    fn keeps_tokens(&self) -> bool {
        false
    }
}

/// A store in memory with a change in front of it.
pub struct Changed<C> {
    inner: Arc<Memory>,
    change: C,
}

impl<C: Change> Changed<C> {
    /// An empty store with this change.
    #[must_use]
    pub fn new(change: C) -> Self {
        Self { inner: Arc::default(), change }
    }

    fn list<T>(&self, rows: Result<Vec<T>, Fault>) -> Result<Vec<T>, Fault> {
        rows.map(|rows| self.change.arrange(rows))
    }
}

#[async_trait::async_trait]
impl<C: Change> Store for Changed<C> {
    async fn commit(&self, commits: Vec<Commit>, guards: Vec<Guard>) -> Result<(), CommitError> {
        self.change.commit(&self.inner, commits, guards).await
    }

    async fn load(&self, id: ConversationId) -> Result<Option<Snapshot>, Fault> {
        self.inner.load(id).await
    }

    async fn events_after(
        &self,
        id: ConversationId,
        after: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        self.inner.events_after(id, after, limit, self.change.public_only(public_only)).await
    }

    async fn events_before(
        &self,
        id: ConversationId,
        before: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        self.inner.events_before(id, before, limit, self.change.public_only(public_only)).await
    }

    async fn receipt(&self, key: ClientKey) -> Result<Option<Receipt>, Fault> {
        self.inner.receipt(key).await
    }

    async fn in_state(&self, site: SiteId, at: Lifecycle, limit: usize) -> Result<Vec<Listed>, Fault> {
        self.list(self.inner.in_state(site, at, limit).await)
    }

    async fn of_visitor(&self, site: SiteId, visitor: VisitorId, limit: usize) -> Result<Vec<Listed>, Fault> {
        self.list(self.inner.of_visitor(site, visitor, limit).await)
    }

    async fn of_agent(&self, agent: AgentId) -> Result<Vec<Listed>, Fault> {
        self.list(self.inner.of_agent(agent).await)
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, Fault> {
        self.list(self.inner.due(now, limit).await)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        self.inner.next_due().await
    }

    async fn owing(&self, limit: usize) -> Result<Vec<ConversationId>, Fault> {
        self.list(self.inner.owing(limit).await)
    }

    async fn put_site(&self, site: SiteRecord) -> Result<(), Fault> {
        self.inner.put_site(site).await
    }

    async fn site_by_key(&self, key: &str) -> Result<Option<SiteRecord>, Fault> {
        self.inner.site_by_key(key).await
    }

    async fn site(&self, id: SiteId) -> Result<Option<SiteRecord>, Fault> {
        self.inner.site(id).await
    }

    async fn sites(&self) -> Result<Vec<SiteRecord>, Fault> {
        self.inner.sites().await
    }

    async fn put_agent(&self, agent: AgentRecord) -> Result<(), Fault> {
        self.inner.put_agent(agent).await
    }

    async fn agent(&self, id: AgentId) -> Result<Option<AgentRecord>, Fault> {
        self.inner.agent(id).await
    }

    async fn agents(&self, site: SiteId) -> Result<Vec<AgentRecord>, Fault> {
        self.inner.agents(site).await
    }

    async fn put_token(&self, token: TokenRecord) -> Result<(), Fault> {
        self.inner.put_token(token).await
    }

    async fn token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        self.inner.token(hash, self.change.token_time(now)).await
    }

    async fn take_token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        let now = self.change.token_time(now);
        if self.change.keeps_tokens() {
            self.inner.token(hash, now).await
        } else {
            self.inner.take_token(hash, now).await
        }
    }

    async fn ping(&self) -> Result<(), Fault> {
        self.inner.ping().await
    }
}

/// Moves a commit behind the head that is stored now, as a system does that checks first and writes later: whoever
/// writes last wins.
///
/// # Errors
/// When the store cannot be read.
pub async fn rebase(store: &dyn Store, mut commit: Commit) -> Result<Commit, Fault> {
    if let Some(stored) = store.load(commit.conversation).await? {
        let events = commit.events.drain(..).map(|e| e.event).collect();
        let mut state = stored.state;
        commit.expected_head = state.head;
        commit.events = state.stamp(state.last_at.max(commit.snapshot.state.last_at), events);
        commit.events.iter().for_each(|e| state.apply(e));
        commit.snapshot.state = state;
    }
    Ok(commit)
}
