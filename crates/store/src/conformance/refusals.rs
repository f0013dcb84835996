//! Is everything refused that does not continue the log, with nothing stored?

use super::fixture::{SITE, Thread, VISITOR, escalation, start};
use crate::{Commit, CommitError, Store};
use baton_conversation::{Command, Priority};
use std::sync::Arc;

type Shared = Arc<dyn Store>;

/// A stored conversation and the next message's commit, to be spoilt.
async fn next(store: &dyn Store) -> Option<(Thread, Commit)> {
    let mut thread = Thread::new(1);
    thread.start(store).await;
    thread.wait(1000);
    let command = thread.message("next").1;
    let plan = thread.plan(command);
    assert!(plan.is_ok(), "{plan:?}");
    plan.ok().map(|plan| (thread, plan))
}

async fn unchanged(store: &dyn Store, thread: &Thread) {
    assert_eq!(store.load(thread.id()).await.map(|s| s.map(|s| s.state)), Ok(Some(thread.state.clone())));
    let log = store.events_after(thread.id(), 0, 99, false).await;
    assert_eq!(log.map(|l| l.len() as u64), Ok(thread.state.head));
}

/// Spoils the next commit and expects it to be malformed and to leave no trace; unspoilt it passes.
async fn malformed(store: &dyn Store, spoil: impl FnOnce(&mut Commit)) {
    let Some((mut thread, good)) = next(store).await else { return };
    let mut bad = good.clone();
    spoil(&mut bad);
    let answer = store.commit(vec![bad], vec![]).await;
    assert!(matches!(answer, Err(CommitError::Malformed(_))), "{answer:?}");
    unchanged(store, &thread).await;
    assert!(thread.store(store, good, vec![]).await.is_ok());
}

pub(super) async fn an_old_head_is_a_conflict(store: Shared) {
    let Some((mut thread, late)) = next(&*store).await else { return };
    thread.say(&*store, "faster").await;
    let answer = store.commit(vec![late], vec![]).await;
    assert!(matches!(answer, Err(CommitError::Conflict(id)) if id == thread.id()), "{answer:?}");
    unchanged(&*store, &thread).await;
}

pub(super) async fn a_head_from_the_future_is_a_conflict(store: Shared) {
    let Some((thread, unstored)) = next(&*store).await else { return };
    let mut ahead = thread.clone();
    ahead.state = unstored.snapshot.state;
    let answer = store.commit(vec![ahead.commit_of(vec![])], vec![]).await;
    assert!(matches!(answer, Err(CommitError::Conflict(_))), "{answer:?}");
    unchanged(&*store, &thread).await;
}

pub(super) async fn beginning_twice_is_a_conflict(store: Shared) {
    let mut thread = Thread::new(1);
    let again = thread.clone().plan(start(SITE, VISITOR));
    thread.start(&*store).await;
    assert!(again.is_ok());
    let answer = store.commit(again.into_iter().collect(), vec![]).await;
    assert!(matches!(answer, Err(CommitError::Conflict(_))), "{answer:?}");
    unchanged(&*store, &thread).await;
}

pub(super) async fn a_gap_is_malformed(store: Shared) {
    malformed(&*store, |commit| commit.events.iter_mut().for_each(|e| e.seq += 1)).await;
}

pub(super) async fn a_wrong_prev_public_is_malformed(store: Shared) {
    malformed(&*store, |commit| commit.events.iter_mut().for_each(|e| e.prev_public = 0)).await;
}

pub(super) async fn a_foreign_snapshot_is_malformed(store: Shared) {
    malformed(&*store, |commit| commit.snapshot.state.id = Thread::new(7).id()).await;
    let other: Commit = {
        let mut thread = Thread::new(2);
        thread.start(&*store).await;
        let mut commit = thread.commit_of(vec![]);
        commit.snapshot.state.head += 1;
        commit
    };
    let answer = store.commit(vec![other], vec![]).await;
    assert!(matches!(answer, Err(CommitError::Malformed(_))), "{answer:?}");
}

pub(super) async fn time_never_goes_backwards(store: Shared) {
    malformed(&*store, |commit| {
        for event in &mut commit.events {
            event.at = event.at.plus_ms(-5000);
            commit.snapshot.state.last_at = event.at;
        }
    })
    .await;
}

pub(super) async fn the_epoch_never_goes_backwards(store: Shared) {
    let mut thread = Thread::new(1);
    thread.start(&*store).await;
    thread.must(&*store, Command::RequestPerson { escalation: escalation(Priority::Normal) }).await;
    let mut back = thread.commit_of(vec![]);
    back.snapshot.state.public.epoch = 0;
    let answer = store.commit(vec![back], vec![]).await;
    assert!(matches!(answer, Err(CommitError::Malformed(_))), "{answer:?}");
    unchanged(&*store, &thread).await;
}

pub(super) async fn empty_and_doubled_commits_are_malformed(store: Shared) {
    let Some((thread, good)) = next(&*store).await else { return };
    let unborn = Thread::new(3).commit_of(vec![]);
    let mut endless = good.clone();
    endless.expected_head = u64::MAX;
    for commits in [vec![], vec![good.clone(), good], vec![unborn], vec![endless]] {
        let answer = store.commit(commits, vec![]).await;
        assert!(matches!(answer, Err(CommitError::Malformed(_))), "{answer:?}");
    }
    unchanged(&*store, &thread).await;
}
