//! Does every promise hold when many come at once?

use super::fixture::{BEGIN, Thread, agent, receipt, visitor_key};
use crate::{CommitError, Guard, Identity, Store, TokenRecord, verify};
use baton_conversation::{Lifecycle, Priority};
use std::future::Future;
use std::sync::Arc;

type Shared = Arc<dyn Store>;

/// Writers at once.
const WRITERS: usize = 64;

/// Runs all at once on the runtime's threads and gives their answers back in order. A panic inside counts as a
/// missing answer.
async fn together<T: Send + 'static, F>(tasks: impl IntoIterator<Item = F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let running: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    let mut answers = vec![];
    for task in running {
        let answer = task.await;
        assert!(answer.is_ok(), "a writer panicked");
        answers.extend(answer);
    }
    answers
}

/// Writes one message, reloading on conflict as the server does.
async fn write_until_stored(store: Shared, mut thread: Thread, text: String) -> bool {
    for _ in 0..=WRITERS {
        let Ok(Some(snapshot)) = store.load(thread.id()).await else { return false };
        thread.state = snapshot.state;
        let command = thread.message(&text).1;
        let Ok(plan) = thread.plan(command) else { return false };
        match thread.store(&*store, plan, vec![]).await {
            Err(CommitError::Conflict(_)) => {}
            answer => return answer.is_ok(),
        }
    }
    false
}

pub(super) async fn one_of_many_writers_wins_each_head(store: Shared) {
    let mut thread = Thread::new(1);
    thread.start(&*store).await;
    let writers = (0..WRITERS).map(|n| write_until_stored(store.clone(), thread.clone(), format!("{n}")));
    let stored = together(writers).await;
    assert_eq!(stored.iter().filter(|stored| **stored).count(), WRITERS);
    // Public 1 is the start; each writer added one message.
    assert_eq!(verify(&*store, thread.id()).await.ok(), Some(1 + WRITERS as u64));
}

pub(super) async fn many_conversations_grow_side_by_side(store: Shared) {
    let writers = (1..=WRITERS as u32).map(|n| {
        let store = store.clone();
        async move {
            let mut thread = Thread::new(n);
            thread.start(&*store).await;
            for line in 0..5 {
                thread.say(&*store, &format!("line {line}")).await;
            }
            verify(&*store, thread.id()).await.ok()
        }
    });
    for head in together(writers).await {
        assert_eq!(head, Some(6));
    }
}

pub(super) async fn racing_agents_stay_under_the_limit(store: Shared) {
    const LIMIT: u32 = 3;
    let mut waiting = vec![];
    for n in 1..=20 {
        let mut thread = Thread::new(n);
        thread.bring_to(&*store, Priority::Normal, None).await;
        waiting.push(thread);
    }
    // Two agents reach for all twenty at once.
    let grabs = waiting.into_iter().flat_map(|thread| [1, 2].map(|n| (thread.clone(), agent(n)))).map(
        |(mut thread, agent)| {
            let store = store.clone();
            async move {
                let guard = vec![Guard::AgentLoadBelow(agent.id, LIMIT)];
                let plan = thread.accept(agent).into_iter().collect();
                matches!(store.commit(plan, guard).await, Ok(()))
            }
        },
    );
    let accepted = together(grabs).await.into_iter().filter(|accepted| *accepted).count();
    assert_eq!(accepted, 2 * LIMIT as usize, "full, and not one more");
    for n in [1, 2] {
        assert_eq!(store.of_agent(agent(n).id).await.map(|held| held.len()), Ok(LIMIT as usize));
    }
}

pub(super) async fn one_agent_wins_one_conversation(store: Shared) {
    let mut thread = Thread::new(1);
    thread.bring_to(&*store, Priority::Normal, None).await;
    let grabs = (0..16).map(|n| {
        let (store, mut thread) = (store.clone(), thread.clone());
        async move {
            let guards = vec![Guard::Epoch(thread.id(), 1), Guard::AgentLoadBelow(agent(n).id, 5)];
            let plan = thread.accept(agent(n)).into_iter().collect();
            store.commit(plan, guards).await
        }
    });
    let answers = together(grabs).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let lost = |answer: &&Result<(), CommitError>| matches!(answer, Err(CommitError::StaleEpoch(_)));
    assert_eq!(answers.iter().filter(lost).count(), 15, "{answers:?}");
    let found = store.load(thread.id()).await.map(|s| s.map(|s| s.state.lifecycle()));
    assert_eq!(found, Ok(Some(Lifecycle::WithAgent)));
}

pub(super) async fn one_client_id_wins_among_many(store: Shared) {
    let mut thread = Thread::new(1);
    thread.start(&*store).await;
    let (id, command) = thread.message("once");
    let retries = (0..WRITERS).map(|_| {
        let (store, mut thread, command) = (store.clone(), thread.clone(), command.clone());
        async move {
            let guard = Guard::FreshClientId(visitor_key(thread.id(), id), receipt(2, 1));
            let plan = thread.plan(command).into_iter().collect();
            store.commit(plan, vec![guard]).await
        }
    });
    let answers = together(retries).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let replayed = answers
        .iter()
        .filter(|answer| matches!(answer, Err(CommitError::KnownClientId(first)) if *first == receipt(2, 1)));
    assert_eq!(replayed.count(), WRITERS - 1, "{answers:?}");
    assert_eq!(verify(&*store, thread.id()).await.ok(), Some(2));
}

pub(super) async fn one_taker_gets_the_token(store: Shared) {
    let link = TokenRecord {
        hash: [7; 32],
        identity: Identity::SignIn(agent(1).id),
        expires_at: BEGIN.plus_ms(1000),
    };
    assert_eq!(store.put_token(link).await, Ok(()));
    let takers = (0..WRITERS).map(|_| {
        let store = store.clone();
        async move { store.take_token([7; 32], BEGIN).await }
    });
    let answers = together(takers).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(answers.iter().filter(|answer| **answer == Ok(Some(link))).count(), 1);
}

/// What a caller was told is stored must be there for the next reader, on whichever connection.
pub(super) async fn what_is_acknowledged_can_be_read(store: Shared) {
    let writers = (1..=WRITERS as u32).map(|n| {
        let store = store.clone();
        async move {
            let mut thread = Thread::new(n);
            thread.start(&*store).await;
            let mut seen = vec![];
            for _ in 0..5 {
                thread.say(&*store, "hello").await;
                let log = store.events_after(thread.id(), thread.state.head - 1, 9, true).await;
                let head = store.load(thread.id()).await.map(|s| s.map(|s| s.state.head));
                seen.push(log.map(|l| l.len()) == Ok(1) && head == Ok(Some(thread.state.head)));
            }
            seen
        }
    });
    assert!(together(writers).await.into_iter().flatten().all(|seen| seen));
}
