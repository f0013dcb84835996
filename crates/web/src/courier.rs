//! How does what is in an outbox get to the server? One tab sends, all tabs see what became of it.

use crate::ClientError;
use crate::browser::{Timer, now, roll};
use crate::leader::Leader;
use crate::outbox::{Item, Outbox};
use baton_conversation::wire::Accepted;
use baton_conversation::{ConversationId, MessageId};
use baton_json::{FromJson, ToJson};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};

/// One try to send an item.
pub type Sending = Pin<Box<dyn Future<Output = Result<Accepted, ClientError>>>>;

/// What tabs tell each other: look into the storage.
const CHANGED: &str = "changed";

/// A word to another tab may overtake the storage that it speaks of, so that tab looks again after this time, and
/// twice more, each after four times as long.
const LOOK_AGAIN_MS: u32 = 100;

/// Performs an outbox. Cloning gives another handle; the last one dropped stops it.
pub struct Courier<P>(Rc<Inner<P>>);

impl<P> Clone for Courier<P> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<P> std::fmt::Debug for Courier<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Courier")
    }
}

struct Inner<P> {
    outbox: RefCell<Outbox<P>>,
    leader: RefCell<Option<Leader>>,
    timer: RefCell<Option<Timer>>,
    again: RefCell<Option<Timer>>,
    /// One attempt to send is under way in this call; a nested one would borrow twice.
    busy: Cell<bool>,
    send: Box<dyn Fn(Item<P>) -> Sending>,
    changed: Box<dyn Fn()>,
}

impl<P: Clone + FromJson + ToJson + 'static> Courier<P> {
    /// Starts to send. `group` names the tabs that share the storage; `None` for a tab alone. `send` makes one
    /// try; `changed` runs whenever [`Courier::items`] may show something else.
    pub fn open(
        outbox: Outbox<P>,
        group: Option<&str>,
        send: impl Fn(Item<P>) -> Sending + 'static,
        changed: impl Fn() + 'static,
    ) -> Self {
        let inner = Rc::new(Inner {
            outbox: RefCell::new(outbox),
            leader: RefCell::new(None),
            timer: RefCell::new(None),
            again: RefCell::new(None),
            busy: Cell::new(false),
            send: Box::new(send),
            changed: Box::new(changed),
        });
        if let Some(group) = group {
            let (lead, hear) = (Rc::downgrade(&inner), Rc::downgrade(&inner));
            let leader = Leader::join(
                group,
                move || {
                    // Later, because the leader is not in its place yet where the lead is given at once.
                    if let Some(inner) = lead.upgrade() {
                        inner.wake_in(0);
                    }
                },
                move |_| {
                    if let Some(inner) = hear.upgrade() {
                        inner.look();
                        inner.look_again(LOOK_AGAIN_MS);
                    }
                },
            );
            *inner.leader.borrow_mut() = Some(leader);
        } else {
            inner.wake_in(0);
        }
        Self(inner)
    }

    /// Keeps and sends a message. `id` is the one in `body`.
    pub fn push(&self, conversation: ConversationId, id: MessageId, body: P) {
        self.0.outbox.borrow_mut().push(conversation, id, body, now());
        self.0.changed_here();
    }

    /// The thread shows the message now.
    pub fn confirm(&self, id: MessageId) {
        self.0.outbox.borrow_mut().confirm(id);
        self.0.go_on();
        (self.0.changed)();
    }

    /// Sends a failed message again under its id.
    pub fn retry(&self, id: MessageId) {
        self.0.outbox.borrow_mut().retry(id, now());
        self.0.changed_here();
    }

    /// Forgets a message.
    pub fn discard(&self, id: MessageId) {
        self.0.outbox.borrow_mut().discard(id);
        self.0.changed_here();
    }

    /// The network is back: no more waiting.
    pub fn wake(&self) {
        self.0.outbox.borrow_mut().wake(now());
        self.0.go_on();
    }

    /// Forgets everything of this owner.
    pub fn clear(&self) {
        self.0.outbox.borrow_mut().clear();
        self.0.changed_here();
    }

    /// What one conversation still has on its way, in order.
    #[must_use]
    pub fn items(&self, conversation: ConversationId) -> Vec<Item<P>> {
        self.0.outbox.borrow().items(conversation)
    }
}

impl<P: Clone + FromJson + ToJson + 'static> Inner<P> {
    /// This tab changed something: the others look, and whoever leads sends.
    fn changed_here(self: &Rc<Self>) {
        self.tell();
        self.go_on();
        (self.changed)();
    }

    /// Reads what other tabs have stored.
    fn look(self: &Rc<Self>) {
        self.outbox.borrow_mut().refresh(now());
        self.go_on();
        (self.changed)();
    }

    fn look_again(self: &Rc<Self>, ms: u32) {
        let inner = Rc::downgrade(self);
        let timer = Timer::after(ms, move || {
            if let Some(inner) = inner.upgrade() {
                inner.look();
                if ms < LOOK_AGAIN_MS * 16 {
                    inner.look_again(ms * 4);
                }
            }
        });
        *self.again.borrow_mut() = Some(timer);
    }

    fn tell(&self) {
        if let Some(leader) = &*self.leader.borrow() {
            leader.tell(CHANGED);
        }
    }

    /// Sends what may be sent and wakes up again when more may.
    fn go_on(self: &Rc<Self>) {
        let leads = self.leader.borrow().as_ref().is_none_or(Leader::leads);
        if self.busy.replace(true) {
            return;
        }
        let items = self.outbox.borrow_mut().take(now(), leads);
        for item in items {
            let inner = Rc::clone(self);
            wasm_bindgen_futures::spawn_local(async move {
                let id = item.id;
                let result = (inner.send)(item).await;
                inner.outbox.borrow_mut().settle(id, result.as_ref().copied(), now(), roll());
                inner.changed_here();
            });
        }
        self.busy.set(false);
        let deadline = self.outbox.borrow().deadline(leads);
        if let Some(at) = deadline {
            self.wake_in(u32::try_from(at.since(now())).unwrap_or(u32::MAX).max(50));
        }
    }

    fn wake_in(self: &Rc<Self>, ms: u32) {
        let inner: Weak<Self> = Rc::downgrade(self);
        *self.timer.borrow_mut() = Some(Timer::after(ms, move || {
            if let Some(inner) = inner.upgrade() {
                inner.go_on();
            }
        }));
    }
}
