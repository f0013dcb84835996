//! How does a conversation run without a store? Decide, stamp, fold, keep.

use crate::samples::{SITE, VISITOR};
use baton_conversation::{
    Command, Context, ConversationId, Envelope, Event, Refusal, ReplyId, State, Streamed, Timers, Timestamp,
    decide,
};
use uuid::Uuid;

/// A conversation with its whole log.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    pub(crate) state: State,
    pub(crate) entries: Vec<Envelope>,
    pub(crate) now: Timestamp,
    ids: u128,
}

impl Log {
    /// Nothing has happened yet.
    pub(crate) fn empty() -> Self {
        let state = State::new(ConversationId(Uuid::from_u128(1)));
        Self { state, entries: vec![], now: Timestamp(1_790_000_000_000), ids: 0x1000 }
    }

    /// Just begun.
    pub(crate) fn begun() -> Self {
        let mut log = Self::empty();
        log.run(Command::Start { site: SITE, visitor: VISITOR, locale: "en".into(), page: None }).unwrap();
        log
    }

    pub(crate) fn fresh(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    /// Decides, folds and keeps; says how many events it led to. A refusal changes nothing.
    pub(crate) fn run(&mut self, command: Command) -> Result<usize, Refusal> {
        let streamed =
            self.state.public.reply.as_ref().map(|r| Streamed { reply: r.reply, text: "so far".into() });
        let mut ids = self.ids;
        let mut fresh = || {
            ids += 1;
            Uuid::from_u128(ids)
        };
        let mut cx = Context { now: self.now, fresh: &mut fresh, timers: Timers::default(), streamed };
        let events = decide(&self.state, command, &mut cx)?;
        self.ids = ids;
        Ok(self.push(events))
    }

    /// Keeps events without asking anybody: how a machine without rules would behave.
    pub(crate) fn push(&mut self, events: Vec<Event>) -> usize {
        let entries = self.state.stamp(self.now, events);
        entries.iter().for_each(|entry| self.state.apply(entry));
        let count = entries.len();
        self.entries.extend(entries);
        count
    }

    /// The reply in flight, or one that nobody started.
    pub(crate) fn reply(&self) -> ReplyId {
        self.state.public.reply.as_ref().map_or(ReplyId(Uuid::from_u128(0xdead)), |r| r.reply)
    }

    pub(crate) fn wait(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
    }
}
