//! Is the log kept whole, in order, and apart for its two audiences?

use super::fixture::{SITE, Thread, VISITOR, agent, escalation};
use crate::{CommitError, Store, verify};
use baton_conversation::{
    Command, ConversationId, Envelope, Event, Lifecycle, MessageId, Priority, RootCause, Score,
    SentimentSource, State, Verdict,
};
use std::sync::Arc;

type Shared = Arc<dyn Store>;

/// The whole log, which the cases keep short.
async fn all(store: &dyn Store, id: ConversationId) -> Vec<Envelope> {
    store.events_after(id, 0, 1000, false).await.unwrap_or_default()
}

fn seqs(log: &[Envelope]) -> Vec<u64> {
    log.iter().map(|e| e.seq).collect()
}

pub(super) async fn a_conversation_begins_and_grows(store: Shared) {
    let mut thread = Thread::new(1);
    thread.start(&*store).await;
    thread.say(&*store, "How do I embed it? \u{0} \"quoted\" \u{1F44B}").await;
    let found = store.load(thread.id()).await;
    assert_eq!(found.as_ref().map(|s| s.as_ref().map(|s| &s.state)), Ok(Some(&thread.state)));
    assert_eq!(found.map(|s| s.map(|s| s.detector)), Ok(Some("{\"turns\":1}".to_owned())));
    assert_eq!(seqs(&all(&*store, thread.id()).await), [1, 2]);
}

pub(super) async fn sequences_are_gapless_over_many_commits(store: Shared) {
    let mut thread = Thread::new(1);
    thread.start(&*store).await;
    for n in 0..30 {
        thread.wait(1);
        thread.say(&*store, &format!("line {n}")).await;
    }
    let log = all(&*store, thread.id()).await;
    assert_eq!(seqs(&log), (1..=31).collect::<Vec<_>>());
    let mut folded = State::new(thread.id());
    log.iter().for_each(|e| folded.apply(e));
    assert_eq!(folded, thread.state);
}

pub(super) async fn several_conversations_commit_together(store: Shared) {
    let (mut a, mut b) = (Thread::new(1), Thread::new(2));
    a.start(&*store).await;
    let plans = [a.message("one").1, super::fixture::start(SITE, VISITOR)];
    let [to_a, to_b] = plans;
    let both = vec![a.plan(to_a), b.plan(to_b)].into_iter().collect::<Result<Vec<_>, _>>();
    assert!(both.is_ok());
    let stored = store.commit(both.unwrap_or_default(), vec![]).await;
    assert!(stored.is_ok(), "{stored:?}");
    assert_eq!(seqs(&all(&*store, a.id()).await), [1, 2]);
    assert_eq!(seqs(&all(&*store, b.id()).await), [1]);
}

pub(super) async fn several_conversations_fail_together(store: Shared) {
    let (mut a, mut b) = (Thread::new(1), Thread::new(2));
    a.start(&*store).await;
    b.start(&*store).await;
    let mut late = b.clone();
    b.say(&*store, "faster").await;
    let (to_a, to_b) = (a.message("one").1, late.message("slower").1);
    let both = vec![a.plan(to_a), late.plan(to_b)].into_iter().collect::<Result<Vec<_>, _>>();
    assert!(both.is_ok());
    let refused = store.commit(both.unwrap_or_default(), vec![]).await;
    assert!(matches!(refused, Err(CommitError::Conflict(id)) if id == b.id()), "{refused:?}");
    assert_eq!(seqs(&all(&*store, a.id()).await), [1], "the first of the two left a trace");
    assert_eq!(store.load(a.id()).await.map(|s| s.map(|s| s.state)), Ok(Some(a.state)));
}

pub(super) async fn a_commit_without_events_replaces_the_snapshot_alone(store: Shared) {
    let mut thread = Thread::new(1);
    thread.start(&*store).await;
    let mut plan = thread.commit_of(vec![]);
    plan.snapshot.detector = "{\"turns\":99}".into();
    plan.snapshot.deadline = Some(thread.now.plus_ms(5));
    assert!(thread.store(&*store, plan.clone(), vec![]).await.is_ok());
    assert_eq!(store.load(thread.id()).await, Ok(Some(plan.snapshot)));
    assert_eq!(seqs(&all(&*store, thread.id()).await), [1]);
    assert_eq!(store.next_due().await, Ok(Some(thread.now.plus_ms(5))));
}

/// Public 1, 2, staff 3, public 4, staff 5, public 6, 7.
async fn mixed(store: &dyn Store) -> Thread {
    let mut thread = Thread::new(1);
    thread.start(store).await;
    thread.must(store, Command::RequestPerson { escalation: escalation(Priority::Normal) }).await;
    thread.say(store, "hello?").await;
    let id = MessageId(thread.fresh());
    thread.must(store, Command::AddNote { agent: agent(1), id, text: "a note".into() }).await;
    thread.say(store, "still there").await;
    thread.say(store, "please").await;
    assert_eq!(thread.state.head, 7);
    thread
}

pub(super) async fn pages_run_forward(store: Shared) {
    let id = mixed(&*store).await.id();
    for (after, limit, expected) in
        [(0, 3, vec![1, 2, 3]), (3, 3, vec![4, 5, 6]), (6, 3, vec![7]), (7, 3, vec![]), (0, 0, vec![])]
    {
        let page = store.events_after(id, after, limit, false).await;
        assert_eq!(page.map(|p| seqs(&p)), Ok(expected), "after {after}");
    }
    let whole = store.events_after(id, 0, usize::MAX, false).await;
    assert_eq!(whole.map(|p| p.len()), Ok(7));
    assert_eq!(store.events_after(id, u64::MAX, 3, false).await, Ok(vec![]));
}

pub(super) async fn pages_run_backward(store: Shared) {
    let id = mixed(&*store).await.id();
    for (before, limit, expected) in
        [(u64::MAX, 3, vec![5, 6, 7]), (5, 3, vec![2, 3, 4]), (2, 3, vec![1]), (1, 3, vec![]), (9, 0, vec![])]
    {
        let page = store.events_before(id, before, limit, false).await;
        assert_eq!(page.map(|p| seqs(&p)), Ok(expected), "before {before}");
    }
}

pub(super) async fn public_pages_leave_staff_events_out(store: Shared) {
    let id = mixed(&*store).await.id();
    let forward = store.events_after(id, 0, 3, true).await.unwrap_or_default();
    assert_eq!(seqs(&forward), [1, 2, 4], "the limit counts public events");
    let backward = store.events_before(id, u64::MAX, 3, true).await.unwrap_or_default();
    assert_eq!(seqs(&backward), [4, 6, 7]);
    let public = store.events_after(id, 0, 100, true).await.unwrap_or_default();
    assert_eq!(seqs(&public), [1, 2, 4, 6, 7]);
    assert!(public.iter().all(|e| matches!(e.event, Event::Public(_))));
    let chain = public.iter().scan(0, |prev, e| Some((e.prev_public, std::mem::replace(prev, e.seq))));
    for (stored, expected) in chain {
        assert_eq!(stored, expected, "prev_public names the public event before");
    }
}

pub(super) async fn every_kind_of_event_reads_back(store: Shared) {
    let mut thread = mixed(&*store).await;
    let epoch = thread.state.public.epoch;
    thread.must(&*store, Command::Accept { agent: agent(1), epoch }).await;
    let id = MessageId(thread.fresh());
    let text = "line\nbreak \u{2028} and } { \" \\".to_owned();
    thread.must(&*store, Command::PostAgentMessage { agent: agent(1).id, id, text: text.clone() }).await;
    let verdict = Verdict::Continue(vec![]);
    let (score, source) = (Score(-600), SentimentSource::Local);
    thread.must(&*store, Command::JudgeSentiment { message: id, score, source, verdict }).await;
    let (cause, note) = (RootCause::Other, String::new());
    thread.must(&*store, Command::Resolve { agent: agent(1).id, cause, note }).await;
    thread.must(&*store, Command::Rate { score: 5, comment: text }).await;
    assert_eq!(thread.at(), Lifecycle::Closed);
    let mut folded = State::new(thread.id());
    all(&*store, thread.id()).await.iter().for_each(|e| folded.apply(e));
    assert_eq!(folded, thread.state);
}

pub(super) async fn verify_refolds_the_log(store: Shared) {
    let mut thread = mixed(&*store).await;
    assert_eq!(verify(&*store, thread.id()).await.ok(), Some(7));
    let mut lie = thread.commit_of(vec![]);
    lie.snapshot.state.messages += 1;
    assert!(thread.store(&*store, lie, vec![]).await.is_ok());
    let found = verify(&*store, thread.id()).await;
    assert!(matches!(found, Err(crate::Mismatch::Differs)), "{found:?}");
}

pub(super) async fn unknown_conversations_are_empty(store: Shared) {
    let id = Thread::new(9).id();
    assert_eq!(store.load(id).await, Ok(None));
    assert_eq!(store.events_after(id, 0, 9, false).await, Ok(vec![]));
    assert_eq!(store.events_before(id, 9, 9, false).await, Ok(vec![]));
    assert_eq!(store.next_due().await, Ok(None));
    assert_eq!(store.owing(9).await, Ok(vec![]));
    assert!(matches!(verify(&*store, id).await, Err(crate::Mismatch::Missing)));
}
