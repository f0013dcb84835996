//! What does the console hold while it runs? Signals that views read, and handles to the server behind them.

mod actions;
mod notices;
mod opening;
mod prefs;

use crate::state::{Draft, Notice, Seen, Thread, Tone, base_of};
use baton_conversation::wire::{Board, Me};
use baton_conversation::{ConversationId, Event, Timestamp};
use baton_web::browser::{Timer, chance, now};
use baton_web::courier::Courier;
use baton_web::ids::Ids;
use baton_web::outbox::Item;
use baton_web::socket::Link;
use baton_web::stream::Connection;
use baton_web::{Client, ClientError};
use leptos::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How far signing in has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The session is being checked or opened.
    Starting,
    /// Nobody is signed in; why, if there is something to say.
    SignedOut(Option<String>),
    /// At work.
    In,
}

/// What stands in the middle of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// Nothing yet.
    Nothing,
    /// On its way.
    Loading(ConversationId),
    /// Here.
    Ready(Box<Thread>),
    /// It could not be loaded.
    Failed(ConversationId, String),
}

impl Open {
    pub(crate) fn id(&self) -> Option<ConversationId> {
        match self {
            Self::Nothing => None,
            Self::Loading(id) | Self::Failed(id, _) => Some(*id),
            Self::Ready(thread) => Some(thread.id),
        }
    }

    pub(crate) fn thread(&self) -> Option<&Thread> {
        match self {
            Self::Ready(thread) => Some(thread),
            _ => None,
        }
    }
}

/// A question or help in front of everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialog {
    /// The root cause.
    Resolve,
    /// A note for the Assistant.
    HandBack,
    /// The keys.
    Help,
}

/// Everything, copied freely between views.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) stage: RwSignal<Stage>,
    pub(crate) me: RwSignal<Option<Me>>,
    pub(crate) board: RwSignal<Board>,
    /// The board has arrived at least once.
    pub(crate) board_known: RwSignal<bool>,
    pub(crate) seen: RwSignal<Seen>,
    pub(crate) open: RwSignal<Open>,
    /// What the open conversation still has on its way.
    pub(crate) pending: RwSignal<Vec<Item<Draft>>>,
    pub(crate) connection: RwSignal<Connection>,
    pub(crate) notice: RwSignal<Option<Notice>>,
    pub(crate) dialog: RwSignal<Option<Dialog>>,
    pub(crate) note_mode: RwSignal<bool>,
    pub(crate) transcript_shown: RwSignal<bool>,
    pub(crate) visitor_types: RwSignal<bool>,
    /// A call that changes Control is on its way; a second press waits for it.
    pub(crate) busy: RwSignal<bool>,
    pub(crate) clock: RwSignal<Timestamp>,
    pub(crate) sound: RwSignal<bool>,
    pub(crate) keys_off: RwSignal<bool>,
    /// The field for writing should take the focus.
    pub(crate) wants_focus: RwSignal<bool>,
    edge: StoredValue<Edge, LocalStorage>,
}

/// Handles that belong to this browser tab.
struct Edge {
    client: Client,
    link: Option<Link<Event>>,
    courier: Option<Courier<Draft>>,
    ids: Ids,
    /// What was typed and not sent, for each conversation, so that switching loses nothing and above all sends
    /// nothing to the wrong visitor.
    drafts: BTreeMap<(ConversationId, bool), String>,
    timers: Timers,
}

/// Timers by what they are for; setting one calls off the one before.
#[derive(Default)]
struct Timers {
    notice: Option<Timer>,
    visitor_types: Option<Timer>,
    /// Says that the agent stopped typing.
    typing_ends: Option<Timer>,
    board: Option<Timer>,
    clock: Option<Timer>,
}

impl Desk {
    /// Looks up the session and begins.
    pub(crate) fn start() -> Self {
        let location = window().location();
        let base = base_of(&location.origin().unwrap_or_default(), &location.pathname().unwrap_or_default());
        let edge = Edge {
            client: Client::new(&base, None),
            link: None,
            courier: None,
            ids: Ids::default(),
            drafts: BTreeMap::new(),
            timers: Timers::default(),
        };
        let desk = Self {
            stage: RwSignal::new(Stage::Starting),
            me: RwSignal::new(None),
            board: RwSignal::new(Board::default()),
            board_known: RwSignal::new(false),
            seen: RwSignal::new(Seen::default()),
            open: RwSignal::new(Open::Nothing),
            pending: RwSignal::new(Vec::new()),
            connection: RwSignal::new(Connection::Connecting),
            notice: RwSignal::new(None),
            dialog: RwSignal::new(None),
            note_mode: RwSignal::new(false),
            transcript_shown: RwSignal::new(false),
            visitor_types: RwSignal::new(false),
            busy: RwSignal::new(false),
            clock: RwSignal::new(now()),
            sound: RwSignal::new(prefs::read(prefs::SOUND)),
            keys_off: RwSignal::new(prefs::read(prefs::KEYS_OFF)),
            wants_focus: RwSignal::new(false),
            edge: StoredValue::new_local(edge),
        };
        desk.sign_in();
        desk
    }

    pub(crate) fn client(self) -> Client {
        self.edge.with_value(|edge| edge.client.clone())
    }

    fn link(self) -> Option<Link<Event>> {
        self.edge.with_value(|edge| edge.link.clone())
    }

    fn courier(self) -> Option<Courier<Draft>> {
        self.edge.with_value(|edge| edge.courier.clone())
    }

    fn fresh_id(self) -> Uuid {
        let mut id = Uuid::nil();
        self.edge.update_value(|edge| id = edge.ids.next(now(), chance()));
        id
    }

    /// Tells something good to know, for a while.
    pub(crate) fn tell(self, text: &str) {
        self.show(Notice::info(text));
    }

    pub(crate) fn show(self, notice: Notice) {
        let passes = notice.tone == Tone::Info;
        self.notice.set(Some(notice));
        // What went wrong stays until it is read.
        let timer = passes.then(|| Timer::after(6_000, move || self.notice.set(None)));
        self.edge.update_value(|edge| edge.timers.notice = timer);
    }

    /// Tells why a call failed; a session that is over ends here.
    fn failed(self, what: &str, error: &ClientError) {
        if crate::state::is_signed_out(error) {
            self.end_session(Some("Your session has ended. Sign in again with a new link."));
        } else {
            self.show(crate::state::after_error(what, error));
        }
    }
}
