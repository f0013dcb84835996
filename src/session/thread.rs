//! How does the log become the lines on screen?

use baton_conversation::wire::{Page, ThreadView, Wait};
use baton_conversation::{Author, CutCause, Frame, PublicEvent, ReplyId, Tone};
use baton_triggers::{DetectorState, STATE_VERSION};

use super::{
    Delivery, Effect, Entry, EntryKind, Load, Note, Provisional, Session, Signal, Streaming, people,
};

impl Session {
    pub(super) fn thread_loaded(&mut self, thread: ThreadView<DetectorState>, out: &mut Vec<Effect>) {
        self.history = Load::Ready;
        self.conversation = Some(thread.id);
        self.older = thread.page.more;
        self.entries = thread.page.frames.iter().filter_map(entry_of).collect();
        self.streaming =
            thread.state.reply.as_ref().map(|r| Streaming { reply: r.reply, text: String::new() });
        self.state = thread.state;
        self.state.head = self.state.head.max(thread.page.head);
        self.wait = thread.wait;
        // A snapshot of another version says nothing; the server judges all the same.
        self.judged =
            if thread.detector.v == STATE_VERSION { thread.detector } else { DetectorState::default() };
        out.push(Effect::Follow(thread.id, self.state.head, self.state.reply.clone()));
        for pending in core::mem::take(&mut self.pending) {
            if self.is_stored(pending.message.id) {
                out.push(Effect::Confirm(pending.message.id));
            } else {
                self.pending.push(pending);
            }
        }
        if self.state.handoff.is_some() {
            self.provisional = None;
        }
        let seen = self.seen;
        let unread = self.entries.iter().filter(|e| e.seq > seen && from_us(&e.kind)).count();
        if self.open {
            self.mark_seen(out);
        } else if unread > 0 {
            self.unread = u32::try_from(unread).unwrap_or(u32::MAX);
            out.push(Effect::Emit(Signal::Unread(self.unread)));
        }
    }

    pub(super) fn thread_failed(&mut self, gone: bool, out: &mut Vec<Effect>) {
        if gone {
            // The token or the thread has ended: begin anew rather than show an error that nobody can mend.
            self.forget_thread(out);
        } else {
            self.history = Load::Failed;
        }
    }

    pub(super) fn load_older(&mut self, out: &mut Vec<Effect>) {
        let first = self.entries.first().map(|e| e.seq);
        if let (Some(id), Some(first), true, false) =
            (self.conversation, first, self.older, self.loading_older)
        {
            self.loading_older = true;
            out.push(Effect::LoadOlder(id, first));
        }
    }

    pub(super) fn older_loaded(&mut self, page: Option<Page<PublicEvent>>) {
        self.loading_older = false;
        let Some(page) = page else { return };
        self.older = page.more;
        let first = self.entries.first().map_or(u64::MAX, |e| e.seq);
        let older = page.frames.iter().filter(|f| f.seq < first).filter_map(entry_of);
        self.entries.splice(0..0, older);
    }

    /// Applies the next event of the log.
    pub(super) fn frame(&mut self, frame: Frame<PublicEvent>, out: &mut Vec<Effect>) {
        if frame.seq <= self.state.head {
            return;
        }
        if frame.prev > self.state.head {
            out.extend(self.conversation.map(Effect::LoadThread));
            return;
        }
        let found = self.judge_stored(&frame);
        self.state.apply(frame.seq, frame.at, &frame.event);
        if let PublicEvent::MessagePosted { id, author: Author::Visitor, .. } = &frame.event {
            self.pending.retain(|p| p.message.id != *id);
            out.push(Effect::Confirm(*id));
            if found.unsure && self.leading && self.assistant_answers() {
                self.ask_sentiment(*id, out);
            }
        }
        self.settle(&frame.event, found.tone, out);
        self.tell(&frame.event, out);
        let entry = entry_of(&frame);
        if self.open {
            self.mark_seen(out);
        } else if entry.as_ref().is_some_and(|e| from_us(&e.kind)) {
            self.unread += 1;
            out.push(Effect::Emit(Signal::Unread(self.unread)));
        }
        self.entries.extend(entry);
    }

    /// What the event settles of what the browser assumed.
    fn settle(&mut self, event: &PublicEvent, called: Option<Tone>, out: &mut Vec<Effect>) {
        match event {
            PublicEvent::ReplyStarted { reply, .. } => {
                self.streaming = Some(Streaming { reply: *reply, text: String::new() });
                // The server has read the message and answers it: it does not call people.
                self.provisional = None;
            }
            PublicEvent::ReplyFinished { .. } | PublicEvent::ReplyCut { .. } => self.streaming = None,
            PublicEvent::PersonOffered { .. } => {
                self.provisional = None;
                self.declined_offer = false;
            }
            PublicEvent::HandoffStarted { .. } => {
                self.wants_person = false;
                self.streaming = None;
            }
            PublicEvent::AgentJoined { .. } | PublicEvent::HandedBack { .. } => {
                self.wait = None;
                self.typing = None;
            }
            PublicEvent::MessagePosted { author: Author::Agent, .. } => self.typing = None,
            PublicEvent::HandoffCancelled { .. }
            | PublicEvent::Resolved { .. }
            | PublicEvent::FollowUpChosen { .. } => {
                self.wait = None;
            }
            _ => {}
        }
        if let Some(tone) = called.filter(|_| self.assistant_answers() && self.provisional.is_none()) {
            self.provisional = Some(Provisional { tone, after: None });
            out.push(Effect::AnnounceKey(people::words(tone)));
        }
    }

    /// Says it once, to those who listen and to the page.
    fn tell(&mut self, event: &PublicEvent, out: &mut Vec<Effect>) {
        match event {
            PublicEvent::MessagePosted { author: Author::Agent, agent, text, .. } => {
                out.push(Effect::Announce(agent.as_ref().map(|a| a.name.clone()), text.clone()));
                out.push(Effect::Emit(Signal::Message("agent", text.clone())));
            }
            PublicEvent::MessagePosted { author: Author::Assistant, text, .. }
            | PublicEvent::ReplyFinished { text, .. } => {
                out.push(Effect::Announce(None, text.clone()));
                out.push(Effect::Emit(Signal::Message("assistant", text.clone())));
            }
            PublicEvent::HandoffStarted { tone, .. } => {
                // The warm words were said already if the browser found it by itself.
                if self.provisional.take().is_none_or(|p| p.tone != *tone) {
                    out.push(Effect::AnnounceNote(Note::Handoff(*tone)));
                }
                out.push(Effect::Emit(Signal::Handoff));
            }
            PublicEvent::AgentJoined { agent, .. } => {
                out.push(Effect::AnnounceNote(Note::Joined(agent.name.clone())));
                out.push(Effect::Emit(Signal::AgentJoined(agent.clone())));
            }
            PublicEvent::AgentLeft { agent, .. } => {
                out.push(Effect::AnnounceNote(Note::Left(agent.name.clone())));
                out.push(Effect::Emit(Signal::AgentLeft));
            }
            PublicEvent::HandedBack { agent, .. } => {
                out.push(Effect::AnnounceNote(Note::HandedBack(agent.name.clone())));
                out.push(Effect::Emit(Signal::HandBack));
            }
            PublicEvent::PersonOffered { tone } => out.push(Effect::AnnounceNote(Note::Offered(*tone))),
            PublicEvent::Resolved { by, .. } => {
                out.push(Effect::AnnounceNote(Note::Resolved(*by)));
                out.push(Effect::Emit(Signal::Resolved));
            }
            PublicEvent::Rated { score, .. } => out.push(Effect::Emit(Signal::Rated(*score))),
            _ => {}
        }
    }

    /// The next piece of the reply in flight; the stream has put them in order.
    pub(super) fn piece(&mut self, reply: ReplyId, text: &str) {
        if let Some(streaming) = self.streaming.as_mut().filter(|s| s.reply == reply) {
            streaming.text.push_str(text);
        }
    }

    pub(super) fn waiting(&mut self, wait: Wait, out: &mut Vec<Effect>) {
        if self.wait.is_none_or(|w| w.position != wait.position) {
            out.push(Effect::Emit(Signal::Queue(wait.position)));
        }
        self.wait = Some(wait);
    }
}

fn from_us(kind: &EntryKind) -> bool {
    matches!(kind, EntryKind::Assistant { .. } | EntryKind::Agent { .. } | EntryKind::System(Note::Joined(_)))
}

/// The line that an event puts into the thread, if any.
fn entry_of(frame: &Frame<PublicEvent>) -> Option<Entry> {
    let kind = match &frame.event {
        PublicEvent::MessagePosted { id, author, agent, text, masked } => match author {
            Author::Visitor => {
                EntryKind::Visitor { id: *id, text: text.clone(), masked: *masked, delivery: Delivery::Sent }
            }
            Author::Agent => EntryKind::Agent {
                name: agent.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
                text: text.clone(),
            },
            Author::Assistant | Author::System => {
                EntryKind::Assistant { text: text.clone(), citations: vec![], outcome: None }
            }
        },
        PublicEvent::ReplyFinished { text, citations, outcome, .. } => {
            EntryKind::Assistant { text: text.clone(), citations: citations.clone(), outcome: Some(*outcome) }
        }
        PublicEvent::ReplyCut { text, cause, .. } => match cause {
            CutCause::Restarted => return None,
            CutCause::Failed => EntryKind::System(Note::Broken),
            CutCause::Superseded | CutCause::Handoff if text.is_empty() => return None,
            CutCause::Superseded | CutCause::Handoff => {
                EntryKind::Assistant { text: text.clone(), citations: vec![], outcome: None }
            }
        },
        PublicEvent::HandoffStarted { tone, .. } => EntryKind::System(Note::Handoff(*tone)),
        PublicEvent::AgentJoined { agent, .. } => EntryKind::System(Note::Joined(agent.name.clone())),
        PublicEvent::AgentLeft { agent, .. } => EntryKind::System(Note::Left(agent.name.clone())),
        PublicEvent::HandedBack { agent, .. } => EntryKind::System(Note::HandedBack(agent.name.clone())),
        PublicEvent::HandoffCancelled { .. } => EntryKind::System(Note::Cancelled),
        PublicEvent::FollowUpChosen { how, .. } => EntryKind::System(Note::FollowUp(how.clone())),
        PublicEvent::Resolved { by, .. } => EntryKind::System(Note::Resolved(*by)),
        PublicEvent::Reopened { .. } => EntryKind::System(Note::Reopened),
        PublicEvent::ConversationStarted { .. }
        | PublicEvent::ReplyStarted { .. }
        | PublicEvent::PersonOffered { .. }
        | PublicEvent::BriefChanged { .. }
        | PublicEvent::Rated { .. } => return None,
    };
    Some(Entry { seq: frame.seq, at: frame.at.0, follows: false, kind })
}
