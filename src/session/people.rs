//! How does the visitor get to a person, from the browser's side?

use baton_conversation::{BriefSource, HandoffId, HandoffKind, MessageId, Tone};

use super::{Call, Context, Effect, Load, Session, Signal};

/// The browser itself found that people are needed; shown at once, until the server confirms or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provisional {
    /// Which words fit.
    pub tone: Tone,
    /// The message that called for it, if it was one.
    pub after: Option<MessageId>,
}

/// The string of the warm words for a tone.
#[must_use]
pub const fn words(tone: Tone) -> &'static str {
    match tone {
        Tone::Requested => "handoff.requested",
        Tone::Stuck => "handoff.stuck",
        Tone::Topic => "handoff.topic",
        Tone::Trouble => "handoff.trouble",
        Tone::Sensitive => "handoff.sensitive",
        Tone::Secure => "handoff.secure",
    }
}

impl Session {
    /// "Talk to a person": shown at once, kept until the server has it.
    pub(super) fn ask_person(&mut self, cx: &mut Context<'_>, out: &mut Vec<Effect>) {
        if !self.assistant_answers() || self.wants_person {
            return;
        }
        self.begin(cx, out);
        self.wants_person = true;
        self.provisional = Some(Provisional { tone: Tone::Requested, after: None });
        out.push(Effect::AnnounceKey(words(Tone::Requested)));
        out.push(Effect::Do(Call::Person));
    }

    pub(super) fn keep_chatting(&mut self, out: &mut Vec<Effect>) {
        self.declined_offer = true;
        out.push(Effect::AnnounceKey("offer.declined"));
    }

    pub(super) fn call(&mut self, call: Call, out: &mut Vec<Effect>) {
        self.trouble = None;
        out.push(Effect::Do(call));
    }

    pub(super) fn call_done(&mut self, call: &Call, out: &mut Vec<Effect>) {
        match call {
            Call::Person => self.wants_person = false,
            Call::Brief(_) => out.push(Effect::AnnounceKey("brief.saved")),
            Call::Rate(..) => out.push(Effect::AnnounceKey("rating.thanks")),
            Call::CancelWait | Call::FollowUp(_) | Call::Leave => {}
        }
    }

    /// Without an answer the driver goes on asking for the person; everything else is told.
    pub(super) fn call_failed(&mut self, call: &Call, unreached: bool, out: &mut Vec<Effect>) {
        if *call == Call::Person {
            if unreached {
                return;
            }
            self.wants_person = false;
            self.provisional = None;
        }
        self.trouble = Some("error.call");
        out.push(Effect::AnnounceKey("error.call"));
        out.push(Effect::Emit(Signal::Error("call_failed", "A request to the server failed.")));
    }

    pub(super) fn lead(&mut self, on: bool, summarised: Option<HandoffId>) {
        self.leading = on;
        if summarised.is_some() {
            self.summarised = summarised;
        }
    }

    /// One summary a handoff, asked by the leading tab alone; not where the visitor's own words stand already.
    pub(super) fn summarise_once(&mut self, out: &mut Vec<Effect>) {
        let Some(handoff) = &self.state.handoff else { return };
        let due = self.leading
            && self.online
            && self.history == Load::Ready
            && handoff.kind == HandoffKind::Warm
            && handoff.brief_by == BriefSource::Local
            && self.summarised != Some(handoff.id);
        if let Some(conversation) = self.conversation.filter(|_| due) {
            self.summarised = Some(handoff.id);
            out.push(Effect::Summary(conversation, handoff.id));
        }
    }
}
