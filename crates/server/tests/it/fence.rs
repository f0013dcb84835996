//! Does the Assistant ever talk over a person?
//!
//! 200 races between a slow reply and a takeover, the commit itself slow too. Beside it the same races over a store
//! without the fence, which must leak: a check that can't fail proves nothing.

use crate::harness::{Person, Server};
use baton_assistant::provider::Step;
use baton_conversation::{
    ConversationId, Envelope, Event, Lifecycle, PublicEvent, Score, SiteId, Timestamp, VisitorId,
};
use baton_server::config::Config;
use baton_store::memory::Memory;
use baton_store::{
    AgentRecord, ClientKey, Commit, CommitError, Due, Fault, Guard, Listed, Receipt, SiteRecord, Snapshot,
    Store, TokenRecord,
};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const RACES: u64 = 200;
/// The takeover's moment; replies are due from 0 to 3 s.
const TAKEOVER: Duration = Duration::from_millis(1500);
/// Between deciding and storing a reply.
const SLOW_COMMIT: Duration = Duration::from_millis(300);

/// A store whose replies are stored late, with the fence or without it.
struct Late {
    inner: Arc<Memory>,
    fenced: bool,
}

fn is_reply(commit: &Commit) -> bool {
    let reply = |e: &Envelope| matches!(e.event, Event::Public(PublicEvent::ReplyFinished { .. }));
    commit.events.iter().any(reply)
}

/// What a check-then-post system does: it stores what it decided earlier, wherever the log stands by now.
async fn rebase(store: &Memory, commit: Commit) -> Commit {
    let state = store.load(commit.conversation).await.unwrap().unwrap().state;
    let events = state.stamp(state.last_at, commit.events.into_iter().map(|e| e.event).collect());
    let mut after = state.clone();
    events.iter().for_each(|e| after.apply(e));
    let snapshot = Snapshot { state: after, ..commit.snapshot };
    Commit { expected_head: state.head, events, snapshot, ..commit }
}

#[async_trait::async_trait]
impl Store for Late {
    async fn commit(&self, commits: Vec<Commit>, mut guards: Vec<Guard>) -> Result<(), CommitError> {
        if !commits.iter().any(is_reply) {
            return self.inner.commit(commits, guards).await;
        }
        // A statement that has reached the database is carried out there, even if its sender is gone.
        let (inner, fenced) = (Arc::clone(&self.inner), self.fenced);
        let late = tokio::spawn(async move {
            tokio::time::sleep(SLOW_COMMIT).await;
            if fenced {
                return inner.commit(commits, guards).await;
            }
            guards.retain(|g| !matches!(g, Guard::Epoch(..)));
            let mut rebased = vec![];
            for commit in commits {
                rebased.push(rebase(&inner, commit).await);
            }
            inner.commit(rebased, guards).await
        });
        late.await.unwrap()
    }
    async fn load(&self, id: ConversationId) -> Result<Option<Snapshot>, Fault> {
        self.inner.load(id).await
    }
    async fn events_after(
        &self,
        id: ConversationId,
        n: u64,
        max: usize,
        p: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        self.inner.events_after(id, n, max, p).await
    }
    async fn events_before(
        &self,
        id: ConversationId,
        n: u64,
        max: usize,
        p: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        self.inner.events_before(id, n, max, p).await
    }
    async fn receipt(&self, key: ClientKey) -> Result<Option<Receipt>, Fault> {
        self.inner.receipt(key).await
    }
    async fn in_state(&self, site: SiteId, at: Lifecycle, limit: usize) -> Result<Vec<Listed>, Fault> {
        self.inner.in_state(site, at, limit).await
    }
    async fn of_visitor(&self, site: SiteId, who: VisitorId, limit: usize) -> Result<Vec<Listed>, Fault> {
        self.inner.of_visitor(site, who, limit).await
    }
    async fn of_agent(&self, agent: baton_conversation::AgentId) -> Result<Vec<Listed>, Fault> {
        self.inner.of_agent(agent).await
    }
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, Fault> {
        self.inner.due(now, limit).await
    }
    async fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        self.inner.next_due().await
    }
    async fn owing(&self, limit: usize) -> Result<Vec<ConversationId>, Fault> {
        self.inner.owing(limit).await
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
    async fn agent(&self, id: baton_conversation::AgentId) -> Result<Option<AgentRecord>, Fault> {
        self.inner.agent(id).await
    }
    async fn agents(&self, site: SiteId) -> Result<Vec<AgentRecord>, Fault> {
        self.inner.agents(site).await
    }
    async fn put_token(&self, token: TokenRecord) -> Result<(), Fault> {
        self.inner.put_token(token).await
    }
    async fn token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        self.inner.token(hash, now).await
    }
    async fn take_token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        self.inner.take_token(hash, now).await
    }
    async fn ping(&self) -> Result<(), Fault> {
        self.inner.ping().await
    }
}

/// One race; the number of Assistant lines after the agent joined.
async fn race(server: &Server, agent: &Person, reply_after: Duration) -> usize {
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    let mut script = vec![Step::Wait(reply_after)];
    script.extend(Step::answer("Here is how.", Score(900)));
    server.script.then(script);
    thread.say("How do I change my delivery address?").await;
    tokio::time::sleep(TAKEOVER).await;
    let epoch = thread.view().await.state.epoch;
    let taken = server.act(agent, thread.id, "take-over", json!({"epoch": epoch})).await;
    assert!(taken.status.is_success(), "{taken:?}");
    tokio::time::sleep(Duration::from_secs(5)).await;
    let names = thread.names().await;
    let joined = names.iter().position(|n| n == "agent_joined").unwrap();
    let leaks = names[joined..].iter().filter(|n| n.starts_with("reply")).count();
    let done = server.act(agent, thread.id, "resolve", json!({"cause": "other"})).await;
    assert!(done.status.is_success(), "{done:?}");
    leaks
}

async fn races(fenced: bool) -> usize {
    let server = Server::on(Arc::new(Late { inner: Arc::default(), fenced }), Config::default()).await;
    let (_, agent) = server.agent(1, "Ana").await;
    let mut leaks = 0;
    for number in 0..RACES {
        leaks += race(&server, &agent, Duration::from_millis(number * 3000 / RACES)).await;
    }
    leaks
}

#[tokio::test(start_paused = true)]
async fn after_a_takeover_the_assistant_is_silent() {
    assert_eq!(races(true).await, 0);
}

#[tokio::test(start_paused = true)]
async fn without_the_fence_the_same_races_leak() {
    let leaks = races(false).await;
    println!("without the fence {leaks} of {RACES} races leak");
    assert!(leaks > 0);
}
