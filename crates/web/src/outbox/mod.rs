//! Which messages still have to reach the server, and which of them may be sent now?
//!
//! Pure over a [`Storage`]: each item is kept under a key of its own before it is first sent, so that a reload or
//! another tab goes on where this one stopped, always under the same id. First in, first out within one
//! conversation and one in flight; what the server will never take is set aside as failed, so that it holds up
//! nothing behind it.

mod item;
#[cfg(test)]
mod tests;

pub use item::{Item, ItemState};

use crate::ClientError;
use crate::storage::Storage;
use crate::stream::delay_ms;
use baton_conversation::wire::Accepted;
use baton_conversation::{ConversationId, MessageId, Timestamp};
use baton_json::{FromJson, ToJson};
use item::{PREFIX, Stored, key};

/// How long an item waits for its network, in milliseconds: seven days.
pub const KEEP_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// The code of an item that waited longer.
pub const EXPIRED: &str = "expired";

/// What one person wrote and the server has not confirmed. `P` is the body that is posted.
pub struct Outbox<P> {
    storage: Box<dyn Storage>,
    owner: String,
    items: Vec<Item<P>>,
}

impl<P> std::fmt::Debug for Outbox<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // No texts: this may end up in a log.
        f.debug_struct("Outbox").field("items", &self.items.len()).finish_non_exhaustive()
    }
}

impl<P: Clone + FromJson + ToJson> Outbox<P> {
    /// Opens what `owner` (the visitor's or agent's id) left behind. Items of others stay untouched: a message
    /// is sent only under the identity that it was written under.
    #[must_use]
    pub fn open(storage: Box<dyn Storage>, owner: &str, now: Timestamp) -> Self {
        let mut outbox = Self { storage, owner: owner.to_owned(), items: Vec::new() };
        outbox.refresh(now);
        outbox
    }

    /// Reads what other tabs have changed: new items, failed ones, and those that are done.
    pub fn refresh(&mut self, now: Timestamp) {
        let prefix = [PREFIX, &self.owner, "."].concat();
        for name in self.storage.keys(&prefix) {
            let Some(text) = self.storage.get(&name) else { continue };
            let Ok(stored) = baton_json::from_str::<Stored<P>>(&text) else {
                // Written by another version; kept, it would be read in vain for ever.
                self.storage.remove(&name);
                continue;
            };
            match self.items.iter_mut().find(|item| item.id == stored.id) {
                Some(item) if !item.in_flight => item.state = stored.state,
                Some(_) => {}
                None => self.items.push(stored.into_item()),
            }
        }
        let storage = &self.storage;
        let owner = &self.owner;
        self.items.retain(|item| {
            !item.kept || item.in_flight || matches!(item.state, ItemState::Sent) || {
                storage.get(&key(owner, item.id)).is_some()
            }
        });
        self.expire(now);
        self.items.sort_by_key(|item| (item.queued_at, item.id));
    }

    /// Adds an item, keeps it, and returns it as pending. `id` is reused for every retry.
    pub fn push(&mut self, conversation: ConversationId, id: MessageId, body: P, now: Timestamp) {
        // The clock may step back; what was written later still goes later.
        let queued_at = self.items.iter().map(|item| item.queued_at.plus_ms(1)).fold(now, Timestamp::max);
        let mut item = Item {
            id,
            conversation,
            body,
            queued_at,
            state: ItemState::Pending,
            failures: 0,
            not_before: now,
            in_flight: false,
            kept: false,
        };
        item.kept = self.store(&item);
        self.items.push(item);
    }

    /// Takes what may be sent now: the first pending item of each conversation, unless it is in flight or waits.
    /// Each has to be settled by [`Outbox::settle`]. A tab that does not lead (`leads` false) takes only what
    /// storage refused to keep, because no other tab can see that.
    pub fn take(&mut self, now: Timestamp, leads: bool) -> Vec<Item<P>> {
        self.expire(now);
        let due: Vec<_> = self.next(leads).into_iter().filter(|i| self.items[*i].not_before <= now).collect();
        due.into_iter()
            .map(|i| {
                self.items[i].in_flight = true;
                self.items[i].clone()
            })
            .collect()
    }

    /// When [`Outbox::take`] may next bring something; `None` while nothing waits for time alone.
    #[must_use]
    pub fn deadline(&self, leads: bool) -> Option<Timestamp> {
        self.next(leads).into_iter().map(|i| self.items[i].not_before).min()
    }

    /// The first pending item of each conversation that has none in flight.
    fn next(&self, leads: bool) -> Vec<usize> {
        let mut seen: Vec<ConversationId> = Vec::new();
        let mut next = Vec::new();
        for (i, item) in self.items.iter().enumerate() {
            let mine = item.state == ItemState::Pending && (leads || !item.kept);
            if mine && !seen.contains(&item.conversation) {
                seen.push(item.conversation);
                if !item.in_flight {
                    next.push(i);
                }
            }
        }
        next
    }

    /// What became of an item in flight. `chance` draws the wait before another try.
    pub fn settle(
        &mut self,
        id: MessageId,
        result: Result<Accepted, &ClientError>,
        now: Timestamp,
        chance: u32,
    ) {
        let Some(item) = self.items.iter_mut().find(|item| item.id == id) else { return };
        item.in_flight = false;
        match result {
            Ok(_) => {
                item.state = ItemState::Sent;
                self.storage.remove(&key(&self.owner, id));
            }
            Err(error) if error.is_passing() => {
                let wait = delay_ms(item.failures, error.retry_after_ms(), chance);
                item.failures = item.failures.saturating_add(1);
                item.not_before = now.plus_ms(i64::try_from(wait).unwrap_or(i64::MAX));
            }
            Err(error) => {
                item.state = ItemState::Failed(error.code().to_owned());
                let item = item.clone();
                self.store(&item);
            }
        }
    }

    /// The thread shows the message now, whichever way that became known; forgets the item.
    pub fn confirm(&mut self, id: MessageId) {
        self.discard(id);
    }

    /// Forgets an item, sent or not.
    pub fn discard(&mut self, id: MessageId) {
        self.storage.remove(&key(&self.owner, id));
        self.items.retain(|item| item.id != id);
    }

    /// Tries a failed item again under its old id, in its old place.
    pub fn retry(&mut self, id: MessageId, now: Timestamp) {
        let Some(item) = self.items.iter_mut().find(|item| item.id == id) else { return };
        if let ItemState::Failed(_) = item.state {
            item.state = ItemState::Pending;
            item.failures = 0;
            item.not_before = now;
            // An item that waited too long gets its time again, or it would fail at once.
            item.queued_at = if now.since(item.queued_at) > KEEP_MS { now } else { item.queued_at };
            let item = item.clone();
            self.store(&item);
        }
    }

    /// The network is back: everything pending may be tried at once.
    pub fn wake(&mut self, now: Timestamp) {
        for item in &mut self.items {
            item.not_before = item.not_before.min(now);
        }
    }

    /// The items of one conversation in their order, for showing.
    #[must_use]
    pub fn items(&self, conversation: ConversationId) -> Vec<Item<P>> {
        self.items.iter().filter(|item| item.conversation == conversation).cloned().collect()
    }

    /// Forgets everything of this owner, stored or not (the visitor signs out).
    pub fn clear(&mut self) {
        for name in self.storage.keys(&[PREFIX, &self.owner, "."].concat()) {
            self.storage.remove(&name);
        }
        self.items.clear();
    }

    fn expire(&mut self, now: Timestamp) {
        let mut changed = Vec::new();
        for item in &mut self.items {
            if item.state == ItemState::Pending && !item.in_flight && now.since(item.queued_at) > KEEP_MS {
                item.state = ItemState::Failed(EXPIRED.to_owned());
                changed.push(item.clone());
            }
        }
        for item in &changed {
            self.store(item);
        }
    }

    fn store(&self, item: &Item<P>) -> bool {
        let text = baton_json::to_string(&Stored::of(item));
        self.storage.set(&key(&self.owner, item.id), &text)
    }
}
