//! Do the lists hold the right conversations in the right order?

use super::fixture::{BEGIN, SITE, Thread, VISITOR, agent, escalation, start};
use crate::{Due, Fault, Listed, Store};
use baton_conversation::{
    Command, ConversationId, Lifecycle, Priority, ReplyId, SiteId, Timers, Timestamp, VisitorId,
};
use std::sync::Arc;
use uuid::Uuid;

type Shared = Arc<dyn Store>;

fn ids(rows: Result<Vec<Listed>, Fault>) -> Vec<ConversationId> {
    assert!(rows.is_ok(), "{rows:?}");
    rows.unwrap_or_default().iter().map(|row| row.state.id).collect()
}

/// A conversation that called a person at this time.
async fn queued(store: &dyn Store, n: u32, priority: Priority, at: i64) -> Thread {
    let mut thread = Thread::new(n);
    thread.wait(at);
    thread.bring_to(store, priority, None).await;
    thread
}

pub(super) async fn the_queue_is_ordered(store: Shared) {
    let late = queued(&*store, 1, Priority::Normal, 900).await;
    let early = queued(&*store, 2, Priority::Normal, 100).await;
    let tie = queued(&*store, 3, Priority::Normal, 100).await;
    let high = queued(&*store, 4, Priority::High, 950).await;
    let urgent = queued(&*store, 5, Priority::Urgent, 990).await;
    let order = [urgent.id(), high.id(), early.id(), tie.id(), late.id()];
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Queued, 9).await), order);
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Queued, 2).await), order[..2]);
    // An agent who is lost puts the visitor back at the old place, however late that is.
    let mut early = early;
    early.wait(5000);
    let epoch = early.state.public.epoch;
    early.must(&*store, Command::Accept { agent: agent(1), epoch }).await;
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Queued, 9).await).len(), 4);
    early.must(&*store, Command::LoseAgent { agent: agent(1).id }).await;
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Queued, 9).await), order);
}

pub(super) async fn a_list_belongs_to_one_site_and_state(store: Shared) {
    let mut mine = queued(&*store, 1, Priority::Normal, 0).await;
    let elsewhere = SiteId(Uuid::from_u128(99));
    let mut theirs = Thread::new(2);
    theirs.must(&*store, start(elsewhere, VISITOR)).await;
    theirs.must(&*store, Command::RequestPerson { escalation: escalation(Priority::Normal) }).await;
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Queued, 9).await), [mine.id()]);
    assert_eq!(ids(store.in_state(elsewhere, Lifecycle::Queued, 9).await), [theirs.id()]);
    let assignment = baton_conversation::AssignmentId(mine.fresh());
    mine.must(&*store, Command::Offer { assignment, agent: agent(1) }).await;
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Queued, 9).await), []);
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Offered, 9).await), [mine.id()]);
    for at in [Lifecycle::Assistant, Lifecycle::WithAgent, Lifecycle::FollowUp, Lifecycle::Closed] {
        assert_eq!(ids(store.in_state(SITE, at, 9).await), [], "{at:?}");
    }
}

/// Three conversations whose last activity is at these times.
async fn active_at(store: &dyn Store, times: [i64; 3]) -> [Thread; 3] {
    let mut threads = [Thread::new(1), Thread::new(2), Thread::new(3)];
    for (thread, at) in threads.iter_mut().zip(times) {
        thread.start(store).await;
        thread.wait(at);
        thread.say(store, "hello").await;
    }
    threads
}

pub(super) async fn other_states_come_newest_first(store: Shared) {
    let [a, b, c] = active_at(&*store, [10, 30, 10]).await;
    let order = [b.id(), a.id(), c.id()];
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Assistant, 9).await), order);
    assert_eq!(ids(store.in_state(SITE, Lifecycle::Assistant, 1).await), order[..1]);
}

pub(super) async fn a_visitor_finds_their_own(store: Shared) {
    let [a, b, c] = active_at(&*store, [10, 30, 10]).await;
    let stranger = VisitorId(Uuid::from_u128(77));
    let mut other = Thread::new(4);
    other.must(&*store, start(SITE, stranger)).await;
    assert_eq!(ids(store.of_visitor(SITE, VISITOR, 9).await), [b.id(), a.id(), c.id()]);
    assert_eq!(ids(store.of_visitor(SITE, VISITOR, 2).await), [b.id(), a.id()]);
    assert_eq!(ids(store.of_visitor(SITE, stranger, 9).await), [other.id()]);
    assert_eq!(ids(store.of_visitor(SiteId(Uuid::from_u128(99)), VISITOR, 9).await), []);
}

pub(super) async fn an_agent_finds_what_they_hold(store: Shared) {
    let mut held = vec![];
    for (n, at) in [(1, 500), (2, 100), (3, 100)] {
        let mut thread = queued(&*store, n, Priority::Normal, at).await;
        let epoch = thread.state.public.epoch;
        thread.must(&*store, Command::Accept { agent: agent(1), epoch }).await;
        held.push(thread);
    }
    let order = [held[1].id(), held[2].id(), held[0].id()];
    assert_eq!(ids(store.of_agent(agent(1).id).await), order);
    assert_eq!(ids(store.of_agent(agent(2).id).await), []);
    let note = String::new();
    held[1].must(&*store, Command::HandBack { agent: agent(1).id, note }).await;
    assert_eq!(ids(store.of_agent(agent(1).id).await), order[1..]);
}

pub(super) async fn deadlines_come_due_in_order(store: Shared) {
    let [a, b, c] = active_at(&*store, [30, 10, 10]).await;
    let idle = Timers::default().assistant_idle_ms;
    let due = |thread: &Thread, at: i64| Due { conversation: thread.id(), at: BEGIN.plus_ms(idle + at) };
    assert_eq!(store.next_due().await, Ok(Some(BEGIN.plus_ms(idle + 10))));
    assert_eq!(store.due(BEGIN.plus_ms(idle + 9), 9).await, Ok(vec![]));
    let first = vec![due(&b, 10), due(&c, 10)];
    assert_eq!(store.due(BEGIN.plus_ms(idle + 10), 9).await, Ok(first.clone()));
    assert_eq!(store.due(BEGIN.plus_ms(idle + 10), 1).await, Ok(first[..1].to_vec()));
    let all = vec![due(&b, 10), due(&c, 10), due(&a, 30)];
    assert_eq!(store.due(Timestamp(i64::MAX), 9).await, Ok(all));
    let mut closed = b;
    closed.must(&*store, Command::Leave).await;
    assert_eq!(store.due(Timestamp(i64::MAX), 1).await, Ok(vec![due(&c, 10)]), "closed is never due");
}

pub(super) async fn debts_are_kept_until_paid(store: Shared) {
    let [mut a, b, c] = active_at(&*store, [10, 5, 5]).await;
    assert_eq!(store.owing(9).await, Ok(vec![b.id(), c.id(), a.id()]));
    assert_eq!(store.owing(2).await, Ok(vec![b.id(), c.id()]));
    let reply = ReplyId(a.fresh());
    let in_reply_to = a.state.owes.as_ref().map(|owed| owed.message);
    assert!(in_reply_to.is_some());
    if let Some(in_reply_to) = in_reply_to {
        a.must(&*store, Command::StartReply { reply, in_reply_to, epoch: 0 }).await;
    }
    assert_eq!(store.owing(9).await, Ok(vec![b.id(), c.id(), a.id()]), "started is not finished");
    a.must(&*store, Command::AbandonReply { reply }).await;
    a.must(&*store, Command::RequestPerson { escalation: escalation(Priority::Normal) }).await;
    assert_eq!(store.owing(9).await, Ok(vec![b.id(), c.id()]), "the queue owes no reply");
}
