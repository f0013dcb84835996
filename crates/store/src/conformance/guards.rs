//! Are the guards checked in the transaction that stores?

use super::fixture::{SITE, Thread, VISITOR, agent, escalation, receipt, start, visitor_key};
use crate::{ClientKey, Commit, CommitError, Guard, Store};
use baton_conversation::{
    Author, Command, Lifecycle, MessageId, Outcome, Priority, PublicEvent, ReplyId, Score,
};
use std::sync::Arc;

type Shared = Arc<dyn Store>;

pub(super) async fn a_stale_epoch_is_refused_though_the_head_is_right(store: Shared) {
    let mut thread = Thread::new(1);
    thread.start(&*store).await;
    let command = thread.message("hello").1;
    for epoch in [1, 7] {
        let plan = thread.plan(command.clone());
        let guard = vec![Guard::Epoch(thread.id(), epoch)];
        let answer = store.commit(plan.into_iter().collect(), guard).await;
        assert!(matches!(answer, Err(CommitError::StaleEpoch(id)) if id == thread.id()), "{answer:?}");
    }
    assert_eq!(store.load(thread.id()).await.map(|s| s.map(|s| s.state.head)), Ok(Some(1)));
}

pub(super) async fn the_right_epoch_passes(store: Shared) {
    let mut thread = Thread::new(1);
    let begin = thread.plan(start(SITE, VISITOR));
    let guard = vec![Guard::Epoch(thread.id(), 0)];
    assert!(store.commit(begin.into_iter().collect(), guard).await.is_ok(), "0 before it begins");
    let mut thread = Thread::new(2);
    thread.bring_to(&*store, Priority::Normal, None).await;
    let plan = thread.accept(agent(1));
    let guard = vec![Guard::Epoch(thread.id(), 1)];
    assert!(store.commit(plan.into_iter().collect(), guard).await.is_ok());
}

/// The whole point of the fence: a reply decided under the Assistant's epoch, with its head forced up to date,
/// must not get in after an agent has joined.
pub(super) async fn a_late_reply_is_not_stored_after_a_takeover(store: Shared) {
    let mut thread = Thread::new(1);
    thread.start(&*store).await;
    let in_reply_to = thread.say(&*store, "a question").await;
    let reply = ReplyId(thread.fresh());
    thread.must(&*store, Command::StartReply { reply, in_reply_to, epoch: 0 }).await;
    let escalation = escalation(Priority::Normal);
    thread.must(&*store, Command::TakeOver { agent: agent(1), epoch: 0, escalation }).await;
    let event = PublicEvent::ReplyFinished {
        reply,
        text: "late".into(),
        citations: vec![],
        confidence: Score::ONE,
        outcome: Outcome::Answered,
    };
    let forced = thread.commit_of(vec![baton_conversation::Event::Public(event)]);
    let answer = store.commit(vec![forced], vec![Guard::Epoch(thread.id(), 0)]).await;
    assert!(matches!(answer, Err(CommitError::StaleEpoch(_))), "{answer:?}");
    let log = store.events_after(thread.id(), 0, 99, true).await.unwrap_or_default();
    assert_eq!(log.last().map(|e| e.seq), Some(thread.state.public.head));
}

/// A stored conversation that waits in the queue, and the commit in which the agent accepts it.
async fn queued(store: &dyn Store, n: u32, by: u8) -> (Thread, Vec<Commit>) {
    let mut thread = Thread::new(n);
    thread.bring_to(store, Priority::Normal, None).await;
    let plan = thread.accept(agent(by));
    assert!(plan.is_ok(), "{plan:?}");
    (thread, plan.into_iter().collect())
}

pub(super) async fn an_agent_at_the_limit_gets_no_more(store: Shared) {
    for n in 1..=2 {
        let (_, plan) = queued(&*store, n, 1).await;
        let answer = store.commit(plan, vec![Guard::AgentLoadBelow(agent(1).id, 2)]).await;
        assert!(answer.is_ok(), "{answer:?}");
    }
    let (third, plan) = queued(&*store, 3, 1).await;
    let answer = store.commit(plan, vec![Guard::AgentLoadBelow(agent(1).id, 2)]).await;
    assert!(matches!(answer, Err(CommitError::AgentFull(id)) if id == agent(1).id), "{answer:?}");
    let found = store.load(third.id()).await.map(|s| s.map(|s| s.state.lifecycle()));
    assert_eq!(found, Ok(Some(Lifecycle::Queued)));
    let (_, plan) = queued(&*store, 4, 2).await;
    let other = store.commit(plan, vec![Guard::AgentLoadBelow(agent(2).id, 1)]).await;
    assert!(other.is_ok(), "another agent has room: {other:?}");
    let (_, plan) = queued(&*store, 5, 3).await;
    let none = store.commit(plan, vec![Guard::AgentLoadBelow(agent(3).id, 0)]).await;
    assert!(matches!(none, Err(CommitError::AgentFull(_))), "{none:?}");
}

pub(super) async fn the_load_leaves_out_this_commit(store: Shared) {
    let mut held = Thread::new(1);
    held.bring_to(&*store, Priority::Normal, Some(agent(1))).await;
    let id = MessageId(held.fresh());
    let plan = held.plan(Command::PostAgentMessage { agent: agent(1).id, id, text: "hi".into() });
    let guard = vec![Guard::AgentLoadBelow(agent(1).id, 1)];
    let answer = store.commit(plan.into_iter().collect(), guard).await;
    assert!(answer.is_ok(), "{answer:?}");
}

/// A begun conversation, and a message with the guard that makes it idempotent.
async fn guarded(store: &dyn Store, n: u32) -> (Thread, Vec<Commit>, ClientKey) {
    let mut thread = Thread::new(n);
    thread.start(store).await;
    let (id, command) = thread.message("once");
    let plan = thread.plan(command);
    assert!(plan.is_ok(), "{plan:?}");
    let key = visitor_key(thread.id(), id);
    (thread, plan.into_iter().collect(), key)
}

pub(super) async fn a_client_id_is_taken_once(store: Shared) {
    let (mut thread, first, key) = guarded(&*store, 1).await;
    assert_eq!(store.receipt(key).await, Ok(None));
    let after = first.first().map(|c| c.snapshot.state.clone());
    assert!(store.commit(first, vec![Guard::FreshClientId(key, receipt(2, 1))]).await.is_ok());
    assert_eq!(store.receipt(key).await, Ok(Some(receipt(2, 1))));
    thread.state = after.unwrap_or(thread.state);
    let again = thread.message("twice").1;
    let again = thread.plan(again).into_iter().collect();
    let answer = store.commit(again, vec![Guard::FreshClientId(key, receipt(3, 9))]).await;
    assert!(matches!(answer, Err(CommitError::KnownClientId(r)) if r == receipt(2, 1)), "{answer:?}");
    assert_eq!(store.receipt(key).await, Ok(Some(receipt(2, 1))), "the first receipt stays");
    assert_eq!(store.load(thread.id()).await.map(|s| s.map(|s| s.state.head)), Ok(Some(2)));
}

pub(super) async fn a_refused_commit_takes_no_client_id(store: Shared) {
    let (thread, plan, key) = guarded(&*store, 1).await;
    let fresh = Guard::FreshClientId(key, receipt(2, 1));
    let stale = vec![fresh.clone(), Guard::Epoch(thread.id(), 9)];
    assert!(matches!(store.commit(plan.clone(), stale).await, Err(CommitError::StaleEpoch(_))));
    assert_eq!(store.receipt(key).await, Ok(None));
    assert!(store.commit(plan, vec![fresh]).await.is_ok());
}

pub(super) async fn client_ids_are_apart_by_author_and_conversation(store: Shared) {
    let (a, to_a, key) = guarded(&*store, 1).await;
    let (b, to_b, _) = guarded(&*store, 2).await;
    assert!(store.commit(to_a, vec![Guard::FreshClientId(key, receipt(2, 1))]).await.is_ok());
    let elsewhere = ClientKey { conversation: b.id(), ..key };
    assert!(store.commit(to_b, vec![Guard::FreshClientId(elsewhere, receipt(2, 2))]).await.is_ok());
    let agents = ClientKey { author: Author::Agent, ..key };
    assert_eq!(store.receipt(agents).await, Ok(None));
    assert_eq!(store.receipt(key).await, Ok(Some(receipt(2, 1))));
    assert_eq!(store.receipt(elsewhere).await, Ok(Some(receipt(2, 2))));
    assert_ne!(a.id(), b.id());
}

pub(super) async fn a_client_id_outside_the_commit_is_malformed(store: Shared) {
    let (_, plan, key) = guarded(&*store, 1).await;
    let foreign = ClientKey { conversation: Thread::new(2).id(), ..key };
    let twice = Guard::FreshClientId(key, receipt(2, 1));
    for guards in [vec![Guard::FreshClientId(foreign, receipt(2, 1))], vec![twice.clone(), twice]] {
        let answer = store.commit(plan.clone(), guards).await;
        assert!(matches!(answer, Err(CommitError::Malformed(_))), "{answer:?}");
    }
}

/// A retry comes with whatever head and epoch its handler saw; the first answer is still the right one.
pub(super) async fn a_known_client_id_answers_before_all_else(store: Shared) {
    let (thread, plan, key) = guarded(&*store, 1).await;
    let fresh = Guard::FreshClientId(key, receipt(2, 1));
    assert!(store.commit(plan.clone(), vec![fresh.clone()]).await.is_ok());
    let guards = vec![Guard::Epoch(thread.id(), 9), Guard::AgentLoadBelow(agent(1).id, 0), fresh];
    let answer = store.commit(plan, guards).await;
    assert!(matches!(answer, Err(CommitError::KnownClientId(_))), "{answer:?}");
}
