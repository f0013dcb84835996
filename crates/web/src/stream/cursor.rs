//! Which frames of one conversation may be applied?

use super::{Audience, Effect, Notice};
use baton_conversation::wire::{Cursor, Page};
use baton_conversation::{ConversationId, Frame, PublicEvent, PublicReply, ReplyId};

/// Where one conversation stands.
#[derive(Clone, Debug)]
pub(super) struct Position {
    pub(super) conversation: ConversationId,
    /// The last event applied.
    pub(super) last: u64,
    /// The highest sequence that was heard of, applied or not.
    heard: u64,
    /// A fetch is on its way.
    pub(super) fetching: bool,
    /// Continuity is lost, and the application has not followed again.
    pub(super) lost: bool,
    reply: Option<Streaming>,
}

/// The reply in flight.
#[derive(Clone, Copy, Debug)]
struct Streaming {
    reply: ReplyId,
    epoch: u64,
    /// Bytes of its text so far.
    length: usize,
}

impl Position {
    pub(super) fn new(cursor: Cursor, reply: Option<PublicReply>) -> Self {
        Self {
            conversation: cursor.conversation,
            last: cursor.after,
            heard: cursor.after,
            fetching: false,
            lost: false,
            reply: reply.map(|reply| Streaming { reply: reply.reply, epoch: reply.epoch, length: 0 }),
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        Cursor { conversation: self.conversation, after: self.last }
    }

    /// A frame from the socket.
    pub(super) fn frame<E: Audience>(&mut self, frame: Frame<E>, out: &mut Vec<Effect<E>>) {
        self.heard = self.heard.max(frame.seq);
        if frame.prev == self.last && frame.seq > self.last {
            self.apply(frame, out);
        } else if frame.seq > self.last {
            self.close_gap(out);
        }
    }

    /// The server says how far the log goes for this audience.
    pub(super) fn head<E: Audience>(&mut self, head: u64, out: &mut Vec<Effect<E>>) {
        self.heard = self.heard.max(head);
        if self.heard > self.last {
            self.close_gap(out);
        }
    }

    /// The answer to a fetch or poll.
    pub(super) fn page<E: Audience>(&mut self, page: Page<E>, out: &mut Vec<Effect<E>>) {
        self.fetching = false;
        let before = self.last;
        self.heard = self.heard.max(page.head);
        for frame in page.frames {
            if frame.seq <= self.last {
                continue;
            }
            if frame.prev != self.last {
                return self.lose(out);
            }
            self.apply(frame, out);
        }
        if self.heard > self.last {
            // An answer that brings nothing although there is more would be asked for again for ever.
            if self.last == before { self.lose(out) } else { self.close_gap(out) }
        }
    }

    /// Continuity cannot be proven: the application has to load anew.
    pub(super) fn lose<E: Audience>(&mut self, out: &mut Vec<Effect<E>>) {
        self.fetching = false;
        if !self.lost {
            self.lost = true;
            out.push(Effect::Tell(Notice::Reload(self.conversation)));
        }
    }

    /// A piece of the reply in flight: only the part that continues what is there.
    pub(super) fn piece<E>(
        &mut self,
        reply: ReplyId,
        epoch: u64,
        offset: u32,
        text: &str,
        out: &mut Vec<Effect<E>>,
    ) {
        let Some(streaming) = &mut self.reply else { return };
        if streaming.reply != reply || streaming.epoch != epoch {
            return;
        }
        let Some(known) = streaming.length.checked_sub(offset as usize) else { return };
        // None also where the overlap ends inside a character, which no sound server sends.
        if let Some(text) = text.get(known..).filter(|text| !text.is_empty()) {
            streaming.length += text.len();
            let text = text.to_owned();
            out.push(Effect::Tell(Notice::Piece { conversation: self.conversation, reply, text }));
        }
    }

    fn close_gap<E>(&mut self, out: &mut Vec<Effect<E>>) {
        if !self.fetching && !self.lost {
            self.fetching = true;
            out.push(Effect::Fetch(self.cursor()));
        }
    }

    fn apply<E: Audience>(&mut self, frame: Frame<E>, out: &mut Vec<Effect<E>>) {
        if self.lost {
            return;
        }
        self.last = frame.seq;
        if let Some(event) = frame.event.public() {
            self.note_reply(event);
        }
        out.push(Effect::Tell(Notice::Event { conversation: self.conversation, frame }));
    }

    fn note_reply(&mut self, event: &PublicEvent) {
        match event {
            PublicEvent::ReplyStarted { reply, epoch, .. } => {
                self.reply = Some(Streaming { reply: *reply, epoch: *epoch, length: 0 });
            }
            PublicEvent::ReplyFinished { .. }
            | PublicEvent::ReplyCut { .. }
            // Control moved: nothing of the old epoch may appear any more.
            | PublicEvent::HandoffStarted { .. }
            | PublicEvent::AgentJoined { .. }
            | PublicEvent::Resolved { .. } => self.reply = None,
            _ => {}
        }
    }
}
