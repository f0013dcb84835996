//! What is known of the open conversation, folded from its page and every event after it?

#[cfg(test)]
mod tests;

use super::rows::{self, Row, RowKind};
use baton_conversation::wire::{Page, StaffThread};
use baton_conversation::{
    AgentCard, AgentId, BriefSource, ContextPackage, ConversationId, Event, Frame, Lifecycle, MessageId,
    Phase, PublicEvent, PublicState, ReplyId, StaffEvent, VisitorBrief,
};

/// One conversation as the console shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Which.
    pub id: ConversationId,
    /// Where it stands.
    pub at: Lifecycle,
    /// What the visitor sees of it.
    pub state: PublicState,
    /// The layers of the last handoff.
    pub context: Option<ContextPackage>,
    /// What was passed on, and who wrote it; kept after the handoff is over.
    pub brief: Option<(VisitorBrief, BriefSource)>,
    /// To whom it is offered.
    pub offered: Option<AgentCard>,
    /// Whether there are older events than the first row.
    pub older: bool,
    /// The reply in flight, as far as it has come.
    pub streaming: Option<(ReplyId, String)>,
    rows: Vec<Row>,
    /// Everyone who wrote or joined here, for events that carry only an id.
    names: Vec<AgentCard>,
    first: u64,
    last: u64,
}

/// What this agent may do in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Write, hand back, resolve.
    Holder,
    /// Take it from the queue (or answer a follow-up).
    MayAccept,
    /// Take it from the Assistant.
    MayTakeOver,
    /// Read, and write notes.
    Reader,
}

impl Thread {
    /// The conversation as it was loaded.
    #[must_use]
    pub fn new(loaded: StaffThread) -> Self {
        let brief = loaded.state.handoff.as_ref().and_then(|h| Some((h.brief.clone()?, h.brief_by)));
        let streaming = loaded.state.reply.as_ref().map(|reply| (reply.reply, String::new()));
        let mut thread = Self {
            id: loaded.id,
            at: loaded.at,
            state: loaded.state,
            context: loaded.context,
            brief: None,
            offered: None,
            older: loaded.page.more,
            streaming,
            rows: Vec::new(),
            names: Vec::new(),
            first: loaded.page.frames.first().map_or(0, |frame| frame.seq),
            last: loaded.page.frames.last().map_or(loaded.page.head, |frame| frame.seq),
        };
        for frame in &loaded.page.frames {
            thread.learn(&frame.event);
            thread.rows.extend(rows::row(frame, |id| thread.name_of(id)));
        }
        // The loaded state is newer than anything the page says of the brief.
        thread.brief = brief.or(thread.brief);
        thread
    }

    /// Sequence of the last event that is in here.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Sequence of the oldest event that is in here.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The next event. Returns the id that an outbox would know it by.
    pub fn apply(&mut self, frame: &Frame<Event>) -> Option<MessageId> {
        if frame.seq <= self.last {
            return None;
        }
        self.last = frame.seq;
        if let Event::Public(event) = &frame.event {
            self.state.apply(frame.seq, frame.at, event);
            self.at = lifecycle(&self.state.phase);
            self.offered = None;
            self.stream(event);
        }
        self.learn(&frame.event);
        let row = rows::row(frame, |id| self.name_of(id));
        self.rows.extend(row);
        rows::message_id(&frame.event)
    }

    /// The next piece of the reply in flight.
    pub fn piece(&mut self, reply: ReplyId, text: &str) {
        if let Some((id, shown)) = &mut self.streaming
            && *id == reply
        {
            shown.push_str(text);
        }
    }

    /// Older events, put in front.
    pub fn prepend(&mut self, page: &Page<Event>) {
        self.older = page.more;
        self.first = page.frames.first().map_or(self.first, |frame| frame.seq);
        for frame in &page.frames {
            self.remember_names(&frame.event);
        }
        let older: Vec<_> = page.frames.iter().filter_map(|f| rows::row(f, |id| self.name_of(id))).collect();
        self.rows.splice(0..0, older);
    }

    /// What came before the last handoff: the folded transcript. Empty while there was none.
    #[must_use]
    pub fn transcript(&self) -> &[Row] {
        self.rows.get(..self.split()).unwrap_or_default()
    }

    /// The thread since the last handoff, or all of it.
    #[must_use]
    pub fn live(&self) -> &[Row] {
        self.rows.get(self.split()..).unwrap_or_default()
    }

    /// Messages in the folded transcript.
    #[must_use]
    pub fn transcript_messages(&self) -> usize {
        self.transcript().iter().filter(|row| matches!(row.kind, RowKind::Said { .. })).count()
    }

    /// What this agent may do here.
    #[must_use]
    pub fn role(&self, me: AgentId) -> Role {
        match (&self.state.phase, &self.offered) {
            (Phase::WithAgent(agent), _) if agent.id == me => Role::Holder,
            (Phase::Queued, Some(agent)) if agent.id != me => Role::Reader,
            (Phase::Queued | Phase::FollowUp(_), _) => Role::MayAccept,
            (Phase::Assistant, _) => Role::MayTakeOver,
            (Phase::WithAgent(_) | Phase::Closed(_), _) => Role::Reader,
        }
    }

    /// Who holds it, if a person does.
    #[must_use]
    pub fn holder(&self) -> Option<&AgentCard> {
        match &self.state.phase {
            Phase::WithAgent(agent) => Some(agent),
            _ => None,
        }
    }

    /// What the conversation is about, in one line.
    #[must_use]
    pub fn subject(&self) -> String {
        let intent = self.context.as_ref().map(|context| context.intent.as_str()).filter(|i| !i.is_empty());
        let summary = self.brief.as_ref().map(|(brief, _)| brief.summary.as_str()).filter(|s| !s.is_empty());
        let said = self.rows.iter().find_map(|row| match &row.kind {
            RowKind::Said { author: baton_conversation::Author::Visitor, text, .. } => Some(text.as_str()),
            _ => None,
        });
        intent.or(summary).or(said).unwrap_or("Conversation").to_owned()
    }

    /// The transcript ends where people were called for the last time.
    fn split(&self) -> usize {
        self.rows.iter().rposition(|row| row.kind == RowKind::Handed).unwrap_or(0)
    }

    fn stream(&mut self, event: &PublicEvent) {
        self.streaming = match (event, &self.state.reply) {
            (PublicEvent::ReplyStarted { reply, .. }, _) => Some((*reply, String::new())),
            (_, Some(_)) => self.streaming.take(),
            (_, None) => None,
        };
    }

    fn learn(&mut self, event: &Event) {
        self.remember_names(event);
        match event {
            Event::Public(PublicEvent::HandoffStarted { brief: Some(brief), .. }) => {
                self.brief = Some((brief.clone(), BriefSource::Local));
            }
            Event::Public(PublicEvent::BriefChanged { brief, by, .. }) => {
                self.brief = Some((brief.clone(), *by))
            }
            Event::Staff(StaffEvent::Escalated { context, .. }) => self.context = Some((**context).clone()),
            Event::Staff(StaffEvent::Offered { agent, .. }) => {
                self.at = Lifecycle::Offered;
                self.offered = Some(agent.clone());
            }
            Event::Staff(StaffEvent::Declined { .. } | StaffEvent::Expired { .. }) => {
                self.at = lifecycle(&self.state.phase);
                self.offered = None;
            }
            Event::Public(PublicEvent::AgentJoined { .. }) => self.offered = None,
            _ => {}
        }
    }

    fn remember_names(&mut self, event: &Event) {
        let agent = match event {
            Event::Public(
                PublicEvent::MessagePosted { agent: Some(agent), .. }
                | PublicEvent::AgentJoined { agent, .. }
                | PublicEvent::AgentLeft { agent, .. }
                | PublicEvent::HandedBack { agent, .. },
            )
            | Event::Staff(StaffEvent::Offered { agent, .. } | StaffEvent::NoteAdded { agent, .. }) => agent,
            _ => return,
        };
        if !self.names.iter().any(|known| known.id == agent.id) {
            self.names.push(agent.clone());
        }
    }

    fn name_of(&self, id: AgentId) -> String {
        let known = self.names.iter().find(|agent| agent.id == id);
        known.map_or_else(|| "An agent".to_owned(), |agent| agent.name.clone())
    }
}

fn lifecycle(phase: &Phase) -> Lifecycle {
    match phase {
        Phase::Assistant => Lifecycle::Assistant,
        Phase::Queued => Lifecycle::Queued,
        Phase::WithAgent(_) => Lifecycle::WithAgent,
        Phase::FollowUp(_) => Lifecycle::FollowUp,
        Phase::Closed(_) => Lifecycle::Closed,
    }
}
