//! Does the Assistant ever talk over a person?
//!
//! 200 races between a slow reply and a takeover, the commit itself slow too. Beside it the same races over a store
//! without the fence, which must leak: a check that can't fail proves nothing.

use crate::harness::{Person, Server};
use baton_assistant::provider::Step;
use baton_conversation::{Envelope, Event, PublicEvent, Score};
use baton_server::config::Config;
use baton_store::conformance::changed::{Change, Changed, rebase};
use baton_store::memory::Memory;
use baton_store::{Commit, CommitError, Guard, Store};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const RACES: u64 = 200;
/// The takeover's moment; replies are due from 0 to 3 s.
const TAKEOVER: Duration = Duration::from_millis(1500);
/// Between deciding and storing a reply.
const SLOW_COMMIT: Duration = Duration::from_millis(300);

/// Replies are stored late, with the fence or without it.
struct Late {
    fenced: bool,
}

fn is_reply(commit: &Commit) -> bool {
    let reply = |e: &Envelope| matches!(e.event, Event::Public(PublicEvent::ReplyFinished { .. }));
    commit.events.iter().any(reply)
}

#[async_trait::async_trait]
impl Change for Late {
    async fn commit(
        &self,
        inner: &Arc<Memory>,
        commits: Vec<Commit>,
        mut guards: Vec<Guard>,
    ) -> Result<(), CommitError> {
        if !commits.iter().any(is_reply) {
            return inner.commit(commits, guards).await;
        }
        // A statement that has reached the database is carried out there, even if its sender is gone.
        let (inner, fenced) = (Arc::clone(inner), self.fenced);
        let late = tokio::spawn(async move {
            tokio::time::sleep(SLOW_COMMIT).await;
            if fenced {
                return inner.commit(commits, guards).await;
            }
            guards.retain(|g| !matches!(g, Guard::Epoch(..)));
            let mut rebased = vec![];
            for commit in commits {
                rebased.push(rebase(&*inner, commit).await?);
            }
            inner.commit(rebased, guards).await
        });
        late.await.unwrap()
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
    let server = Server::on(Arc::new(Changed::new(Late { fenced })), Config::default()).await;
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
