//! What is true of a conversation now, folded from its log?

use crate::wire::Wait;
use crate::{
    AgentCard, AgentId, AssignmentId, Author, BriefSource, ContextPackage, Control, ConversationId, Envelope,
    Event, FollowUp, HandoffId, HandoffKind, MessageId, PageVisit, Priority, PublicEvent, ReplyId,
    ResolvedBy, SiteId, StaffEvent, Timers, Timestamp, Tone, VisitorBrief, VisitorId,
};
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

/// Where a conversation stands, as its visitor may know it. The one lifecycle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The Assistant answers.
    #[default]
    Assistant,
    /// A person is called and nobody has joined yet.
    Queued,
    /// This person answers.
    WithAgent(AgentCard),
    /// Someone gets back later.
    FollowUp(FollowUp),
    /// Done; a new message reopens it.
    Closed(ResolvedBy),
}

/// A reply that has started and not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct PublicReply {
    /// The reply.
    pub reply: ReplyId,
    /// The epoch it started under; pieces of another epoch are dropped.
    pub epoch: u64,
    /// The message it answers.
    pub in_reply_to: MessageId,
}

/// The public side of a handoff under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct PublicHandoff {
    /// The handoff.
    pub id: HandoffId,
    /// Warm or cold.
    pub kind: HandoffKind,
    /// Which words fit.
    pub tone: Tone,
    /// What is passed on; absent when cold.
    pub brief: Option<VisitorBrief>,
    /// Who wrote the brief.
    pub brief_by: BriefSource,
    /// When it began; the place in the queue counts from here.
    pub since: Timestamp,
}

/// What a visitor may know. It folds public events only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct PublicState {
    /// Rises with each change of Control.
    pub epoch: u64,
    /// Where it stands.
    pub phase: Phase,
    /// The reply in flight.
    pub reply: Option<PublicReply>,
    /// The handoff under way.
    pub handoff: Option<PublicHandoff>,
    /// A person is suggested and neither taken nor overtaken by events.
    pub offered: Option<Tone>,
    /// The visitor's rating of this case.
    pub rating: Option<u8>,
    /// Whether an agent has written in this case, so that a rating makes sense.
    pub agent_wrote: bool,
    /// Sequence of the last public event, 0 if none.
    pub head: u64,
}

impl PublicState {
    /// Who may speak.
    #[must_use]
    pub fn control(&self) -> Control {
        match self.phase {
            Phase::Assistant | Phase::Closed(_) => Control::Assistant,
            Phase::Queued | Phase::FollowUp(_) => Control::Queue,
            Phase::WithAgent(_) => Control::Agent,
        }
    }

    /// Folds one public event.
    pub fn apply(&mut self, seq: u64, at: Timestamp, event: &PublicEvent) {
        self.head = seq;
        match event {
            PublicEvent::ConversationStarted { .. } => {}
            PublicEvent::MessagePosted { author, .. } => {
                self.agent_wrote |= *author == Author::Agent;
                if *author == Author::Visitor {
                    self.offered = None;
                }
            }
            PublicEvent::ReplyStarted { reply, epoch, in_reply_to } => {
                self.reply = Some(PublicReply { reply: *reply, epoch: *epoch, in_reply_to: *in_reply_to });
            }
            PublicEvent::ReplyFinished { .. } | PublicEvent::ReplyCut { .. } => self.reply = None,
            PublicEvent::PersonOffered { tone } => self.offered = Some(*tone),
            PublicEvent::HandoffStarted { handoff, epoch, kind, tone, brief } => {
                self.move_to(*epoch, Phase::Queued);
                self.rating = None;
                self.agent_wrote = false;
                self.handoff = Some(PublicHandoff {
                    id: *handoff,
                    kind: *kind,
                    tone: *tone,
                    brief: brief.clone(),
                    brief_by: BriefSource::Local,
                    since: at,
                });
            }
            PublicEvent::BriefChanged { brief, by, .. } => {
                if let Some(handoff) = &mut self.handoff {
                    handoff.brief = Some(brief.clone());
                    handoff.brief_by = *by;
                }
            }
            PublicEvent::AgentJoined { epoch, agent, .. } => {
                self.move_to(*epoch, Phase::WithAgent(agent.clone()));
            }
            PublicEvent::AgentLeft { epoch, .. } => self.move_to(*epoch, Phase::Queued),
            PublicEvent::HandedBack { epoch, .. } | PublicEvent::HandoffCancelled { epoch, .. } => {
                self.move_to(*epoch, Phase::Assistant);
                self.handoff = None;
            }
            PublicEvent::FollowUpChosen { epoch, how, .. } => {
                self.move_to(*epoch, Phase::FollowUp(how.clone()));
            }
            PublicEvent::Resolved { epoch, by } => {
                self.move_to(*epoch, Phase::Closed(*by));
                self.handoff = None;
            }
            PublicEvent::Reopened { epoch } => {
                self.move_to(*epoch, Phase::Assistant);
                self.rating = None;
                self.agent_wrote = false;
            }
            PublicEvent::Rated { score, .. } => self.rating = Some(*score),
        }
    }

    fn move_to(&mut self, epoch: u64, phase: Phase) {
        self.epoch = epoch;
        self.phase = phase;
        self.offered = None;
    }
}

/// A live offer of the queued handoff to one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Offer {
    /// The assignment.
    pub assignment: AssignmentId,
    /// To whom.
    pub agent: AgentCard,
    /// Until when.
    pub expires_at: Timestamp,
}

/// The staff side of a handoff under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Handoff {
    /// Its place.
    pub priority: Priority,
    /// What the agent gets.
    pub context: Box<ContextPackage>,
}

/// A visitor message that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Owed {
    /// The message.
    pub message: MessageId,
    /// When it was posted.
    pub at: Timestamp,
}

/// The lifecycle as staff see it: the public phase with offers told apart.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, FromJson, ToJson,
)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Lifecycle {
    Assistant,
    Queued,
    Offered,
    WithAgent,
    FollowUp,
    Closed,
}

impl Lifecycle {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Assistant, Self::Queued, Self::Offered, Self::WithAgent, Self::FollowUp, Self::Closed];
}

/// Everything that is true of a conversation. Bounded, however long the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct State {
    /// Which conversation.
    pub id: ConversationId,
    /// On which site; nil before the start.
    pub site: SiteId,
    /// Whose; nil before the start.
    pub visitor: VisitorId,
    /// The browser's locale.
    pub locale: String,
    /// Pages the visitor wrote from, oldest first, at most [`State::MAX_TRAIL`].
    pub trail: Vec<PageVisit>,
    /// What the visitor may know.
    pub public: PublicState,
    /// Sequence of the last event, 0 before the start.
    pub head: u64,
    /// Time of the last event.
    pub last_at: Timestamp,
    /// When Control last moved or someone last wrote; timers count from here.
    pub active_at: Timestamp,
    /// The visitor message that the Assistant owes an answer to.
    pub owes: Option<Owed>,
    /// The handoff under way.
    pub handoff: Option<Handoff>,
    /// The live offer.
    pub offer: Option<Offer>,
    /// What the visitor was told of the wait when the handoff began.
    pub told: Option<Wait>,
    /// When the agent joined who holds Control.
    pub joined_at: Timestamp,
    /// Messages and replies so far.
    pub messages: u64,
}

impl State {
    /// Most pages that are kept.
    pub const MAX_TRAIL: usize = 20;

    /// A conversation of which nothing has happened yet.
    #[must_use]
    pub fn new(id: ConversationId) -> Self {
        Self {
            id,
            site: SiteId(uuid::Uuid::nil()),
            visitor: VisitorId(uuid::Uuid::nil()),
            locale: String::new(),
            trail: vec![],
            public: PublicState::default(),
            head: 0,
            last_at: Timestamp::default(),
            active_at: Timestamp::default(),
            owes: None,
            handoff: None,
            offer: None,
            told: None,
            joined_at: Timestamp::default(),
            messages: 0,
        }
    }

    /// The lifecycle with offers told apart.
    #[must_use]
    pub fn lifecycle(&self) -> Lifecycle {
        match (&self.public.phase, &self.offer) {
            (Phase::Assistant, _) => Lifecycle::Assistant,
            (Phase::Queued, None) => Lifecycle::Queued,
            (Phase::Queued, Some(_)) => Lifecycle::Offered,
            (Phase::WithAgent(_), _) => Lifecycle::WithAgent,
            (Phase::FollowUp(_), _) => Lifecycle::FollowUp,
            (Phase::Closed(_), _) => Lifecycle::Closed,
        }
    }

    /// The agent who holds Control.
    #[must_use]
    pub fn agent(&self) -> Option<AgentId> {
        match &self.public.phase {
            Phase::WithAgent(agent) => Some(agent.id),
            _ => None,
        }
    }

    /// When time alone moves this conversation on; none only when it is closed or not begun.
    #[must_use]
    pub fn deadline(&self, timers: &Timers) -> Option<Timestamp> {
        let after = |ms| Some(self.active_at.plus_ms(ms));
        match self.lifecycle() {
            _ if self.head == 0 => None,
            Lifecycle::Assistant => after(timers.assistant_idle_ms),
            Lifecycle::Queued => after(timers.queue_limit_ms),
            Lifecycle::Offered => self.offer.as_ref().map(|o| o.expires_at),
            Lifecycle::WithAgent => after(timers.agent_idle_ms),
            Lifecycle::FollowUp => after(timers.follow_up_ms),
            Lifecycle::Closed => None,
        }
    }

    /// Puts events in their place after this state: next sequences, a time that never goes backwards.
    #[must_use]
    pub fn stamp(&self, now: Timestamp, events: Vec<Event>) -> Vec<Envelope> {
        let at = now.max(self.last_at);
        let mut prev_public = self.public.head;
        (self.head + 1..)
            .zip(events)
            .map(|(seq, event)| {
                let envelope = Envelope { seq, prev_public, at, event };
                if matches!(envelope.event, Event::Public(_)) {
                    prev_public = seq;
                }
                envelope
            })
            .collect()
    }

    /// This state after `events`, at its own time; for decisions that need to look one step ahead.
    #[must_use]
    pub(crate) fn advanced(&self, events: &[Event]) -> Self {
        let mut after = self.clone();
        for entry in self.stamp(self.last_at, events.to_vec()) {
            after.apply(&entry);
        }
        after
    }

    /// Folds one entry of the log.
    pub fn apply(&mut self, entry: &Envelope) {
        self.head = entry.seq;
        self.last_at = entry.at;
        match &entry.event {
            Event::Public(event) => self.apply_public(entry.seq, entry.at, event),
            Event::Staff(event) => self.apply_staff(event),
        }
    }

    fn apply_public(&mut self, seq: u64, at: Timestamp, event: &PublicEvent) {
        self.public.apply(seq, at, event);
        match event {
            PublicEvent::ConversationStarted { site, visitor, locale, page } => {
                self.site = *site;
                self.visitor = *visitor;
                self.locale.clone_from(locale);
                self.trail = page.iter().cloned().collect();
                self.active_at = at;
            }
            PublicEvent::MessagePosted { id, author, .. } => {
                self.messages += 1;
                // Who writes while waiting does not put off the end of the wait.
                if self.public.phase != Phase::Queued {
                    self.active_at = at;
                }
                if *author == Author::Visitor && self.public.phase == Phase::Assistant {
                    self.owes = Some(Owed { message: *id, at });
                }
            }
            PublicEvent::ReplyFinished { .. } => {
                self.messages += 1;
                self.active_at = at;
                self.owes = None;
            }
            PublicEvent::HandoffStarted { .. } => {
                self.owes = None;
                self.told = None;
                self.active_at = at;
            }
            PublicEvent::AgentJoined { .. } | PublicEvent::AgentLeft { .. } => {
                self.offer = None;
                self.joined_at = at;
                self.active_at = at;
            }
            PublicEvent::HandedBack { .. }
            | PublicEvent::HandoffCancelled { .. }
            | PublicEvent::Resolved { .. } => {
                self.offer = None;
                self.handoff = None;
                self.owes = None;
                self.active_at = at;
            }
            PublicEvent::FollowUpChosen { .. } | PublicEvent::Reopened { .. } => {
                self.offer = None;
                self.active_at = at;
            }
            PublicEvent::ReplyStarted { .. }
            | PublicEvent::ReplyCut { .. }
            | PublicEvent::PersonOffered { .. }
            | PublicEvent::BriefChanged { .. }
            | PublicEvent::Rated { .. } => {}
        }
    }

    fn apply_staff(&mut self, event: &StaffEvent) {
        match event {
            StaffEvent::Escalated { priority, context, .. } => {
                self.handoff = Some(Handoff { priority: *priority, context: context.clone() });
            }
            StaffEvent::Offered { assignment, agent, expires_at, .. } => {
                self.offer =
                    Some(Offer { assignment: *assignment, agent: agent.clone(), expires_at: *expires_at });
            }
            // The clock of the queue goes on: offers that nobody takes must not postpone the follow-up for ever.
            StaffEvent::Declined { .. } | StaffEvent::Expired { .. } => self.offer = None,
            StaffEvent::SentimentJudged { score, .. } => {
                if let Some(handoff) = &mut self.handoff {
                    let trend = &mut handoff.context.sentiment_trend;
                    trend.push(*score);
                    if trend.len() > 10 {
                        trend.remove(0);
                    }
                }
            }
            StaffEvent::WaitTold { wait, .. } => self.told = Some(*wait),
            StaffEvent::PageSeen { page } => {
                if self.trail.len() == Self::MAX_TRAIL {
                    self.trail.remove(0);
                }
                self.trail.push(page.clone());
            }
            StaffEvent::SignalsSeen { .. }
            | StaffEvent::NoteAdded { .. }
            | StaffEvent::HandBackNote { .. }
            | StaffEvent::RootCauseTagged { .. }
            | StaffEvent::ReplyFailed { .. } => {}
        }
    }

    /// The ContextPackage of the handoff under way.
    #[must_use]
    pub fn context(&self) -> Option<&ContextPackage> {
        self.handoff.as_ref().map(|h| h.context.as_ref())
    }
}
