//! Who is listening to what right now?
//!
//! In memory and per process: it only wakes listeners. What it says may come late or out of order; a socket checks
//! each event's `prev` and reads the log where something is missing, so nothing rests on the hub.

use baton_conversation::wire::Wait;
use baton_conversation::{AgentId, Author, ConversationId, Envelope, ReplyId, SiteId, Streamed, VisitorId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// Frames that one socket may be behind before it is closed with `resync`.
const QUEUE: usize = 256;

/// Something for listeners.
#[derive(Clone, Debug)]
pub enum Live {
    /// An event was committed.
    Event(ConversationId, Arc<Envelope>),
    /// A piece of a streaming reply; `offset` in bytes.
    Piece(ConversationId, Piece),
    /// Someone types or has stopped.
    Typing(ConversationId, Author, bool),
    /// Place and wait have changed.
    Wait(ConversationId, Wait),
    /// The site's board has changed.
    Board,
}

/// A piece of a streaming reply.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Which reply.
    pub reply: ReplyId,
    /// Under which epoch.
    pub epoch: u64,
    /// Where it begins, in bytes.
    pub offset: u32,
    /// The text.
    pub text: Arc<str>,
}

/// One socket's end: it receives here and subscribes under its id.
pub struct Listener {
    /// What to forward.
    pub rx: mpsc::Receiver<Live>,
    /// Set when the listener was too slow and has been dropped.
    pub overflowed: Arc<AtomicBool>,
    sender: Sender,
    hub: Arc<Hub>,
}

#[derive(Clone)]
struct Sender {
    id: u64,
    tx: mpsc::Sender<Live>,
    overflowed: Arc<AtomicBool>,
}

#[derive(Default)]
struct Thread {
    listeners: Vec<Sender>,
    stream: Option<Stream>,
}

struct Stream {
    reply: ReplyId,
    epoch: u64,
    text: String,
}

#[derive(Default)]
struct Inner {
    threads: HashMap<ConversationId, Thread>,
    boards: HashMap<SiteId, Vec<Sender>>,
    agents: HashMap<AgentId, u32>,
    visitors: HashMap<VisitorId, u32>,
}

/// The listeners of this process.
#[derive(Default)]
pub struct Hub {
    inner: Mutex<Inner>,
    next: AtomicU64,
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new listener that follows nothing yet.
    #[must_use]
    pub fn listen(self: &Arc<Self>) -> Listener {
        let (tx, rx) = mpsc::channel(QUEUE);
        let overflowed = Arc::new(AtomicBool::new(false));
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let sender = Sender { id, tx, overflowed: Arc::clone(&overflowed) };
        Listener { rx, overflowed, sender, hub: Arc::clone(self) }
    }

    /// Tells listeners of committed events.
    pub fn publish(&self, id: ConversationId, entries: &[Envelope]) {
        let mut inner = self.lock();
        if let Some(thread) = inner.threads.get_mut(&id) {
            for entry in entries {
                send(&mut thread.listeners, &Live::Event(id, Arc::new(entry.clone())));
            }
        }
    }

    /// Tells the listeners of one conversation something that is not stored.
    pub fn whisper(&self, id: ConversationId, live: &Live) {
        if let Some(thread) = self.lock().threads.get_mut(&id) {
            send(&mut thread.listeners, live);
        }
    }

    /// Tells a site's staff that their board has changed.
    pub fn board_changed(&self, site: SiteId) {
        if let Some(listeners) = self.lock().boards.get_mut(&site) {
            send(listeners, &Live::Board);
        }
    }

    /// A reply begins to stream.
    pub fn stream_begin(&self, id: ConversationId, reply: ReplyId, epoch: u64) {
        let stream = Stream { reply, epoch, text: String::new() };
        self.lock().threads.entry(id).or_default().stream = Some(stream);
    }

    /// Releases a piece of the reply to listeners and keeps it for those who come later.
    pub fn stream_piece(&self, id: ConversationId, reply: ReplyId, text: &str) {
        let mut inner = self.lock();
        let Some(thread) = inner.threads.get_mut(&id) else { return };
        let Some(stream) = thread.stream.as_mut().filter(|s| s.reply == reply) else { return };
        let offset = u32::try_from(stream.text.len()).unwrap_or(u32::MAX);
        stream.text.push_str(text);
        let piece = Piece { reply, epoch: stream.epoch, offset, text: text.into() };
        send(&mut thread.listeners, &Live::Piece(id, piece));
    }

    /// The reply has ended, whichever way.
    pub fn stream_end(&self, id: ConversationId, reply: ReplyId) {
        let mut inner = self.lock();
        if let Some(thread) = inner.threads.get_mut(&id) {
            if thread.stream.as_ref().is_some_and(|s| s.reply == reply) {
                thread.stream = None;
            }
            if thread.listeners.is_empty() && thread.stream.is_none() {
                inner.threads.remove(&id);
            }
        }
    }

    /// What the reply in flight has released so far.
    #[must_use]
    pub fn streamed(&self, id: ConversationId) -> Option<Streamed> {
        let inner = self.lock();
        let stream = inner.threads.get(&id)?.stream.as_ref()?;
        Some(Streamed { reply: stream.reply, text: stream.text.clone() })
    }

    /// Whether this agent has a socket.
    #[must_use]
    pub fn is_online(&self, agent: AgentId) -> bool {
        self.lock().agents.contains_key(&agent)
    }

    /// One more socket of an agent.
    pub fn agent_joined(&self, agent: AgentId) {
        *self.lock().agents.entry(agent).or_insert(0) += 1;
    }

    /// One socket less; true if it was the last.
    #[must_use]
    pub fn agent_left(&self, agent: AgentId) -> bool {
        release(&mut self.lock().agents, &agent)
    }

    /// One more socket of a visitor, unless there are `limit` already.
    #[must_use]
    pub fn visitor_joined(&self, visitor: VisitorId, limit: u32) -> bool {
        let mut inner = self.lock();
        let count = inner.visitors.entry(visitor).or_insert(0);
        let free = *count < limit;
        *count += u32::from(free);
        free
    }

    /// One socket of a visitor less.
    pub fn visitor_left(&self, visitor: VisitorId) {
        release(&mut self.lock().visitors, &visitor);
    }
}

/// Takes one off a count and removes it at nothing left; true if it was the last.
fn release<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, u32>, key: &K) -> bool {
    let Some(count) = counts.get_mut(key) else { return false };
    *count = count.saturating_sub(1);
    let last = *count == 0;
    if last {
        counts.remove(key);
    }
    last
}

impl Listener {
    /// Follows a conversation. Returns the pieces so far of a reply in flight.
    #[must_use]
    pub fn follow(&self, id: ConversationId) -> Option<Piece> {
        let mut inner = self.hub.lock();
        let thread = inner.threads.entry(id).or_default();
        if !thread.listeners.iter().any(|l| l.id == self.sender.id) {
            thread.listeners.push(self.sender.clone());
        }
        let stream = thread.stream.as_ref()?;
        let text = stream.text.as_str().into();
        Some(Piece { reply: stream.reply, epoch: stream.epoch, offset: 0, text })
    }

    /// Follows no longer.
    pub fn unfollow(&self, id: ConversationId) {
        let mut inner = self.hub.lock();
        forget(&mut inner.threads, id, self.sender.id);
    }

    /// Follows a site's board.
    pub fn follow_board(&self, site: SiteId) {
        let mut inner = self.hub.lock();
        inner.boards.entry(site).or_default().push(self.sender.clone());
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut inner = self.hub.lock();
        let id = self.sender.id;
        let followed: Vec<_> = inner
            .threads
            .iter()
            .filter(|(_, t)| t.listeners.iter().any(|l| l.id == id))
            .map(|(c, _)| *c)
            .collect();
        for conversation in followed {
            forget(&mut inner.threads, conversation, id);
        }
        inner.boards.retain(|_, listeners| {
            listeners.retain(|l| l.id != id);
            !listeners.is_empty()
        });
    }
}

fn forget(threads: &mut HashMap<ConversationId, Thread>, id: ConversationId, listener: u64) {
    if let Some(thread) = threads.get_mut(&id) {
        thread.listeners.retain(|l| l.id != listener);
        if thread.listeners.is_empty() && thread.stream.is_none() {
            threads.remove(&id);
        }
    }
}

/// Sends to all; who is too slow is dropped and told so, never skipped over.
fn send(listeners: &mut Vec<Sender>, live: &Live) {
    listeners.retain(|listener| match listener.tx.try_send(live.clone()) {
        Ok(()) => true,
        Err(mpsc::error::TrySendError::Full(_)) => {
            listener.overflowed.store(true, Ordering::Relaxed);
            false
        }
        Err(mpsc::error::TrySendError::Closed(_)) => false,
    });
}
