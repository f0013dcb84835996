//! Which stored conversations would another policy have escalated earlier, later, newly, or no more?

use std::fmt;

use baton_conversation::{Author, Envelope, Event, PublicEvent, Reason, StaffEvent};
use baton_triggers::{Decision, Detector, DetectorState, Judgement};

use crate::service::handoff::BUTTON;

/// What called a person, and after which event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Sequence of the message, reply or failure that was judged; of the handoff itself where the visitor pressed
    /// the button.
    pub seq: u64,
    /// Number of the visitor's message that it followed, from 1.
    pub message: usize,
    /// Why.
    pub reason: Reason,
    /// The rule that fired.
    pub rule: String,
}

/// How the first call for a person moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Neither then nor now.
    Never,
    /// At the same event.
    Same,
    /// At an event before the one that called a person then.
    Earlier(Call, Call),
    /// Only by something that the visitor wrote after people had been called.
    Later(Call, Call),
    /// Nobody was called then.
    Newly(Call),
    /// Nobody would be called.
    NoMore(Call),
}

/// Holds a stored log against a policy. Judged is what the server judged: the visitor's messages, the assistant's
/// replies, sentiments and failures; the button calls a person under every policy. Facts about the visitor are not in
/// the log and count as unknown. After the first call the log shows a conversation with people, so there only the
/// visitor's words are judged.
#[must_use]
pub fn compare(detector: &Detector, log: &[Envelope]) -> Moved {
    match (then(log), now(detector, log)) {
        (None, None) => Moved::Never,
        (None, Some(now)) => Moved::Newly(now),
        (Some(then), None) => Moved::NoMore(then),
        (Some(then), Some(now)) if now.seq < then.seq => Moved::Earlier(then, now),
        (Some(then), Some(now)) if now.seq > then.seq => Moved::Later(then, now),
        (Some(_), Some(_)) => Moved::Same,
    }
}

/// The first call that the log holds.
fn then(log: &[Envelope]) -> Option<Call> {
    let mut judged = 0;
    let mut message = 0;
    for entry in log {
        match &entry.event {
            Event::Public(PublicEvent::MessagePosted { author: Author::Visitor, .. }) => {
                message += 1;
                judged = entry.seq;
            }
            Event::Public(PublicEvent::ReplyFinished { .. })
            | Event::Staff(StaffEvent::SentimentJudged { .. } | StaffEvent::ReplyFailed { .. }) => {
                judged = entry.seq;
            }
            Event::Staff(StaffEvent::Escalated { context, .. }) => {
                let (reason, rule) = (context.auto_escalated_due_to, context.rule.clone());
                let seq = if rule == BUTTON { entry.seq } else { judged };
                return Some(Call { seq, message, reason, rule });
            }
            _ => {}
        }
    }
    None
}

/// The first call under this policy.
fn now(detector: &Detector, log: &[Envelope]) -> Option<Call> {
    let mut state = DetectorState::default();
    let mut message = 0;
    let mut with_people = false;
    for entry in log {
        let at = entry.at.0;
        let judgement = match &entry.event {
            Event::Public(PublicEvent::MessagePosted { author: Author::Visitor, text, .. }) => {
                message += 1;
                detector.visitor(&mut state, text, at)
            }
            Event::Public(PublicEvent::ReplyFinished { text, outcome, confidence, .. }) => {
                detector.assistant(&mut state, text, *outcome, *confidence, at)
            }
            Event::Staff(StaffEvent::SentimentJudged { score, .. }) => detector.sentiment(&mut state, *score),
            Event::Staff(StaffEvent::ReplyFailed { code, .. }) if !with_people => {
                detector.error(&mut state, code, at)
            }
            Event::Staff(StaffEvent::Escalated { context, .. }) => {
                if context.rule == BUTTON {
                    let (reason, rule) = (context.auto_escalated_due_to, context.rule.clone());
                    return Some(Call { seq: entry.seq, message, reason, rule });
                }
                with_people = true;
                Judgement::default()
            }
            Event::Public(PublicEvent::HandedBack { .. } | PublicEvent::Resolved { .. }) => break,
            _ => Judgement::default(),
        };
        if let Decision::Escalate { reason, rule, .. } = judgement.decision {
            return Some(Call { seq: entry.seq, message, reason, rule });
        }
    }
    None
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message {} ({})", self.message, self.rule)
    }
}

/// How many conversations moved which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Conversations read.
    pub all: usize,
    /// Called at the same event.
    pub same: usize,
    /// Called earlier.
    pub earlier: usize,
    /// Called later.
    pub later: usize,
    /// Called where nobody was.
    pub newly: usize,
    /// Not called where somebody was.
    pub no_more: usize,
}

impl Tally {
    /// Counts one conversation.
    pub fn add(&mut self, moved: &Moved) {
        self.all += 1;
        match moved {
            Moved::Never => {}
            Moved::Same => self.same += 1,
            Moved::Earlier(..) => self.earlier += 1,
            Moved::Later(..) => self.later += 1,
            Moved::Newly(_) => self.newly += 1,
            Moved::NoMore(_) => self.no_more += 1,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { all, same, earlier, later, newly, no_more } = self;
        let never = all - same - earlier - later - newly - no_more;
        write!(
            f,
            "{all} conversations: {earlier} earlier, {later} later, {newly} newly, {no_more} no more, {same} as before, \
             {never} never"
        )
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => write!(f, "never"),
            Self::Same => write!(f, "as before"),
            Self::Earlier(then, now) => write!(f, "earlier: {now} instead of {then}"),
            Self::Later(then, now) => write!(f, "later: {now} instead of {then}"),
            Self::Newly(now) => write!(f, "newly: {now}"),
            Self::NoMore(then) => write!(f, "no more: {then}"),
        }
    }
}
