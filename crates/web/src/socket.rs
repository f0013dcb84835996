//! How is a [`Stream`] performed in a browser? One WebSocket for each origin where tabs can agree on a leader; the
//! others hear its frames and check them as if they came over a socket of their own.

use crate::Client;
use crate::browser::{Timer, now, roll};
use crate::leader::Leader;
use crate::stream::{Audience, Connection, Effect, Input, Notice, Stream};
use baton_conversation::wire::{ClientFrame, Cursor, HEARTBEAT_MS, ServerFrame, VERSION};
use baton_conversation::{ConversationId, PublicReply};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, MessageEvent, WebSocket};

/// A live connection for one audience. Cloning gives another handle; call [`Link::close`] when done.
pub struct Link<E>(Rc<Inner<E>>);

impl<E> Clone for Link<E> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<E> std::fmt::Debug for Link<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Link")
    }
}

/// What tabs tell each other begins with one of these letters; the rest is JSON.
mod word {
    /// From the leader: a frame as the server sent it.
    pub(super) const FRAME: char = 'f';
    /// To the leader: is there a connection? Answered by a welcome, if so.
    pub(super) const ASK: char = 'a';
    /// To the leader: send this frame.
    pub(super) const SEND: char = 's';
}

/// How long a new tab waits to become the leader before it takes itself for a follower, in milliseconds. The
/// browser answers within a few; a page under load may take longer.
const ELECTION_MS: u32 = 300;

/// What carries the frames of this tab.
enum Carrier {
    None,
    Own(Socket),
    /// The leader's socket, by way of the channel.
    Leader,
}

struct Inner<E> {
    client: Client,
    stream: RefCell<Stream<E>>,
    inputs: RefCell<VecDeque<Input<E>>>,
    busy: Cell<bool>,
    carrier: RefCell<Carrier>,
    leader: RefCell<Option<Leader>>,
    /// The leader did not answer: this tab no longer relies on it.
    alone: Cell<bool>,
    /// What other tabs follow through this one.
    guests: RefCell<Vec<Cursor>>,
    election: RefCell<Option<Timer>>,
    timer: RefCell<Option<Timer>>,
    tell: Box<dyn Fn(Notice<E>)>,
}

impl<E: Audience> Link<E> {
    /// Connects as the client's token says. `group` names the tabs that may share one socket: it has to contain
    /// the visitor's or agent's id, so that no two identities mix; `None` for a tab alone. `tell` gets every
    /// notice in order; it may call the methods here.
    pub fn open(client: Client, group: Option<&str>, tell: impl Fn(Notice<E>) + 'static) -> Self {
        let link = Self(Rc::new(Inner {
            client,
            stream: RefCell::new(Stream::default()),
            inputs: RefCell::default(),
            busy: Cell::new(false),
            carrier: RefCell::new(Carrier::None),
            leader: RefCell::new(None),
            alone: Cell::new(group.is_none()),
            guests: RefCell::default(),
            election: RefCell::new(None),
            timer: RefCell::new(None),
            tell: Box::new(tell),
        }));
        match group {
            Some(group) => link.0.join(group),
            None => link.0.take(Input::Start),
        }
        link
    }

    /// Receives a conversation from `after` on: right after loading it, and again after each
    /// [`Notice::Reload`]. `reply` is the reply in flight in the state that was loaded.
    pub fn follow(&self, conversation: ConversationId, after: u64, reply: Option<PublicReply>) {
        self.0.take(Input::Follow { cursor: Cursor { conversation, after }, reply });
    }

    /// No longer receives it.
    pub fn unfollow(&self, conversation: ConversationId) {
        self.0.take(Input::Unfollow(conversation));
    }

    /// Says that this side is typing or has stopped; lost without harm while not connected.
    pub fn typing(&self, conversation: ConversationId, on: bool) {
        self.0.send(&ClientFrame::Typing { conversation, on });
    }

    /// The browser says that the network is back: connects without waiting longer.
    pub fn wake(&self) {
        self.0.take(Input::Start);
    }

    /// Closes for good.
    pub fn close(&self) {
        self.0.take(Input::Stop);
        *self.0.election.borrow_mut() = None;
        *self.0.leader.borrow_mut() = None;
    }
}

impl<E: Audience> Inner<E> {
    /// Feeds the stream. What an effect brings at once (a closed socket, a follow out of a notice) waits its turn.
    fn take(self: &Rc<Self>, input: Input<E>) {
        self.inputs.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inputs.borrow_mut().pop_front() else { break };
            #[expect(clippy::cast_sign_loss, reason = "the clock is past 1970; before it, zero would do")]
            let effects = self.stream.borrow_mut().handle(input, now().0 as u64, roll());
            for effect in effects {
                self.perform(effect);
            }
        }
        self.busy.set(false);
        self.set_timer();
    }

    fn set_timer(self: &Rc<Self>) {
        let deadline = self.stream.borrow().deadline();
        *self.timer.borrow_mut() = deadline.map(|at| {
            let wait =
                i64::try_from(at).unwrap_or(i64::MAX).saturating_sub(now().0).clamp(0, i64::from(i32::MAX));
            let inner = Rc::downgrade(self);
            Timer::after(u32::try_from(wait).unwrap_or_default(), move || {
                if let Some(inner) = inner.upgrade() {
                    inner.take(Input::Tick);
                }
            })
        });
    }

    fn perform(self: &Rc<Self>, effect: Effect<E>) {
        match effect {
            Effect::Connect => self.connect(),
            Effect::Disconnect => self.disconnect(),
            Effect::Hello(cursors) => self.hello(cursors),
            Effect::Subscribe(cursor) => {
                self.send(&ClientFrame::Subscribe(cursor));
                self.catch_up(cursor);
            }
            Effect::Unsubscribe(conversation) => self.send(&ClientFrame::Unsubscribe(conversation)),
            Effect::Fetch(cursor) => self.fetch(cursor, false),
            Effect::Poll(cursor) => self.fetch(cursor, true),
            Effect::Tell(notice) => (self.tell)(notice),
        }
    }

    fn fetch(self: &Rc<Self>, cursor: Cursor, wait: bool) {
        let inner = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            let Cursor { conversation, after } = cursor;
            let page = if wait {
                inner.client.poll(conversation, after)
            } else {
                inner.client.events_after(conversation, after)
            };
            let page = page.await;
            inner.take(match page {
                Ok(page) => Input::Fetched { conversation, page },
                Err(error) => Input::FetchFailed { conversation, retry_after_ms: error.retry_after_ms() },
            });
        });
    }

    fn send(&self, frame: &ClientFrame) {
        let text = baton_json::to_string(frame);
        match &*self.carrier.borrow() {
            // A socket that fails here closes, and the stream hears of that.
            Carrier::Own(socket) if socket.raw.ready_state() == WebSocket::OPEN => {
                let _ = socket.raw.send_with_str(&text);
            }
            Carrier::Leader => self.tell_tabs(word::SEND, &text),
            Carrier::Own(_) | Carrier::None => {}
        }
    }

    fn hello(self: &Rc<Self>, cursors: Vec<Cursor>) {
        if matches!(*self.carrier.borrow(), Carrier::Leader) {
            for cursor in cursors {
                self.send(&ClientFrame::Subscribe(cursor));
                self.catch_up(cursor);
            }
            return;
        }
        let guests = self.guests.borrow();
        let others =
            guests.iter().filter(|guest| cursors.iter().all(|c| c.conversation != guest.conversation));
        let cursors = cursors.iter().chain(others).copied().collect();
        let token = self.client.token().unwrap_or_default().to_owned();
        self.send(&ClientFrame::Hello { wire: VERSION, token, cursors });
    }

    /// The leader's socket replays to the leader alone, so a follower asks for what it may have missed.
    fn catch_up(self: &Rc<Self>, cursor: Cursor) {
        if matches!(*self.carrier.borrow(), Carrier::Leader) {
            self.fetch(cursor, false);
        }
    }

    fn connect(self: &Rc<Self>) {
        let leads = self.leader.borrow().as_ref().is_none_or(Leader::leads);
        if !leads && !self.alone.get() {
            *self.carrier.borrow_mut() = Carrier::Leader;
            self.tell_tabs(word::ASK, "");
            return self.take(Input::Opened);
        }
        // "http…" becomes "ws…", "https…" becomes "wss…".
        let base = absolute(self.client.base());
        let address = ["ws", base.strip_prefix("http").unwrap_or(&base), "/v1/socket"].concat();
        match WebSocket::new(&address) {
            Ok(raw) => *self.carrier.borrow_mut() = Carrier::Own(Socket::listen(raw, self)),
            // A page's policy may forbid the connection outright.
            Err(_) => self.take(Input::Closed { retry_after_ms: None }),
        }
    }

    fn disconnect(&self) {
        // A leader that fell silent is not asked again: it may be frozen.
        self.alone.set(self.alone.get() || matches!(*self.carrier.borrow(), Carrier::Leader));
        *self.carrier.borrow_mut() = Carrier::None;
    }

    fn join(self: &Rc<Self>, group: &str) {
        let (lead, hear, start) = (Rc::downgrade(self), Rc::downgrade(self), Rc::downgrade(self));
        let leader = Leader::join(
            group,
            move || {
                // A turn later, because the leader is not in its place yet where the lead is given at once.
                if let Some(inner) = lead.upgrade() {
                    let weak = lead.clone();
                    *inner.election.borrow_mut() = Some(Timer::after(0, move || {
                        if let Some(inner) = weak.upgrade() {
                            inner.lead();
                        }
                    }));
                }
            },
            move |text| {
                if let Some(inner) = hear.upgrade() {
                    inner.hear(&text);
                }
            },
        );
        *self.leader.borrow_mut() = Some(leader);
        if self.election.borrow().is_none() {
            *self.election.borrow_mut() = Some(Timer::after(ELECTION_MS, move || {
                if let Some(inner) = start.upgrade() {
                    inner.take(Input::Start);
                }
            }));
        }
    }

    /// This tab has become the leader.
    fn lead(self: &Rc<Self>) {
        if matches!(*self.carrier.borrow(), Carrier::Leader) {
            *self.carrier.borrow_mut() = Carrier::None;
            self.take(Input::Closed { retry_after_ms: None });
        } else {
            self.take(Input::Start);
        }
    }

    /// Another tab of the group tells something.
    fn hear(self: &Rc<Self>, text: &str) {
        let mut chars = text.chars();
        let word = chars.next();
        let rest = chars.as_str();
        let leads = self.leader.borrow().as_ref().is_some_and(Leader::leads);
        match word {
            Some(word::FRAME) if matches!(*self.carrier.borrow(), Carrier::Leader) => {}
            Some(word::ASK) if leads => {
                if self.stream.borrow().connection() == Connection::Live {
                    let welcome = ServerFrame::<E>::Welcome { wire: VERSION, heartbeat_ms: HEARTBEAT_MS };
                    self.tell_tabs(word::FRAME, &baton_json::to_string(&welcome));
                }
                return;
            }
            Some(word::SEND) if leads => return self.send_for_guest(rest),
            _ => return,
        }
        if let Ok(frame) = baton_json::from_str(rest) {
            self.take(Input::Frame(frame));
        }
    }

    fn send_for_guest(&self, text: &str) {
        match baton_json::from_str(text) {
            Ok(ClientFrame::Subscribe(cursor)) => {
                let known = |guest: &Cursor| guest.conversation == cursor.conversation;
                if self.guests.borrow().iter().any(known) {
                    return;
                }
                self.guests.borrow_mut().push(cursor);
                if self.stream.borrow().position(cursor.conversation).is_none() {
                    self.send(&ClientFrame::Subscribe(cursor));
                }
            }
            Ok(frame @ ClientFrame::Typing { .. }) => self.send(&frame),
            _ => {}
        }
    }

    fn tell_tabs(&self, word: char, text: &str) {
        if let Some(leader) = &*self.leader.borrow() {
            leader.tell(&[word.encode_utf8(&mut [0; 4]), text].concat());
        }
    }
}

/// The address with its scheme; a base that is a path belongs to the page's own origin.
fn absolute(base: &str) -> String {
    if base.starts_with("http") {
        return base.to_owned();
    }
    let origin = web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    [&origin, base].concat()
}

/// An open WebSocket with its listeners; dropping it closes the one and silences the others.
struct Socket {
    raw: WebSocket,
    _opened: Closure<dyn FnMut(Event)>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(Event)>,
}

impl Socket {
    fn listen<E: Audience>(raw: WebSocket, inner: &Rc<Inner<E>>) -> Self {
        let weak = Rc::downgrade(inner);
        let opened = Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(inner) = weak.upgrade() {
                inner.take(Input::Opened);
            }
        });
        let weak = Rc::downgrade(inner);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(inner) = weak.upgrade() else { return };
            let Some(text) = event.data().as_string() else { return };
            inner.tell_tabs(word::FRAME, &text);
            // A frame of a later wire version is no reason to break; the next heartbeat shows what it hid.
            if let Ok(frame) = baton_json::from_str(&text) {
                inner.take(Input::Frame(frame));
            }
        });
        let weak = Rc::downgrade(inner);
        let closed = Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(inner) = weak.upgrade() {
                inner.take(Input::Closed { retry_after_ms: None });
            }
        });
        raw.set_onopen(Some(opened.as_ref().unchecked_ref()));
        raw.set_onmessage(Some(message.as_ref().unchecked_ref()));
        raw.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Self { raw, _opened: opened, _message: message, _closed: closed }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.raw.set_onopen(None);
        self.raw.set_onmessage(None);
        self.raw.set_onclose(None);
        // Fails only for a code or reason, and there is none.
        let _ = self.raw.close();
    }
}
