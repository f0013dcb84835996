//! How does a message get from the composer to the server, and what does the visitor see meanwhile?

use baton_conversation::wire::{Accepted, MAX_TEXT, PostMessage};
use baton_conversation::{ConversationId, MessageId, Phase, mask_secrets};

use super::people::words;
use super::{Context, Delivery, Effect, Entry, EntryKind, Provisional, Session, Signal};

/// A message that the log does not show yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What is posted.
    pub message: PostMessage,
    /// When it was written, in milliseconds.
    pub at: i64,
    /// How far it has come.
    pub delivery: Delivery,
}

impl Pending {
    pub(super) fn entry(&self) -> Entry {
        let kind = EntryKind::Visitor {
            id: self.message.id,
            text: self.message.text.clone(),
            masked: false,
            delivery: self.delivery,
        };
        Entry { seq: 0, at: self.at, follows: false, kind }
    }
}

impl Session {
    /// Masks, judges, shows and sends.
    pub(super) fn submit(&mut self, text: &str, cx: &mut Context<'_>, out: &mut Vec<Effect>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if text.chars().count() > MAX_TEXT {
            self.trouble = Some("error.too_long");
            out.push(Effect::AnnounceKey("error.too_long"));
            return;
        }
        self.trouble = None;
        let text = mask_secrets(text).text;
        let found = self.judge_new(&text, cx.now);
        let conversation = self.begin(cx, out);
        let id = MessageId((cx.fresh)());
        let message = PostMessage { id, text, page: None, hint: found.hint };
        out.push(Effect::Emit(Signal::Message("visitor", message.text.clone())));
        out.push(Effect::Post(conversation, message.clone()));
        self.pending.push(Pending { message, at: cx.now.0, delivery: Delivery::Pending });
        self.declined_offer = false;
        if let Some(tone) = found.tone.filter(|_| self.assistant_answers()) {
            self.provisional = Some(Provisional { tone, after: Some(id) });
            out.push(Effect::AnnounceKey(words(tone)));
        }
    }

    /// The conversation, begun if there is none.
    pub(super) fn begin(&mut self, cx: &mut Context<'_>, out: &mut Vec<Effect>) -> ConversationId {
        *self.conversation.get_or_insert_with(|| {
            let id = ConversationId((cx.fresh)());
            out.push(Effect::Begin(id));
            id
        })
    }

    pub(super) fn assistant_answers(&self) -> bool {
        matches!(self.state.phase, Phase::Assistant | Phase::Closed(_))
    }

    /// What the outbox holds, whichever tab wrote it; what the log shows already is left out.
    pub(super) fn outbox(&mut self, items: Vec<Pending>, out: &mut Vec<Effect>) {
        let pending: Vec<_> = items.into_iter().filter(|p| !self.is_stored(p.message.id)).collect();
        for item in &pending {
            let before = self.pending.iter().find(|p| p.message.id == item.message.id);
            if item.delivery == Delivery::Failed && before.is_none_or(|p| p.delivery != Delivery::Failed) {
                out.push(Effect::AnnounceKey("message.failed"));
                out.push(Effect::Emit(Signal::Error("message_refused", "The server refused a message.")));
                if self.provisional.is_some_and(|p| p.after == Some(item.message.id)) {
                    self.provisional = None;
                }
            }
        }
        self.pending = pending;
    }

    pub(super) fn is_stored(&self, message: MessageId) -> bool {
        self.entries.iter().any(|e| matches!(e.kind, EntryKind::Visitor { id, .. } if id == message))
    }

    /// The server has it on disk.
    pub(super) fn sent(&mut self, id: MessageId, accepted: Accepted, out: &mut Vec<Effect>) {
        if accepted.unsure {
            self.ask_sentiment(id, out);
        }
    }

    /// One sentiment question a message, after it is stored.
    pub(super) fn ask_sentiment(&mut self, id: MessageId, out: &mut Vec<Effect>) {
        if let Some(conversation) = self.conversation.filter(|_| !self.sentiment_asked.contains(&id)) {
            self.sentiment_asked.push(id);
            out.push(Effect::Sentiment(conversation, id));
        }
    }
}
