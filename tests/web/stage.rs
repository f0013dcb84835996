//! What do the tests stand on? The real session and the real views, mounted in a shadow root; the test is the server.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use baton_conversation::wire::{PostMessage, SiteCard};
use baton_conversation::{Author, Frame, MessageId, PublicEvent, Timestamp};
use baton_triggers::CompactPolicy;
use baton_widget::session::{Call, Context, Effect, Saved, Session, SessionEvent};
use baton_widget::strings::Strings;
use baton_widget::ui::{Ui, UiEvent};
use baton_widget::view::panel;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlElement, KeyboardEvent, KeyboardEventInit, ShadowRootInit, ShadowRootMode,
};

/// The server's English, the same file that it serves.
const ENGLISH: &str = include_str!("../../crates/server/locales/en.json");

/// One mounted panel and all that came of it.
pub(crate) struct Stage {
    pub(crate) root: Element,
    pub(crate) closed: Rc<Cell<u32>>,
    inner: Rc<RefCell<Inner>>,
    ui: Ui,
    host: HtmlElement,
    _view: Box<dyn std::any::Any>,
}

#[derive(Default)]
struct Inner {
    session: Session,
    effects: Vec<Effect>,
    now: i64,
    next: u128,
    seq: u64,
}

impl Inner {
    fn take(&mut self, event: SessionEvent) {
        self.now += 1_000;
        let next = &mut self.next;
        let mut fresh = || {
            *next += 1;
            uuid::Uuid::from_u128(*next)
        };
        let effects =
            self.session.handle(event, &mut Context { now: Timestamp(self.now), fresh: &mut fresh });
        self.effects.extend(effects);
    }
}

impl Stage {
    /// A booted, open panel without a thread.
    pub(crate) async fn new() -> Self {
        let stage = Self::bare().await;
        let strings = baton_json::from_str::<Strings>(ENGLISH).expect("en.json is a map of strings");
        stage.ui.strings.set(strings);
        let site = SiteCard {
            name: "Site".into(),
            assistant: "Helper".into(),
            privacy_url: None,
            typical_wait_s: (120, 300),
            safety_lines: vec!["Call 112.".into()],
        };
        stage.take(SessionEvent::Started(Saved::default())).await;
        stage.take(SessionEvent::Booted { site, policy: Box::new(CompactPolicy::default()) }).await;
        stage.take(SessionEvent::PanelOpened).await;
        stage
    }

    /// A panel to which no server has answered.
    pub(crate) async fn bare() -> Self {
        let document = document();
        let host: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        document.body().unwrap().append_child(&host).unwrap();
        let shadow = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let mount: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        shadow.append_child(&mount).unwrap();
        let inner = Rc::new(RefCell::new(Inner::default()));
        let closed = Rc::new(Cell::new(0));
        let (hear, count) = (Rc::clone(&inner), Rc::clone(&closed));
        let dispatch = Box::new(move |event| match event {
            UiEvent::Session(event) => hear.borrow_mut().take(event),
            UiEvent::Close => count.set(count.get() + 1),
            UiEvent::Writing => {}
        });
        let ui = Ui::new("mailto:help@example.com?subject=x".into(), dispatch);
        let target = mount.clone();
        let view: UnmountHandle<_> = mount_to(mount.clone(), move || {
            target.append_child(&panel(ui).node).unwrap();
        });
        let stage = Self { root: mount.into(), closed, inner, ui, host, _view: Box::new(view) };
        stage.settle().await;
        stage
    }

    pub(crate) async fn take(&self, event: SessionEvent) {
        self.inner.borrow_mut().take(event);
        self.settle().await;
    }

    /// Shows what the session knows and lets the effects run.
    pub(crate) async fn settle(&self) {
        self.ui.show(&self.inner.borrow().session);
        leptos::task::tick().await;
    }

    /// The next event of the log.
    pub(crate) async fn log(&self, event: PublicEvent) {
        let frame = {
            let mut inner = self.inner.borrow_mut();
            inner.seq += 1;
            Frame { seq: inner.seq, prev: inner.seq - 1, at: Timestamp(inner.now), event }
        };
        self.take(SessionEvent::Frame(frame)).await;
    }

    /// Shows the last message as stored.
    pub(crate) async fn store_last(&self) -> MessageId {
        let PostMessage { id, text, .. } = self.posted().pop().expect("something was posted");
        self.log(PublicEvent::MessagePosted {
            id,
            author: Author::Visitor,
            agent: None,
            text,
            masked: false,
        })
        .await;
        id
    }

    pub(crate) fn posted(&self) -> Vec<PostMessage> {
        let posted = |effect: &Effect| match effect {
            Effect::Post(_, message) => Some(message.clone()),
            _ => None,
        };
        self.inner.borrow().effects.iter().filter_map(posted).collect()
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        let call = |effect: &Effect| match effect {
            Effect::Do(call) => Some(call.clone()),
            _ => None,
        };
        self.inner.borrow().effects.iter().filter_map(call).collect()
    }

    /// All elements of a part.
    pub(crate) fn parts(&self, part: &str) -> Vec<Element> {
        let list = self.root.query_selector_all(&format!("[part~=\"{part}\"]")).unwrap();
        (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok()).collect()
    }

    /// The one element of a part.
    pub(crate) fn part(&self, part: &str) -> Element {
        let mut found = self.parts(part);
        assert_eq!(found.len(), 1, "elements of part {part}");
        found.remove(0)
    }

    /// The text of the one element of a part.
    pub(crate) fn text(&self, part: &str) -> String {
        self.part(part).text_content().unwrap_or_default().trim().to_owned()
    }

    pub(crate) async fn press(&self, part: &str) {
        self.part(part).unchecked_into::<HtmlElement>().click();
        self.settle().await;
    }

    /// Types into the composer.
    pub(crate) fn write(&self, text: &str) {
        let area: web_sys::HtmlTextAreaElement = self.part("input").unchecked_into();
        area.set_value(text);
        let event = EventInit::new();
        event.set_bubbles(true);
        area.dispatch_event(&Event::new_with_event_init_dict("input", &event).unwrap()).unwrap();
    }

    /// Presses a key on the one element of a part; false if the view took it.
    pub(crate) async fn key(&self, part: &str, key: &str, change: impl FnOnce(&KeyboardEventInit)) -> bool {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        change(&init);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        let free = self.part(part).dispatch_event(&event).unwrap();
        self.settle().await;
        free
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.host.remove();
    }
}
