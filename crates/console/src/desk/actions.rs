//! What does an agent do?

use super::{Desk, Dialog, Open, prefs};
use crate::state::{Action, CAUSES, Draft, Role, Thread, next_to_accept, step};
use baton_conversation::wire::{AcceptRequest, Accepted, HandBackRequest, ResolveRequest};
use baton_conversation::{AgentId, ConversationId, MessageId, RootCause};
use baton_web::ClientError;
use baton_web::browser::Timer;
use leptos::prelude::*;
use std::future::Future;
use wasm_bindgen_futures::spawn_local;

/// The agent's "typing" ends this long after the last key, in milliseconds; it is said again well before the
/// visitor's side gives it up.
const TYPING_ENDS_MS: u32 = 4_000;

impl Desk {
    /// Shows a conversation.
    pub(crate) fn open(self, id: ConversationId) {
        if let Some(old) = self.open.with_untracked(Open::id).filter(|old| *old != id) {
            self.leave(old);
        }
        self.note_mode.set(false);
        self.transcript_shown.set(false);
        self.visitor_types.set(false);
        self.open.set(Open::Loading(id));
        self.show_pending();
        self.load(id);
    }

    /// Back to the board alone (on small screens).
    pub(crate) fn close(self) {
        if let Some(old) = self.open.with_untracked(Open::id) {
            self.leave(old);
        }
        self.open.set(Open::Nothing);
    }

    fn leave(self, id: ConversationId) {
        if let Some(link) = self.link() {
            if self.edge.try_update_value(|edge| edge.timers.typing_ends.take()).flatten().is_some() {
                link.typing(id, false);
            }
            link.unfollow(id);
        }
    }

    pub(super) fn load(self, id: ConversationId) {
        let client = self.client();
        spawn_local(async move {
            let loaded = client.staff_thread(id).await;
            if self.open.with_untracked(Open::id) != Some(id) {
                return;
            }
            match loaded {
                Ok(loaded) => {
                    let thread = Thread::new(loaded);
                    let (last, reply) = (thread.last(), thread.state.reply.clone());
                    self.open.set(Open::Ready(Box::new(thread)));
                    if let Some(link) = self.link() {
                        link.follow(id, last, reply);
                    }
                    self.saw(id);
                }
                Err(error) => {
                    self.open.set(Open::Failed(id, crate::state::after_error("Loading", &error).text));
                    if crate::state::is_signed_out(&error) {
                        self.failed("Loading", &error);
                    }
                }
            }
        });
    }

    fn saw(self, id: ConversationId) {
        let since = self.board.with_untracked(|board| {
            board.mine.iter().find(|item| item.conversation == id).map(|item| item.since)
        });
        if let Some(since) = since {
            self.seen.update(|seen| seen.see(id, since));
        }
    }

    /// Loads what came before the first row.
    pub(crate) fn load_older(self) {
        let Some((id, first)) = self.open.with_untracked(|o| o.thread().map(|t| (t.id, t.first()))) else {
            return;
        };
        let client = self.client();
        spawn_local(async move {
            match client.events_before(id, first).await {
                Ok(page) => self.open.update(|open| {
                    if let Open::Ready(thread) = open
                        && thread.id == id
                        && thread.first() == first
                    {
                        thread.prepend(&page);
                    }
                }),
                Err(error) => self.failed("Loading older messages", &error),
            }
        });
    }

    fn my_id(self) -> Option<AgentId> {
        self.me.with_untracked(|me| me.as_ref().map(|me| me.agent.id))
    }

    /// Takes the open conversation if that is possible, else the next in line.
    pub(crate) fn accept_next(self) {
        let Some(me) = self.my_id() else { return };
        let open = self.open.with_untracked(|open| {
            let thread = open.thread()?;
            matches!(thread.role(me), Role::MayAccept | Role::MayTakeOver)
                .then_some((thread.id, thread.state.epoch))
        });
        let next = || {
            self.board.with_untracked(|board| next_to_accept(board, me).map(|i| (i.conversation, i.epoch)))
        };
        match open.or_else(next) {
            Some((id, epoch)) => self.accept(id, epoch),
            None => self.tell("Nobody is waiting."),
        }
    }

    /// Takes a conversation, from the queue or from the Assistant.
    pub(crate) fn accept(self, id: ConversationId, epoch: u64) {
        let from_assistant = self.board.with_untracked(|b| b.assistant.iter().any(|i| i.conversation == id));
        let client = self.client();
        let call = async move {
            let body = AcceptRequest { epoch };
            if from_assistant { client.take_over(id, &body).await } else { client.accept(id, &body).await }
        };
        self.change("Accepting", id, call, move || {
            if self.open.with_untracked(Open::id) != Some(id) {
                self.open(id);
            }
            self.note_mode.set(false);
            self.wants_focus.set(true);
        });
    }

    /// Says no to an offer.
    pub(crate) fn decline(self, id: ConversationId) {
        let client = self.client();
        self.change("Declining", id, async move { client.decline(id).await }, || {});
    }

    /// Gives Control back to the Assistant.
    pub(crate) fn hand_back(self, note: String) {
        let Some(id) = self.open.with_untracked(Open::id) else { return };
        let client = self.client();
        let call = async move { client.hand_back(id, &HandBackRequest { note }).await };
        self.change("Handing back", id, call, move || {
            self.dialog.set(None);
            self.tell("Handed back to the Assistant.");
        });
    }

    /// Closes the case.
    pub(crate) fn resolve(self, cause: RootCause, note: String) {
        let Some(id) = self.open.with_untracked(Open::id) else { return };
        let client = self.client();
        let call = async move { client.resolve(id, &ResolveRequest { cause, note }).await };
        self.change("Resolving", id, call, move || {
            self.dialog.set(None);
            self.tell("Resolved.");
        });
    }

    /// Runs one call that changes Control. After a refusal the screen catches up with what is true now.
    fn change(
        self,
        what: &'static str,
        id: ConversationId,
        call: impl Future<Output = Result<Accepted, ClientError>> + 'static,
        then: impl FnOnce() + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let result = call.await;
            self.busy.set(false);
            match result {
                Ok(_) => then(),
                Err(error) => {
                    self.dialog.set(None);
                    self.failed(what, &error);
                    if error.status() == Some(409) {
                        self.load_board();
                        if self.open.with_untracked(Open::id) == Some(id) {
                            self.load(id);
                        }
                    }
                }
            }
        });
    }

    /// Sends what was written, as a message or as a note.
    pub(crate) fn send(self, text: &str, note: bool) -> bool {
        let Some(draft) = Draft::of(text, note) else { return false };
        let (Some(id), Some(courier)) = (self.open.with_untracked(Open::id), self.courier()) else {
            return false;
        };
        courier.push(id, MessageId(self.fresh_id()), draft);
        self.keep_draft(note, "");
        self.stopped_typing(id);
        true
    }

    /// Sends a failed text again, or forgets it.
    pub(crate) fn settle(self, id: MessageId, again: bool) {
        if let Some(courier) = self.courier() {
            if again { courier.retry(id) } else { courier.discard(id) }
        }
    }

    /// Keeps what is being written, for this conversation and kind alone.
    pub(crate) fn keep_draft(self, note: bool, text: &str) {
        if let Some(id) = self.open.with_untracked(Open::id) {
            self.edge.update_value(|edge| {
                edge.drafts.insert((id, note), text.to_owned());
            });
        }
    }

    /// What was being written here.
    pub(crate) fn draft(self, id: ConversationId, note: bool) -> String {
        self.edge.with_value(|edge| edge.drafts.get(&(id, note)).cloned()).unwrap_or_default()
    }

    /// A key was pressed in the message field; notes are nobody's business.
    pub(crate) fn types(self) {
        let (Some(link), Some(id)) = (self.link(), self.open.with_untracked(Open::id)) else { return };
        let known = self.edge.with_value(|edge| edge.timers.typing_ends.is_some());
        if !known {
            link.typing(id, true);
        }
        let timer = Timer::after(TYPING_ENDS_MS, move || self.stopped_typing(id));
        self.edge.update_value(|edge| edge.timers.typing_ends = Some(timer));
    }

    fn stopped_typing(self, id: ConversationId) {
        let typed = self.edge.try_update_value(|edge| edge.timers.typing_ends.take()).flatten().is_some();
        if let Some(link) = self.link().filter(|_| typed) {
            link.typing(id, false);
        }
    }

    /// The browser says that the network is back: no more waiting.
    pub(crate) fn wake(self) {
        if let Some(link) = self.link() {
            link.wake();
        }
        if let Some(courier) = self.courier() {
            courier.wake();
        }
    }

    /// Whether new cases may come.
    pub(crate) fn set_available(self, available: bool) {
        let client = self.client();
        spawn_local(async move {
            match client.set_presence(available).await {
                Ok(me) => self.me.set(Some(me)),
                Err(error) => self.failed("Changing your availability", &error),
            }
        });
    }

    pub(crate) fn set_sound(self, on: bool) {
        self.sound.set(on);
        prefs::write(prefs::SOUND, on);
        if on {
            // Lets the agent hear it, and lets the browser allow it from this press on.
            crate::view::chime();
        }
    }

    pub(crate) fn set_keys_off(self, off: bool) {
        self.keys_off.set(off);
        prefs::write(prefs::KEYS_OFF, off);
    }

    /// What the agent may do with the open conversation.
    pub(crate) fn role(self) -> Option<Role> {
        let me = self.me.with(|me| me.as_ref().map(|me| me.agent.id))?;
        self.open.with(|open| open.thread().map(|thread| thread.role(me)))
    }

    /// Does what a key stands for, where it makes sense now. `note` is the note of the resolving dialog.
    pub(crate) fn act(self, action: Action, note: impl FnOnce() -> String) {
        let role = untrack(move || self.role());
        match action {
            Action::Accept => self.accept_next(),
            Action::Next | Action::Previous => {
                let open = self.open.with_untracked(Open::id);
                let to = self.board.with_untracked(|board| step(board, open, action == Action::Next));
                if let Some(id) = to {
                    self.open(id);
                }
            }
            Action::Reply | Action::Note if role.is_some() => {
                self.note_mode.set(action == Action::Note);
                self.wants_focus.set(true);
            }
            Action::HandBack if role == Some(Role::Holder) => self.dialog.set(Some(Dialog::HandBack)),
            Action::Resolve if role == Some(Role::Holder) => self.dialog.set(Some(Dialog::Resolve)),
            Action::Transcript => self.transcript_shown.update(|shown| *shown = !*shown),
            Action::Help => self.dialog.set(Some(Dialog::Help)),
            Action::Cause(index) => {
                if let Some(cause) = CAUSES.get(index) {
                    self.resolve(*cause, note());
                }
            }
            Action::Reply | Action::Note | Action::HandBack | Action::Resolve => {}
        }
    }
}
