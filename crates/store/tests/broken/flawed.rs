//! What does a store look like that breaks one promise?

use baton_conversation::{AgentId, ConversationId, Envelope, Lifecycle, SiteId, Timestamp, VisitorId};
use baton_store::{
    AgentRecord, ClientKey, Commit, CommitError, Due, Fault, Guard, Listed, Receipt, SiteRecord, Snapshot,
    Store, TokenRecord, memory::Memory,
};
use tokio::sync::Mutex;

/// The one promise that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// None: the wrapper as such.
    None,
    /// Ignores the epoch and writes behind whatever head there is: last writer wins.
    NoFence,
    /// Keeps no client ids.
    ForgetsClientIds,
    /// Says yes and writes later, when the next commit comes.
    AnswersBeforeCommit,
    /// Ignores an agent's load.
    NoLimit,
    /// Stores each conversation of a commit by itself.
    Torn,
    /// Gives staff events to those who asked for public ones.
    LeaksStaffEvents,
    /// Leaves a token in place that was taken.
    KeepsTakenTokens,
    /// Ignores the end of a token.
    NeverExpires,
    /// Turns every list around.
    Unordered,
}

pub(crate) struct Flawed {
    inner: Memory,
    flaw: Flaw,
    late: Mutex<Vec<(Vec<Commit>, Vec<Guard>)>>,
    /// Lets [`Flaw::NoFence`] read a head and write behind it without a writer in between.
    turn: Mutex<()>,
}

impl Flawed {
    pub(crate) fn new(flaw: Flaw) -> Self {
        Self { inner: Memory::new(), flaw, late: Mutex::default(), turn: Mutex::default() }
    }

    fn is(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    fn ordered<T>(&self, rows: Result<Vec<T>, Fault>) -> Result<Vec<T>, Fault> {
        let mut rows = rows?;
        if self.is(Flaw::Unordered) {
            rows.reverse();
        }
        Ok(rows)
    }

    fn now(&self, now: Timestamp) -> Timestamp {
        if self.is(Flaw::NeverExpires) { Timestamp(0) } else { now }
    }

    /// Moves the commit behind the head that is stored now.
    async fn force(&self, mut commit: Commit) -> Commit {
        if let Ok(Some(stored)) = self.inner.load(commit.conversation).await {
            let events = commit.events.drain(..).map(|e| e.event).collect();
            let mut state = stored.state;
            commit.expected_head = state.head;
            commit.events = state.stamp(commit.snapshot.state.last_at, events);
            commit.events.iter().for_each(|e| state.apply(e));
            commit.snapshot.state = state;
        }
        commit
    }
}

#[async_trait::async_trait]
impl Store for Flawed {
    async fn commit(&self, mut commits: Vec<Commit>, mut guards: Vec<Guard>) -> Result<(), CommitError> {
        let _turn = self.turn.lock().await;
        guards.retain(|guard| match guard {
            Guard::Epoch(..) => !self.is(Flaw::NoFence),
            Guard::AgentLoadBelow(..) => !self.is(Flaw::NoLimit),
            Guard::FreshClientId(..) => !self.is(Flaw::ForgetsClientIds),
        });
        match self.flaw {
            Flaw::NoFence => {
                for commit in &mut commits {
                    *commit = self.force(commit.clone()).await;
                }
            }
            Flaw::AnswersBeforeCommit => {
                let before = std::mem::replace(&mut *self.late.lock().await, vec![(commits, guards)]);
                for (commits, guards) in before {
                    self.inner.commit(commits, guards).await?;
                }
                return Ok(());
            }
            Flaw::Torn => {
                for commit in commits {
                    self.inner.commit(vec![commit], vec![]).await?;
                }
                return Ok(());
            }
            _ => {}
        }
        self.inner.commit(commits, guards).await
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
        let public_only = public_only && !self.is(Flaw::LeaksStaffEvents);
        self.inner.events_after(id, after, limit, public_only).await
    }

    async fn events_before(
        &self,
        id: ConversationId,
        before: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        self.inner.events_before(id, before, limit, public_only).await
    }

    async fn receipt(&self, key: ClientKey) -> Result<Option<Receipt>, Fault> {
        self.inner.receipt(key).await
    }

    async fn in_state(&self, site: SiteId, at: Lifecycle, limit: usize) -> Result<Vec<Listed>, Fault> {
        self.ordered(self.inner.in_state(site, at, limit).await)
    }

    async fn of_visitor(&self, site: SiteId, visitor: VisitorId, limit: usize) -> Result<Vec<Listed>, Fault> {
        self.ordered(self.inner.of_visitor(site, visitor, limit).await)
    }

    async fn of_agent(&self, agent: AgentId) -> Result<Vec<Listed>, Fault> {
        self.ordered(self.inner.of_agent(agent).await)
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, Fault> {
        self.ordered(self.inner.due(now, limit).await)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        self.inner.next_due().await
    }

    async fn owing(&self, limit: usize) -> Result<Vec<ConversationId>, Fault> {
        self.ordered(self.inner.owing(limit).await)
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
        self.inner.token(hash, self.now(now)).await
    }

    async fn take_token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        if self.is(Flaw::KeepsTakenTokens) {
            return self.inner.token(hash, now).await;
        }
        self.inner.take_token(hash, self.now(now)).await
    }

    async fn ping(&self) -> Result<(), Fault> {
        self.inner.ping().await
    }
}
