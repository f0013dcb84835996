//! How is a [`Stream`] performed in a browser? One WebSocket for each origin where tabs can agree on a leader; the
//! others hear its frames and check them as if they came over a socket of their own.

use crate::Client;
use crate::browser::{Timer, now, roll};
use crate::stream::{Audience, Effect, Input, Notice, Stream};
use baton_conversation::wire::{ClientFrame, Cursor, ServerFrame, VERSION};
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

struct Inner<E> {
    client: Client,
    stream: RefCell<Stream<E>>,
    inputs: RefCell<VecDeque<Input<E>>>,
    busy: Cell<bool>,
    socket: RefCell<Option<Socket>>,
    timer: RefCell<Option<Timer>>,
    tell: Box<dyn Fn(Notice<E>)>,
}

impl<E: Audience> Link<E> {
    /// Connects as the client's token says. `tell` gets every notice, in order, never from within a call of a
    /// method here that has not returned, except the ones it causes itself.
    pub fn open(client: Client, tell: impl Fn(Notice<E>) + 'static) -> Self {
        let link = Self(Rc::new(Inner {
            client,
            stream: RefCell::new(Stream::default()),
            inputs: RefCell::default(),
            busy: Cell::new(false),
            socket: RefCell::new(None),
            timer: RefCell::new(None),
            tell: Box::new(tell),
        }));
        link.0.take(Input::Start);
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
            Effect::Disconnect => *self.socket.borrow_mut() = None,
            Effect::Hello(cursors) => self.send(&ClientFrame::Hello {
                wire: VERSION,
                token: self.client.token().unwrap_or_default().to_owned(),
                cursors,
            }),
            Effect::Subscribe(cursor) => self.send(&ClientFrame::Subscribe(cursor)),
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
                inner.client.poll(conversation, after).await
            } else {
                inner.client.events_after(conversation, after).await
            };
            inner.take(match page {
                Ok(page) => Input::Fetched { conversation, page },
                Err(error) => Input::FetchFailed { conversation, retry_after_ms: error.retry_after_ms() },
            });
        });
    }

    fn send(&self, frame: &ClientFrame) {
        if let Some(socket) = &*self.socket.borrow()
            && socket.raw.ready_state() == WebSocket::OPEN
            && let Ok(text) = serde_json::to_string(frame)
        {
            // A socket that fails here closes, and the stream hears of that.
            let _ = socket.raw.send_with_str(&text);
        }
    }

    fn connect(self: &Rc<Self>) {
        // "http…" becomes "ws…", "https…" becomes "wss…".
        let base = absolute(self.client.base());
        let address = ["ws", base.strip_prefix("http").unwrap_or(&base), "/v1/socket"].concat();
        match WebSocket::new(&address) {
            Ok(raw) => *self.socket.borrow_mut() = Some(Socket::listen(raw, self)),
            // A page's policy may forbid the connection outright.
            Err(_) => self.take(Input::Closed { retry_after_ms: None }),
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
            let frame =
                event.data().as_string().and_then(|t| serde_json::from_str::<ServerFrame<E>>(&t).ok());
            // A frame of a later wire version is no reason to break; the next heartbeat shows what it hid.
            if let Some(frame) = frame {
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
