//! How do effects become deeds? Performs what the session asks for and tells it what came of that; decides nothing.

mod contact;
mod follow;
mod later;
mod rest;
mod verbs;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use baton_conversation::wire::PostMessage;
use baton_conversation::{ConversationId, Phase};
use baton_web::Client;
use baton_web::browser::{Timer, chance, now};
use baton_web::courier::Courier;
use baton_web::ids::Ids;
use baton_web::leader::Leader;
use baton_web::outbox::{Item, ItemState, Outbox};
use baton_web::storage::Browser;
use js_sys::Promise;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::embed::Config;
use crate::session::{Context, Delivery, Effect, Pending, Session, SessionEvent, Signal};
use crate::store::Store;
use crate::ui::{Ui, UiEvent};
use crate::view::panel;

use follow::Connected;
use rest::Rest;
pub use verbs::{command, start};

/// A pause in typing that counts as having stopped, in milliseconds.
const TYPING_PAUSE_MS: u32 = 3_000;

/// One widget on one page.
pub(crate) struct Driver {
    config: Config,
    ui: Ui,
    session: RefCell<Session>,
    queue: RefCell<VecDeque<SessionEvent>>,
    busy: Cell<bool>,
    client: RefCell<Client>,
    ids: RefCell<Ids>,
    store: Store,
    owner: RefCell<String>,
    courier: RefCell<Option<Courier<PostMessage>>>,
    link: RefCell<Option<Rc<dyn Connected>>>,
    rest: RefCell<Rest>,
    /// The second module could not be had so far.
    cut: Cell<bool>,
    leader: RefCell<Option<Leader>>,
    /// The conversation that the server is known to have.
    begun: Cell<Option<ConversationId>>,
    /// A visitor is being made; a second one would own nothing.
    opening: Cell<bool>,
    typing: RefCell<Option<Timer>>,
    unread: Cell<u32>,
    /// Whether the next page is to load the widget by itself, as it was last kept.
    live: Cell<Option<bool>>,
    _view: RefCell<Option<Box<dyn std::any::Any>>>,
}

impl Driver {
    /// Draws the panel and starts.
    pub(crate) fn start(config: Config) -> Rc<Self> {
        let store = Store::new(&config.site);
        let owner = store.owner(&uuid::Uuid::from_bytes(chance()).to_string());
        let token = store.token();
        let client = Client::new(&config.origin, token.as_deref());
        let contact = config.contact.clone();
        let mount = config.mount.clone();
        let driver = Rc::new_cyclic(|weak: &std::rc::Weak<Self>| {
            let weak = weak.clone();
            let dispatch = Box::new(move |event| {
                if let Some(driver) = weak.upgrade() {
                    driver.hear(event);
                }
            });
            Self {
                ui: Ui::new(contact, dispatch),
                config,
                session: RefCell::default(),
                queue: RefCell::default(),
                busy: Cell::new(false),
                client: RefCell::new(client),
                ids: RefCell::default(),
                store,
                owner: RefCell::new(owner),
                courier: RefCell::default(),
                link: RefCell::default(),
                rest: RefCell::default(),
                cut: Cell::new(false),
                leader: RefCell::default(),
                begun: Cell::new(None),
                opening: Cell::new(false),
                typing: RefCell::default(),
                unread: Cell::new(0),
                live: Cell::new(None),
                _view: RefCell::default(),
            }
        });
        let ui = driver.ui;
        ui.locale.set(driver.config.locale.clone());
        let view: UnmountHandle<_> =
            mount_to(mount.clone(), move || drop(mount.append_child(&panel(ui).node)));
        *driver._view.borrow_mut() = Some(Box::new(view));
        driver.open_outbox();
        driver.take(SessionEvent::Started(driver.store.saved()));
        driver
    }

    fn hear(self: &Rc<Self>, event: UiEvent) {
        match event {
            UiEvent::Session(event) => self.take(event),
            UiEvent::Close => self.config.close(),
            UiEvent::Writing => self.writing(),
        }
    }

    /// Feeds the session. What an effect brings at once waits its turn.
    pub(crate) fn take(self: &Rc<Self>, event: SessionEvent) {
        self.queue.borrow_mut().push_back(event);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(event) = self.queue.borrow_mut().pop_front() else { break };
            let mut fresh = || self.ids.borrow_mut().next(now(), chance());
            let mut context = Context { now: now(), fresh: &mut fresh };
            let effects = self.session.borrow_mut().handle(event, &mut context);
            for effect in effects {
                self.perform(effect);
            }
        }
        self.busy.set(false);
        self.show();
    }

    fn show(&self) {
        let session = self.session.borrow();
        self.ui.show(&session);
        self.ui.face.with_untracked(|face| self.config.reflect(face));
        if self.unread.replace(session.unread) != session.unread {
            self.config.badge(session.unread);
        }
        let live = session.conversation.is_some() && !matches!(session.state.phase, Phase::Closed(_));
        if self.live.replace(Some(live)) != Some(live) {
            self.store.keep_live(live);
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Bootstrap => self.spawn(|driver| driver.bootstrap()),
            Effect::LoadThread(id) => self.later(move |driver| later::load(driver, id)),
            Effect::LoadOlder(id, before) => self.later(move |driver| later::load_older(driver, id, before)),
            Effect::Follow(id, after, reply) => {
                self.later(move |driver| later::follow(driver, id, after, reply));
            }
            Effect::Begin(id) => self.store.keep_conversation(id),
            Effect::Unfollow(id) => self.with_link(|link| link.unfollow(id)),
            Effect::Post(conversation, mut message) => {
                message.page = self.config.page();
                self.with_courier(|courier| courier.push(conversation, message.id, message.clone()));
            }
            Effect::Confirm(id) => self.with_courier(|courier| courier.confirm(id)),
            Effect::PostAgain(id) => self.with_courier(|courier| courier.retry(id)),
            Effect::Do(call) => self.later(move |driver| later::call(driver, call)),
            Effect::Sentiment(id, message) => {
                self.later(move |driver| later::sentiment(driver, id, message));
            }
            Effect::Summary(id, handoff) => self.later(move |driver| later::summary(driver, id, handoff)),
            Effect::Announce(author, text) => {
                let author = author.unwrap_or_else(|| {
                    self.session.borrow().site.as_ref().map(|s| s.assistant.clone()).unwrap_or_default()
                });
                self.ui.spoken.set([&author, ": ", &text].concat());
            }
            Effect::AnnounceKey(key) => {
                self.ui.spoken.set(self.ui.strings.with_untracked(|s| s.get(key).to_owned()))
            }
            Effect::AnnounceNote(note) => self.later(move |driver| later::announce_note(driver, &note)),
            Effect::Emit(signal) => self.config.emit(&signal),
            Effect::RememberSeen(seq) => self.store.keep_seen(seq),
            Effect::ForgetThread => {
                self.begun.set(None);
                self.live.set(None);
                self.store.forget_thread();
            }
            Effect::ForgetVisitor => self.forget_visitor(),
        }
    }

    fn spawn<F: Future<Output = ()> + 'static>(self: &Rc<Self>, work: impl FnOnce(Rc<Self>) -> F) {
        spawn_local(work(Rc::clone(self)));
    }

    fn with_link(&self, then: impl FnOnce(&dyn Connected)) {
        let link = self.link.borrow().clone();
        if let Some(link) = link {
            then(&*link);
        }
    }

    fn with_courier(&self, then: impl FnOnce(&Courier<PostMessage>)) {
        let courier = self.courier.borrow().clone();
        if let Some(courier) = courier {
            then(&courier);
        }
    }

    /// The name by which this site's tabs of this visitor find each other.
    fn group(&self, purpose: &str) -> String {
        ["baton.", &self.config.site, ".", &self.owner.borrow(), ".", purpose].concat()
    }

    fn open_outbox(self: &Rc<Self>) {
        let outbox = Outbox::open(Box::new(Browser::local()), &self.owner.borrow(), now());
        let (sender, shower) = (Rc::downgrade(self), Rc::downgrade(self));
        let courier = Courier::open(
            outbox,
            Some(&self.group("outbox")),
            move |item| {
                let driver = sender.upgrade();
                Box::pin(async move {
                    match driver {
                        Some(driver) => driver.deliver(item).await,
                        None => Err(baton_web::ClientError::Offline),
                    }
                })
            },
            move || {
                if let Some(driver) = shower.upgrade() {
                    driver.show_outbox();
                }
            },
        );
        *self.courier.borrow_mut() = Some(courier);
        if matches!(*self.rest.borrow(), Rest::There) {
            later::join(self);
        }
    }

    /// Tells the session what the outbox holds.
    fn show_outbox(self: &Rc<Self>) {
        let conversation = self.session.borrow().conversation;
        if let Some(id) = conversation.or_else(|| self.store.conversation()) {
            self.with_courier(|courier| {
                let items = courier.items(id).into_iter().map(pending).collect();
                self.take(SessionEvent::Outbox(items));
            });
        }
    }

    /// The other side sees that the visitor writes; a pause says that it is over.
    fn writing(self: &Rc<Self>) {
        let Some(id) = self.session.borrow().conversation else { return };
        if self.typing.borrow().is_none() {
            self.with_link(|link| link.typing(id, true));
        }
        let weak = Rc::downgrade(self);
        *self.typing.borrow_mut() = Some(Timer::after(TYPING_PAUSE_MS, move || {
            if let Some(driver) = weak.upgrade() {
                driver.with_link(|link| link.typing(id, false));
                *driver.typing.borrow_mut() = None;
            }
        }));
    }

    /// The browser says that the network is back.
    fn wake(self: &Rc<Self>) {
        self.with_link(|link| link.wake());
        self.with_courier(Courier::wake);
    }

    fn forget_visitor(self: &Rc<Self>) {
        let client = self.client.replace(Client::new(&self.config.origin, None));
        if client.token().is_some() {
            self.later(move |_| later::close_session(client));
        }
        if let Some(link) = self.link.take() {
            link.close();
        }
        self.with_courier(Courier::clear);
        self.leader.take();
        self.store.forget_visitor();
        *self.owner.borrow_mut() = self.store.owner(&uuid::Uuid::from_bytes(chance()).to_string());
        self.open_outbox();
        self.config.close();
    }

    fn ready(self: &Rc<Self>) {
        self.config.emit(&Signal::Ready);
        self.fetch_rest();
    }
}

fn pending(item: Item<PostMessage>) -> Pending {
    let delivery = match item.state {
        ItemState::Pending => Delivery::Pending,
        ItemState::Sent => Delivery::Sent,
        ItemState::Failed(_) => Delivery::Failed,
    };
    Pending { message: item.body, at: item.queued_at.0, delivery }
}

async fn sleep(ms: u64) {
    let ms = u32::try_from(ms).unwrap_or(u32::MAX);
    let mut timer = None;
    let done = Promise::new(&mut |resolve, _| {
        timer = Some(Timer::after(ms, move || drop(resolve.call0(&JsValue::NULL))));
    });
    // A timer's promise is never rejected.
    drop(JsFuture::from(done).await);
    drop(timer);
}
