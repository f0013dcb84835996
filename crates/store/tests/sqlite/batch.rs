//! Do waiting commits share one transaction, without sharing each other's fate?
//!
//! Another connection holds the write lock while the commits queue up, so what ends in which batch does not
//! depend on timing.

use super::{open, place};
use baton_store::conformance::fixture::{Thread, receipt, visitor_key};
use baton_store::sqlite::{Sqlite, Stats};
use baton_store::{Commit, CommitError, Guard, Store, verify};
use std::future::{Future, poll_fn};
use std::path::Path;
use std::pin::Pin;
use std::task::Poll;

type Answer<'a> = Pin<Box<dyn Future<Output = Result<(), CommitError>> + Send + 'a>>;

/// Takes the write lock of the file until it is dropped.
fn lock(path: &Path) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

/// Sends every commit to the writer; none may be answered while the lock is held.
async fn send(store: &Sqlite, commits: Vec<(Commit, Vec<Guard>)>) -> Vec<Answer<'_>> {
    let mut answers: Vec<Answer<'_>> =
        commits.into_iter().map(|(commit, guards)| store.commit(vec![commit], guards)).collect();
    for answer in &mut answers {
        poll_fn(|cx| {
            assert!(answer.as_mut().poll(cx).is_pending(), "answered before the transaction could begin");
            Poll::Ready(())
        })
        .await;
    }
    answers
}

/// What `work` added to the writer's figures.
fn added(before: Stats, after: Stats) -> (u64, u64) {
    (after.transactions - before.transactions, after.jobs - before.jobs)
}

fn begins(n: u32) -> Commit {
    use baton_store::conformance::fixture::{SITE, VISITOR, start};
    Thread::new(n).plan(start(SITE, VISITOR)).unwrap()
}

#[tokio::test]
async fn all_that_wait_share_one_transaction() {
    let (_dir, path) = place();
    let store = open(&path);
    let before = store.stats();
    let held = lock(&path);
    let answers = send(&store, (1..=64).map(|n| (begins(n), vec![])).collect()).await;
    drop(held);
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(added(before, store.stats()), (1, 64));
}

#[tokio::test]
async fn a_refused_commit_takes_no_other_with_it() {
    let (_dir, path) = place();
    let store = open(&path);
    let before = store.stats();
    let held = lock(&path);
    let mut late = begins(3);
    late.conversation = Thread::new(1).id();
    late.snapshot.state.id = late.conversation;
    let stale = vec![Guard::Epoch(Thread::new(4).id(), 5)];
    let batch = vec![
        (begins(1), vec![]),
        (late, vec![]),
        (begins(2), vec![]),
        (begins(4), stale),
        (begins(5), vec![]),
    ];
    let mut answers = vec![];
    let sent = send(&store, batch).await;
    drop(held);
    for answer in sent {
        answers.push(answer.await);
    }
    assert!(matches!(
        answers.as_slice(),
        [Ok(()), Err(CommitError::Conflict(_)), Ok(()), Err(CommitError::StaleEpoch(_)), Ok(())]
    ));
    assert_eq!(added(before, store.stats()), (1, 3));
    for (n, stored) in [(1, true), (2, true), (3, false), (4, false), (5, true)] {
        assert_eq!(verify(&store, Thread::new(n).id()).await.is_ok(), stored, "conversation {n}");
    }
}

/// The receipt that a refusal names must be on disk before anybody hears of it.
#[tokio::test]
async fn a_refusal_waits_for_what_it_saw() {
    let (_dir, path) = place();
    let store = open(&path);
    let mut thread = Thread::new(1);
    thread.start(&store).await;
    let (id, command) = thread.message("once");
    let fresh = vec![Guard::FreshClientId(visitor_key(thread.id(), id), receipt(2, 1))];
    let plan = thread.plan(command).unwrap();
    let held = lock(&path);
    let answers = send(&store, vec![(plan.clone(), fresh.clone()), (plan, fresh)]).await;
    drop(held);
    let mut answers = answers.into_iter();
    assert!(answers.next().unwrap().await.is_ok());
    assert!(
        matches!(answers.next().unwrap().await, Err(CommitError::KnownClientId(r)) if r == receipt(2, 1))
    );
}

/// SQLite itself may roll a whole transaction back, for example on a full disk: then nobody was stored and
/// nobody is told otherwise.
#[tokio::test]
async fn a_lost_transaction_is_a_fault_for_all_of_it() {
    let (_dir, path) = place();
    let store = open(&path);
    let held = lock(&path);
    let poisoned = format!(
        "CREATE TRIGGER lose BEFORE INSERT ON events WHEN NEW.conversation = x'{}'
         BEGIN SELECT RAISE(ROLLBACK, 'lost'); END; COMMIT",
        Thread::new(2).id().0.simple()
    );
    let answers = send(&store, (1..=3).map(|n| (begins(n), vec![])).collect()).await;
    held.execute_batch(&poisoned).unwrap();
    let mut faults = 0;
    for answer in answers {
        faults += u32::from(matches!(answer.await, Err(CommitError::Fault(_))));
    }
    // The third may have come in a transaction of its own.
    assert!(faults >= 2, "{faults}");
    assert_eq!(store.load(Thread::new(1).id()).await, Ok(None));
    held.execute_batch("DROP TRIGGER lose").unwrap();
    store.commit(vec![begins(1)], vec![]).await.unwrap();
    store.commit(vec![begins(2)], vec![]).await.unwrap();
}

/// A caller that goes away neither undoes its commit nor stops the writer.
#[tokio::test]
async fn a_dropped_caller_stops_nothing() {
    let (_dir, path) = place();
    let store = open(&path);
    let held = lock(&path);
    drop(send(&store, vec![(begins(1), vec![])]).await);
    drop(held);
    store.commit(vec![begins(2)], vec![]).await.unwrap();
    assert!(verify(&store, Thread::new(1).id()).await.is_ok());
}
