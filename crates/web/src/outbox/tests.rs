//! Does every message reach the server once, in order, or come back to its author with a reason?

use super::*;
use crate::storage::Memory;
use uuid::Uuid;

const HERE: ConversationId = ConversationId(Uuid::from_u128(1));
const THERE: ConversationId = ConversationId(Uuid::from_u128(2));
const T0: Timestamp = Timestamp(1_000_000);
const ACCEPTED: Accepted = Accepted { seq: 1, replayed: false, unsure: false };

fn id(n: u128) -> MessageId {
    MessageId(Uuid::from_u128(n))
}

fn refused(status: u16, code: &str, retry_after_ms: Option<u64>) -> ClientError {
    ClientError::Refused { status, code: code.to_owned(), message: String::new(), retry_after_ms }
}

fn open(storage: &impl StorageExt, now: Timestamp) -> Outbox<String> {
    Outbox::open(storage.boxed(), "visitor", now)
}

trait StorageExt {
    fn boxed(&self) -> Box<dyn Storage>;
}

impl<S: Storage + Clone + 'static> StorageExt for S {
    fn boxed(&self) -> Box<dyn Storage> {
        Box::new(self.clone())
    }
}

/// Storage that a page may not use.
#[derive(Clone)]
struct Blocked;

impl Storage for Blocked {
    fn get(&self, _: &str) -> Option<String> {
        None
    }
    fn set(&self, _: &str, _: &str) -> bool {
        false
    }
    fn remove(&self, _: &str) {}
    fn keys(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

fn taken(outbox: &mut Outbox<String>, now: Timestamp) -> Vec<u128> {
    outbox.take(now, true).iter().map(|item| item.id.0.as_u128()).collect()
}

fn states(outbox: &Outbox<String>) -> Vec<(u128, ItemState)> {
    outbox.items(HERE).into_iter().map(|item| (item.id.0.as_u128(), item.state)).collect()
}

/// An outbox with items 1 and 2 here and 3 there.
fn filled(storage: &impl StorageExt) -> Outbox<String> {
    let mut outbox = open(storage, T0);
    for (n, conversation) in [(1, HERE), (2, HERE), (3, THERE)] {
        outbox.push(conversation, id(n), n.to_string(), T0);
    }
    outbox
}

#[test]
fn one_is_in_flight_in_each_conversation_in_order() {
    let mut outbox = filled(&Memory::default());
    assert_eq!(taken(&mut outbox, T0), [1, 3]);
    assert_eq!(taken(&mut outbox, T0), [0; 0]);
    assert_eq!(outbox.deadline(true), None, "nothing waits for time");
    outbox.settle(id(1), Ok(ACCEPTED), T0, 0);
    assert_eq!(taken(&mut outbox, T0), [2]);
}

#[test]
fn trouble_on_the_way_keeps_id_and_order() {
    let troubles = [
        (ClientError::Offline, 500),
        (ClientError::Malformed, 500),
        (refused(500, "internal", None), 500),
        (refused(503, "overloaded", Some(2_000)), 2_500),
        (refused(429, "rate_limited", Some(1_000)), 1_500),
    ];
    for (error, wait) in troubles {
        let mut outbox = filled(&Memory::default());
        taken(&mut outbox, T0);
        outbox.settle(id(1), Err(&error), T0, 0);
        assert_eq!(outbox.deadline(true), Some(T0.plus_ms(wait)), "{error:?}");
        assert_eq!(taken(&mut outbox, T0.plus_ms(wait - 1)), [0; 0], "{error:?}");
        assert_eq!(taken(&mut outbox, T0.plus_ms(wait)), [1], "2 must not overtake: {error:?}");
    }
}

#[test]
fn waits_grow_and_the_network_coming_back_ends_them() {
    let mut outbox = filled(&Memory::default());
    let mut now = T0;
    for expected in [1_000, 2_000, 4_000] {
        assert_eq!(taken(&mut outbox, now).first(), Some(&1));
        outbox.settle(id(1), Err(&ClientError::Offline), now, u32::MAX);
        assert_eq!(outbox.deadline(true), Some(now.plus_ms(expected)));
        now = now.plus_ms(expected);
    }
    taken(&mut outbox, now);
    outbox.settle(id(1), Err(&ClientError::Offline), now, u32::MAX);
    outbox.wake(now);
    assert_eq!(taken(&mut outbox, now), [1]);
}

#[test]
fn what_is_refused_for_good_holds_up_nothing() {
    for (status, code) in
        [(409, "id_reused"), (400, "text_too_long"), (404, "unknown_conversation"), (401, "unauthorized")]
    {
        let storage = Memory::default();
        let mut outbox = filled(&storage);
        taken(&mut outbox, T0);
        outbox.settle(id(1), Err(&refused(status, code, None)), T0, 0);
        assert_eq!(states(&outbox)[0], (1, ItemState::Failed(code.to_owned())));
        assert_eq!(taken(&mut outbox, T0), [2]);
        // The author still sees it after a reload, and may try again under the same id.
        let mut outbox = open(&storage, T0);
        assert_eq!(states(&outbox)[0], (1, ItemState::Failed(code.to_owned())));
        outbox.retry(id(1), T0);
        assert_eq!(taken(&mut outbox, T0).first(), Some(&1));
    }
}

#[test]
fn a_reload_goes_on_with_the_same_ids_in_the_same_order() {
    let storage = Memory::default();
    let mut outbox = filled(&storage);
    // In flight when the page went away: nobody knows whether it arrived.
    taken(&mut outbox, T0);
    drop(outbox);
    let mut outbox = open(&storage, T0);
    assert_eq!(taken(&mut outbox, T0), [1, 3]);
    outbox.settle(id(1), Ok(ACCEPTED), T0, 0);
    outbox.settle(id(3), Ok(ACCEPTED), T0, 0);
    assert_eq!(taken(&mut outbox, T0), [2]);
    outbox.settle(id(2), Ok(ACCEPTED), T0, 0);
    assert!(storage.keys("").is_empty(), "what arrived is not kept");
    assert!(
        states(&outbox).iter().all(|(_, state)| *state == ItemState::Sent),
        "shown until the thread shows it"
    );
    outbox.confirm(id(1));
    assert_eq!(states(&outbox).len(), 1);
}

#[test]
fn the_thread_may_show_a_message_before_its_answer_comes() {
    let storage = Memory::default();
    let mut outbox = filled(&storage);
    taken(&mut outbox, T0);
    outbox.confirm(id(1));
    assert_eq!(taken(&mut outbox, T0), [2]);
    outbox.settle(id(1), Ok(ACCEPTED), T0, 0);
    assert_eq!(states(&outbox), [(2, ItemState::Pending)]);
    assert_eq!(storage.keys("").len(), 2);
}

#[test]
fn seven_days_are_kept_and_no_more() {
    let storage = Memory::default();
    drop(filled(&storage));
    let mut outbox = open(&storage, T0.plus_ms(KEEP_MS));
    assert_eq!(taken(&mut outbox, T0.plus_ms(KEEP_MS)), [1, 3]);
    let later = T0.plus_ms(KEEP_MS + 3);
    let mut outbox = open(&storage, later);
    assert_eq!(states(&outbox)[0], (1, ItemState::Failed(EXPIRED.to_owned())), "told, not dropped");
    assert_eq!(taken(&mut outbox, later), [0; 0]);
    outbox.retry(id(1), later);
    assert_eq!(taken(&mut outbox, later), [1]);
    outbox.discard(id(2));
    assert_eq!(storage.keys("").len(), 2);
}

#[test]
fn tabs_see_each_other_through_storage() {
    let storage = Memory::default();
    let mut leader = open(&storage, T0);
    let mut follower = open(&storage, T0);
    follower.push(HERE, id(1), "1".to_owned(), T0);
    assert!(follower.take(T0, false).is_empty(), "a follower leaves the sending to the leader");
    assert_eq!(follower.deadline(false), None);
    leader.refresh(T0);
    assert_eq!(taken(&mut leader, T0), [1]);
    leader.settle(id(1), Err(&refused(409, "id_reused", None)), T0, 0);
    follower.refresh(T0);
    assert_eq!(states(&follower), [(1, ItemState::Failed("id_reused".to_owned()))]);
    leader.discard(id(1));
    follower.refresh(T0);
    assert!(states(&follower).is_empty());
}

#[test]
fn blocked_storage_leaves_everything_in_memory() {
    let mut outbox = filled(&Blocked);
    outbox.refresh(T0);
    // No other tab can see these, so this one sends them even if it does not lead.
    let taken: Vec<_> = outbox.take(T0, false).iter().map(|item| item.id).collect();
    assert_eq!(taken, [id(1), id(3)]);
    outbox.settle(id(1), Ok(ACCEPTED), T0, 0);
    assert_eq!(outbox.take(T0, false).len(), 1);
}

#[test]
fn nobody_sends_under_another_identity() {
    let storage = Memory::default();
    drop(filled(&storage));
    let mut other: Outbox<String> = Outbox::open(storage.boxed(), "someone else", T0);
    assert!(other.take(T0, true).is_empty());
    other.clear();
    let mut outbox = open(&storage, T0);
    assert_eq!(taken(&mut outbox, T0), [1, 3]);
    outbox.clear();
    assert!(storage.keys("").is_empty());
}

#[test]
fn a_clock_that_steps_back_and_broken_storage_do_no_harm() {
    let storage = Memory::default();
    let mut outbox = open(&storage, T0);
    outbox.push(HERE, id(9), "first".to_owned(), T0);
    outbox.push(HERE, id(1), "second".to_owned(), Timestamp(5));
    storage.set("baton.outbox.1.visitor.junk", "{");
    let mut outbox = open(&storage, T0);
    assert_eq!(states(&outbox).iter().map(|(n, _)| *n).collect::<Vec<_>>(), [9, 1]);
    assert_eq!(taken(&mut outbox, T0), [9]);
    assert_eq!(storage.keys("").len(), 2, "what cannot be read is removed");
}
