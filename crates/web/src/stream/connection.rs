//! Is there a connection, and what is tried next?

use super::cursor::Position;
use super::{Audience, Connection, Effect, Input, Notice, delay_ms};
use baton_conversation::wire::{Cursor, HEARTBEAT_MS, ServerFrame};
use baton_conversation::{ConversationId, PublicReply};
use std::marker::PhantomData;

/// A socket that is not welcome by then is given up, in milliseconds.
const WELCOME_MS: u64 = 10_000;
/// Sockets that fail this often in a row without a welcome count as blocked.
const BLOCKED_AFTER: u32 = 2;
/// While polling, a socket is tried again this often, in milliseconds.
const SOCKET_AGAIN_MS: u64 = 60_000;
/// A connection that lived this long, in milliseconds, makes up for the failures before it.
const SOUND_MS: u64 = 10_000;

/// One connection and the conversations that come over it. Times are milliseconds of any clock that never goes
/// back; `chance` is a random number from the whole range of `u32`.
#[derive(Debug)]
pub struct Stream<E> {
    phase: Phase,
    /// Long polls stand in for the socket.
    polling: bool,
    /// The last thing asked for while polling was answered: only then do events come.
    answered: bool,
    /// Tries that failed in a row, for the length of the wait.
    failures: u32,
    /// Sockets in a row that failed without a welcome.
    unwelcome: u32,
    follows: Vec<Position>,
    /// Conversations whose fetch or poll failed, and when to ask again.
    again: Vec<(ConversationId, u64)>,
    audience: PhantomData<fn() -> E>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Stopped,
    /// No socket until then.
    Waiting {
        until: u64,
    },
    /// A socket is opening; `hello` says whether the first frame is out.
    Opening {
        until: u64,
        hello: bool,
    },
    /// Welcome since then; a sign of life is due by `silent_at`.
    Live {
        since: u64,
        silent_at: u64,
        patience: u64,
    },
}

impl<E> Default for Stream<E> {
    fn default() -> Self {
        Self {
            phase: Phase::Stopped,
            polling: false,
            answered: false,
            failures: 0,
            unwelcome: 0,
            follows: Vec::new(),
            again: Vec::new(),
            audience: PhantomData,
        }
    }
}

impl<E: Audience> Stream<E> {
    /// When to call with [`Input::Tick`], if nothing comes before.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let phase = match self.phase {
            Phase::Stopped => return None,
            Phase::Waiting { until } | Phase::Opening { until, .. } => until,
            Phase::Live { silent_at, .. } => silent_at,
        };
        self.again.iter().map(|(_, at)| *at).chain([phase]).min()
    }

    /// How it is connected.
    #[must_use]
    pub fn connection(&self) -> Connection {
        match self.phase {
            Phase::Live { .. } => Connection::Live,
            Phase::Stopped => Connection::Offline,
            _ if self.polling && self.answered => Connection::Polling,
            Phase::Waiting { .. } => Connection::Offline,
            Phase::Opening { .. } => Connection::Connecting,
        }
    }

    /// The last event applied of a conversation that is followed.
    #[must_use]
    pub fn position(&self, conversation: ConversationId) -> Option<u64> {
        self.follows.iter().find(|p| p.conversation == conversation).map(|p| p.last)
    }

    /// Takes one input and says what to do.
    pub fn handle(&mut self, input: Input<E>, now: u64, chance: u32) -> Vec<Effect<E>> {
        let before = self.connection();
        let mut out = Vec::new();
        match input {
            Input::Start => self.connect(now, &mut out),
            Input::Stop => {
                self.phase = Phase::Stopped;
                self.again.clear();
                out.push(Effect::Disconnect);
            }
            Input::Opened => self.opened(&mut out),
            Input::Frame(frame) => self.frame(frame, now, &mut out),
            Input::Closed { retry_after_ms } => self.closed(retry_after_ms, now, chance, &mut out),
            Input::Tick => self.tick(now, chance, &mut out),
            Input::Fetched { conversation, page } => {
                self.again.retain(|(id, _)| *id != conversation);
                self.at(conversation, &mut out, |position, out| position.page(page, out));
                self.answered = self.polling;
                self.failures = if self.polling { 0 } else { self.failures };
                self.poll(conversation, &mut out);
            }
            Input::FetchFailed { conversation, retry_after_ms } => {
                self.fetch_failed(conversation, retry_after_ms, now, chance);
            }
            Input::Follow { cursor, reply } => self.follow(cursor, reply, &mut out),
            Input::Unfollow(conversation) => self.unfollow(conversation, &mut out),
        }
        let after = self.connection();
        if before != after {
            out.push(Effect::Tell(Notice::Connection(after)));
        }
        out
    }

    fn connect(&mut self, now: u64, out: &mut Vec<Effect<E>>) {
        if matches!(self.phase, Phase::Stopped | Phase::Waiting { .. }) {
            self.phase = Phase::Opening { until: now.saturating_add(WELCOME_MS), hello: false };
            out.push(Effect::Connect);
        }
    }

    fn opened(&mut self, out: &mut Vec<Effect<E>>) {
        if let Phase::Opening { hello, .. } = &mut self.phase
            && !*hello
        {
            *hello = true;
            let known = self.follows.iter().filter(|position| !position.lost);
            out.push(Effect::Hello(known.map(Position::cursor).collect()));
        }
    }

    fn closed(&mut self, retry_after_ms: Option<u64>, now: u64, chance: u32, out: &mut Vec<Effect<E>>) {
        match self.phase {
            Phase::Stopped | Phase::Waiting { .. } => return,
            Phase::Opening { .. } => self.unwelcome += 1,
            Phase::Live { since, .. } if now.saturating_sub(since) >= SOUND_MS => self.failures = 0,
            Phase::Live { .. } => {}
        }
        let was_polling = self.polling;
        self.polling = self.unwelcome >= BLOCKED_AFTER;
        let wait =
            if self.polling { SOCKET_AGAIN_MS } else { delay_ms(self.failures, retry_after_ms, chance) };
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Waiting { until: now.saturating_add(wait) };
        if self.polling && !was_polling {
            for conversation in self.follows.iter().map(|p| p.conversation).collect::<Vec<_>>() {
                self.poll(conversation, out);
            }
        }
    }

    fn tick(&mut self, now: u64, chance: u32, out: &mut Vec<Effect<E>>) {
        match self.phase {
            Phase::Waiting { until } if until <= now => self.connect(now, out),
            Phase::Opening { until: due, .. } | Phase::Live { silent_at: due, .. } if due <= now => {
                out.push(Effect::Disconnect);
                self.closed(None, now, chance, out);
            }
            _ => {}
        }
        let due: Vec<_> = self.again.iter().filter(|(_, at)| *at <= now).map(|(id, _)| *id).collect();
        self.again.retain(|(_, at)| *at > now);
        for conversation in due {
            let polled = self.poll(conversation, out);
            self.at(conversation, out, |position, out| {
                // Not polled: the socket is there, and the fetch that failed closes a gap.
                if !polled && !position.fetching && !position.lost {
                    position.fetching = true;
                    out.push(Effect::Fetch(position.cursor()));
                }
            });
        }
    }

    fn frame(&mut self, frame: ServerFrame<E>, now: u64, out: &mut Vec<Effect<E>>) {
        if let Phase::Live { silent_at, patience, .. } = &mut self.phase {
            *silent_at = now.saturating_add(*patience);
        }
        let live = matches!(self.phase, Phase::Live { .. });
        match frame {
            ServerFrame::Welcome { heartbeat_ms, .. } => self.welcome(heartbeat_ms, now),
            ServerFrame::Error { code, message } => out.push(Effect::Tell(Notice::Refused { code, message })),
            // Nothing else means anything before the welcome.
            _ if !live => {}
            ServerFrame::Event { conversation, frame } => {
                self.at(conversation, out, |position, out| position.frame(frame, out));
            }
            ServerFrame::Piece { conversation, reply, epoch, offset, text } => {
                self.at(conversation, out, |position, out| position.piece(reply, epoch, offset, &text, out));
            }
            ServerFrame::Heartbeat { heads } => {
                for Cursor { conversation, after } in heads {
                    self.at(conversation, out, |position, out| position.head(after, out));
                }
            }
            ServerFrame::Resync { conversation } => self.at(conversation, out, Position::lose),
            ServerFrame::Typing { conversation, author, on } => {
                out.push(Effect::Tell(Notice::Typing { conversation, author, on }));
            }
            ServerFrame::Wait { conversation, wait } => {
                out.push(Effect::Tell(Notice::Wait { conversation, wait }));
            }
            ServerFrame::Board(board) => out.push(Effect::Tell(Notice::Board(board))),
        }
    }

    fn welcome(&mut self, heartbeat_ms: u32, now: u64) {
        // Two and a half heartbeats: one may be late and one lost before the connection counts as dead.
        let beat = if heartbeat_ms == 0 { HEARTBEAT_MS } else { heartbeat_ms };
        let patience = u64::from(beat) * 5 / 2;
        self.phase = Phase::Live { since: now, silent_at: now.saturating_add(patience), patience };
        self.unwelcome = 0;
        self.polling = false;
        self.answered = false;
        self.again.clear();
        for position in &mut self.follows {
            position.fetching = false;
        }
    }

    fn fetch_failed(&mut self, id: ConversationId, retry_after_ms: Option<u64>, now: u64, chance: u32) {
        let Some(position) = self.follows.iter_mut().find(|p| p.conversation == id) else { return };
        position.fetching = false;
        self.answered = false;
        let wait = delay_ms(self.failures, retry_after_ms, chance);
        self.failures = self.failures.saturating_add(1);
        self.again.retain(|(other, _)| *other != id);
        self.again.push((id, now.saturating_add(wait)));
    }

    fn follow(&mut self, cursor: Cursor, reply: Option<PublicReply>, out: &mut Vec<Effect<E>>) {
        self.follows.retain(|position| position.conversation != cursor.conversation);
        self.follows.push(Position::new(cursor, reply));
        match self.phase {
            Phase::Live { .. } | Phase::Opening { hello: true, .. } => out.push(Effect::Subscribe(cursor)),
            _ => {
                self.poll(cursor.conversation, out);
            }
        }
    }

    fn unfollow(&mut self, conversation: ConversationId, out: &mut Vec<Effect<E>>) {
        self.follows.retain(|position| position.conversation != conversation);
        self.again.retain(|(id, _)| *id != conversation);
        if matches!(self.phase, Phase::Live { .. } | Phase::Opening { hello: true, .. }) {
            out.push(Effect::Unsubscribe(conversation));
        }
    }

    /// Asks by long poll, while that stands in for the socket; false otherwise. The first time without waiting for
    /// news: the answer says whether the server can be reached at all.
    fn poll(&mut self, conversation: ConversationId, out: &mut Vec<Effect<E>>) -> bool {
        if !self.polling || matches!(self.phase, Phase::Stopped) {
            return false;
        }
        let answered = self.answered;
        self.at(conversation, out, |position, out| {
            if !position.fetching && !position.lost {
                position.fetching = true;
                let cursor = position.cursor();
                out.push(if answered { Effect::Poll(cursor) } else { Effect::Fetch(cursor) });
            }
        });
        true
    }

    fn at(
        &mut self,
        conversation: ConversationId,
        out: &mut Vec<Effect<E>>,
        then: impl FnOnce(&mut Position, &mut Vec<Effect<E>>),
    ) {
        if let Some(position) = self.follows.iter_mut().find(|p| p.conversation == conversation) {
            then(position, out);
        }
    }
}
