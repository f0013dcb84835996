//! What does the widget know, and what does it do next?
//!
//! Pure: `Session::handle(event, context) -> Vec<Effect>`. No clock, no chance, no network, no DOM; the driver
//! performs the effects and reports back with events. What a conversation *is* lives in `baton_conversation`;
//! here is only what the widget adds: what is pending, what is shown, what the browser judged by itself.

mod effect;
mod entry;
mod event;
mod judge;
mod later;
mod people;
mod send;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod thread;

use baton_conversation::wire::{SiteCard, Wait};
use baton_conversation::{Author, ConversationId, HandoffId, MessageId, PublicState, Timestamp};
use baton_triggers::{CompactPolicy, Detector, DetectorState};

pub use effect::{Call, Effect, Signal};
pub use entry::{Delivery, Entry, EntryKey, EntryKind, Note};
pub use event::{Saved, SessionEvent};
pub use people::{Provisional, words};
pub use send::Pending;

/// What a step gets from outside: the time and fresh ids.
pub struct Context<'a> {
    /// Now.
    pub now: Timestamp,
    /// A new UUIDv7 each time.
    pub fresh: &'a mut dyn FnMut() -> uuid::Uuid,
}

/// How far the widget has come with what it needs from the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Load {
    /// Nothing was asked yet, or it is on its way.
    #[default]
    Loading,
    /// It is here.
    Ready,
    /// It could not be had; the visitor can ask again.
    Failed,
}

/// A reply of which pieces have arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Streaming {
    /// The reply.
    pub reply: baton_conversation::ReplyId,
    /// What has arrived, in order, without holes.
    pub text: String,
}

/// Everything the widget knows about its one conversation.
#[derive(Default)]
pub struct Session {
    /// The site's card, once the bootstrap answer is here.
    pub site: Option<SiteCard>,
    /// The bootstrap answer.
    pub boot: Load,
    /// The thread, when there is one to restore.
    pub history: Load,
    /// The conversation, from its first message on.
    pub conversation: Option<ConversationId>,
    /// What the server has told of it.
    pub state: PublicState,
    /// The reply that is being written.
    pub streaming: Option<Streaming>,
    /// Place and wait, while queued.
    pub wait: Option<Wait>,
    /// Who is typing.
    pub typing: Option<Author>,
    /// Whether the server can be reached, as far as we know.
    pub online: bool,
    /// Whether the panel is open.
    pub open: bool,
    /// Finished messages that arrived while the panel was closed.
    pub unread: u32,
    /// Whether older history can be loaded.
    pub older: bool,
    /// Whether older history is on its way.
    pub loading_older: bool,
    /// What the browser found by itself and the server has not confirmed yet.
    pub provisional: Option<Provisional>,
    /// The visitor prefers to go on with the Assistant; the offer is folded away.
    pub declined_offer: bool,
    /// A call that failed and what the visitor should know, as a string key.
    pub trouble: Option<&'static str>,

    entries: Vec<Entry>,
    pending: Vec<Pending>,
    detector: Option<Detector>,
    judged: DetectorState,
    leading: bool,
    summarised: Option<HandoffId>,
    wants_person: bool,
    sentiment_asked: Vec<MessageId>,
    seen: u64,
}

impl Session {
    /// Takes in what happened and says what to do.
    pub fn handle(&mut self, event: SessionEvent, cx: &mut Context<'_>) -> Vec<Effect> {
        let mut out = vec![];
        match event {
            SessionEvent::Started(saved) => self.started(saved, &mut out),
            SessionEvent::Booted { site, policy } => self.booted(site, *policy),
            SessionEvent::BootFailed => self.boot = Load::Failed,
            SessionEvent::RetryLoad => self.retry_load(&mut out),
            SessionEvent::PanelOpened => self.opened(&mut out),
            SessionEvent::PanelClosed => self.closed(&mut out),
            SessionEvent::Submit(text) => self.submit(&text, cx, &mut out),
            SessionEvent::Outbox(items) => self.outbox(items, &mut out),
            SessionEvent::Retry(id) => out.push(Effect::PostAgain(id)),
            SessionEvent::Sent { id, accepted } => self.sent(id, accepted, &mut out),
            SessionEvent::Adopted(id) => self.adopted(id, &mut out),
            SessionEvent::ThreadNew => self.history = Load::Ready,
            SessionEvent::Lost => out.extend(self.conversation.map(Effect::LoadThread)),
            SessionEvent::ThreadLoaded(thread) => later::thread_loaded(self, thread, &mut out),
            SessionEvent::ThreadFailed { gone } => self.thread_failed(gone, &mut out),
            SessionEvent::LoadOlder => self.load_older(&mut out),
            SessionEvent::OlderLoaded(page) => later::older_loaded(self, page),
            SessionEvent::Frame(frame) => later::frame(self, frame, &mut out),
            SessionEvent::Piece { reply, text } => self.piece(reply, &text),
            SessionEvent::Typing { author, on } => {
                self.typing = (on && author != Author::Visitor).then_some(author);
            }
            SessionEvent::Waiting(wait) => later::waiting(self, wait, &mut out),
            SessionEvent::Online(online) => self.connection(online, &mut out),
            SessionEvent::Leading { on, summarised } => self.lead(on, summarised),
            SessionEvent::AskPerson => self.ask_person(cx, &mut out),
            SessionEvent::KeepChatting => self.keep_chatting(&mut out),
            SessionEvent::CallDone(call) => later::call_done(self, &call, &mut out),
            SessionEvent::CallFailed { call, unreached } => {
                later::call_failed(self, &call, unreached, &mut out);
            }
            SessionEvent::Call(call) => self.call(call, &mut out),
            SessionEvent::NewConversation => self.forget_thread(&mut out),
            SessionEvent::Shutdown => self.shutdown(&mut out),
        }
        if self.state.handoff.is_some() {
            later::summarise_once(self, &mut out);
        }
        out
    }

    /// What the thread shows, oldest first: what the server has, then what is on its way to it.
    #[must_use]
    pub fn shown(&self) -> Vec<Entry> {
        let mut shown = self.entries.clone();
        shown.extend(self.pending.iter().map(Pending::entry));
        entry::group(&mut shown);
        shown
    }

    fn started(&mut self, saved: Saved, out: &mut Vec<Effect>) {
        self.online = true;
        self.summarised = saved.summarised;
        self.seen = saved.seen;
        self.conversation = saved.conversation;
        out.push(Effect::Bootstrap);
        match self.conversation {
            Some(id) => out.push(Effect::LoadThread(id)),
            None => self.history = Load::Ready,
        }
    }

    /// Another tab has begun a conversation; this one shows it too.
    fn adopted(&mut self, id: ConversationId, out: &mut Vec<Effect>) {
        if self.conversation.is_none() {
            self.conversation = Some(id);
            self.history = Load::Loading;
            out.push(Effect::LoadThread(id));
        }
    }

    fn booted(&mut self, site: SiteCard, policy: CompactPolicy) {
        self.site = Some(site);
        self.boot = Load::Ready;
        self.detector = Some(Detector::of(policy));
    }

    fn retry_load(&mut self, out: &mut Vec<Effect>) {
        if self.boot == Load::Failed {
            self.boot = Load::Loading;
            out.push(Effect::Bootstrap);
        }
        if let (Load::Failed, Some(id)) = (self.history, self.conversation) {
            self.history = Load::Loading;
            out.push(Effect::LoadThread(id));
        }
    }

    fn opened(&mut self, out: &mut Vec<Effect>) {
        if !self.open {
            self.open = true;
            out.push(Effect::Emit(Signal::Open));
        }
        self.mark_seen(out);
    }

    fn closed(&mut self, out: &mut Vec<Effect>) {
        if self.open {
            self.open = false;
            out.push(Effect::Emit(Signal::Close));
        }
    }

    fn mark_seen(&mut self, out: &mut Vec<Effect>) {
        if self.unread > 0 {
            self.unread = 0;
            out.push(Effect::Emit(Signal::Unread(0)));
        }
        if self.seen < self.state.head {
            self.seen = self.state.head;
            out.push(Effect::RememberSeen(self.seen));
        }
    }

    fn connection(&mut self, online: bool, out: &mut Vec<Effect>) {
        if self.online == online {
            return;
        }
        self.online = online;
        if online {
            self.trouble = None;
            self.retry_load(out);
        } else {
            self.typing = None;
        }
    }

    fn forget_thread(&mut self, out: &mut Vec<Effect>) {
        if let Some(id) = self.conversation {
            out.push(Effect::Unfollow(id));
        }
        *self = Self {
            site: self.site.take(),
            boot: self.boot,
            history: Load::Ready,
            online: self.online,
            open: self.open,
            detector: self.detector.take(),
            leading: self.leading,
            sentiment_asked: core::mem::take(&mut self.sentiment_asked),
            ..Self::default()
        };
        out.push(Effect::ForgetThread);
    }

    fn shutdown(&mut self, out: &mut Vec<Effect>) {
        self.forget_thread(out);
        self.open = false;
        out.push(Effect::ForgetVisitor);
    }
}
