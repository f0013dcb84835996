//! What is known of the open conversation, folded from its page and every event after it?

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

#[cfg(test)]
mod tests {
    use super::*;
    use baton_conversation::{
        Author, CutCause, HandoffId, HandoffKind, Outcome, Priority, Reason, ResolvedBy, RootCause, Score,
        SiteId, Timestamp, Tone, VisitorId,
    };
    use uuid::Uuid;

    const ME: AgentId = AgentId(Uuid::from_u128(100));
    const HANDOFF: HandoffId = HandoffId(Uuid::from_u128(50));
    const REPLY: ReplyId = ReplyId(Uuid::from_u128(60));

    fn card(n: u128, name: &str) -> AgentCard {
        AgentCard { id: AgentId(Uuid::from_u128(n)), name: name.to_owned() }
    }

    fn said(n: u128, author: Author, text: &str) -> Event {
        let id = MessageId(Uuid::from_u128(n));
        Event::Public(PublicEvent::MessagePosted {
            id,
            author,
            agent: None,
            text: text.into(),
            masked: false,
        })
    }

    fn context(intent: &str) -> Box<ContextPackage> {
        Box::new(ContextPackage {
            auto_escalated_due_to: Reason::CustomerRequested,
            rule: "explicit".into(),
            score: Score(1000),
            threshold: Score(500),
            evidence: vec!["a person".into()],
            intent: intent.into(),
            attempted_solutions: vec![],
            failed_actions: vec![],
            sentiment_trend: vec![],
            confidence: None,
            page_trail: vec![],
            locale: "en".into(),
            policy_version: "1".into(),
            created_at: Timestamp(0),
        })
    }

    fn asked() -> Vec<Event> {
        let visitor = VisitorId(Uuid::from_u128(2));
        let site = SiteId(Uuid::from_u128(3));
        let brief = VisitorBrief { summary: "Wants a refund.".into(), details: vec![] };
        vec![
            Event::Public(PublicEvent::ConversationStarted {
                site,
                visitor,
                locale: "en".into(),
                page: None,
            }),
            said(1, Author::Visitor, "Where is my refund?"),
            Event::Public(PublicEvent::ReplyStarted {
                reply: REPLY,
                epoch: 0,
                in_reply_to: MessageId(Uuid::nil()),
            }),
            Event::Public(PublicEvent::ReplyFinished {
                reply: REPLY,
                text: "I do not know.".into(),
                citations: vec![],
                confidence: Score(300),
                outcome: Outcome::Fallback,
            }),
            Event::Public(PublicEvent::HandoffStarted {
                handoff: HANDOFF,
                epoch: 1,
                kind: HandoffKind::Warm,
                tone: Tone::Requested,
                brief: Some(brief),
            }),
            Event::Staff(StaffEvent::Escalated {
                handoff: HANDOFF,
                priority: Priority::Normal,
                signals: vec![],
                context: context("Where is my refund?"),
            }),
        ]
    }

    fn frames(events: Vec<Event>) -> Vec<Frame<Event>> {
        events
            .into_iter()
            .zip(1..)
            .map(|(event, seq)| Frame { seq, prev: seq - 1, at: Timestamp(0), event })
            .collect()
    }

    /// A thread that was empty when it was loaded and has received these events.
    fn thread(events: Vec<Event>) -> Thread {
        let page = Page { frames: vec![], head: 0, more: false };
        let id = ConversationId(Uuid::from_u128(1));
        let state = PublicState::default();
        let mut thread =
            Thread::new(StaffThread { id, at: Lifecycle::Assistant, state, context: None, page });
        for frame in frames(events) {
            thread.apply(&frame);
        }
        thread
    }

    fn joined(agent: AgentCard) -> Event {
        Event::Public(PublicEvent::AgentJoined { handoff: HANDOFF, epoch: 2, agent })
    }

    #[test]
    fn loading_a_page_and_receiving_its_events_agree() {
        let mut events = asked();
        events.push(joined(card(100, "Sam")));
        let live = thread(events.clone());
        let page = Page { frames: frames(events), head: 7, more: false };
        let loaded = Thread::new(StaffThread {
            id: live.id,
            at: live.at,
            state: live.state.clone(),
            context: live.context.clone(),
            page,
        });
        assert_eq!((loaded.live(), loaded.transcript()), (live.live(), live.transcript()));
        assert_eq!((loaded.last(), &loaded.brief), (live.last(), &live.brief));
        assert_eq!(loaded.role(ME), Role::Holder);
    }

    #[test]
    fn the_transcript_is_what_came_before_people_were_called() {
        let mut events = asked();
        assert_eq!(
            thread(events[..4].to_vec()).transcript().len(),
            0,
            "nothing is folded while the Assistant answers"
        );
        events.push(said(2, Author::Visitor, "Hello?"));
        let thread = thread(events);
        assert_eq!(thread.transcript_messages(), 2);
        assert_eq!(thread.live().first().map(|row| &row.kind), Some(&RowKind::Handed));
        assert_eq!(thread.live().len(), 3, "handed, why, hello");
        assert_eq!(thread.subject(), "Where is my refund?");
    }

    #[test]
    fn what_an_agent_may_do_follows_control() {
        let offer = Event::Staff(StaffEvent::Offered {
            handoff: HANDOFF,
            assignment: baton_conversation::AssignmentId(Uuid::nil()),
            agent: card(200, "Kim"),
            expires_at: Timestamp(9),
        });
        let declined = Event::Staff(StaffEvent::Declined {
            assignment: baton_conversation::AssignmentId(Uuid::nil()),
            agent: AgentId(Uuid::from_u128(200)),
        });
        let resolved = Event::Public(PublicEvent::Resolved { epoch: 3, by: ResolvedBy::Agent });
        let back =
            Event::Public(PublicEvent::HandedBack { handoff: HANDOFF, epoch: 3, agent: card(100, "Sam") });
        let with = |more: Vec<Event>| thread(asked().into_iter().chain(more).collect());
        let cases = [
            (thread(asked()[..2].to_vec()), Role::MayTakeOver),
            (with(vec![]), Role::MayAccept),
            (with(vec![offer.clone()]), Role::Reader),
            (with(vec![offer, declined]), Role::MayAccept),
            (with(vec![joined(card(100, "Sam"))]), Role::Holder),
            (with(vec![joined(card(200, "Kim"))]), Role::Reader),
            (with(vec![joined(card(100, "Sam")), resolved]), Role::Reader),
            (with(vec![joined(card(100, "Sam")), back]), Role::MayTakeOver),
        ];
        for (thread, role) in cases {
            assert_eq!(thread.role(ME), role, "{:?}", thread.state.phase);
        }
    }

    #[test]
    fn the_visitors_brief_stays_after_the_case_is_closed() {
        let brief = VisitorBrief { summary: "Corrected.".into(), details: vec![] };
        let changed = PublicEvent::BriefChanged { handoff: HANDOFF, brief, by: BriefSource::Visitor };
        let resolved = PublicEvent::Resolved { epoch: 3, by: ResolvedBy::Agent };
        let mut events = asked();
        events.extend([Event::Public(changed), Event::Public(resolved)]);
        let thread = thread(events);
        assert_eq!(
            thread.brief.map(|(brief, by)| (brief.summary, by)),
            Some(("Corrected.".into(), BriefSource::Visitor))
        );
    }

    #[test]
    fn a_reply_streams_until_it_ends() {
        let mut thread = thread(asked()[..3].to_vec());
        thread.piece(REPLY, "I do");
        thread.piece(ReplyId(Uuid::nil()), "other");
        assert_eq!(thread.streaming, Some((REPLY, "I do".into())));
        let cut = PublicEvent::ReplyCut { reply: REPLY, text: "I do".into(), cause: CutCause::Handoff };
        thread.apply(&Frame { seq: 4, prev: 3, at: Timestamp(0), event: Event::Public(cut) });
        assert_eq!(thread.streaming, None);
    }

    #[test]
    fn an_event_is_taken_once_and_names_its_outbox_item() {
        let mut thread = thread(vec![]);
        let frame = Frame { seq: 1, prev: 0, at: Timestamp(0), event: said(7, Author::Agent, "Hi") };
        assert_eq!(thread.apply(&frame), Some(MessageId(Uuid::from_u128(7))));
        assert_eq!(thread.apply(&frame), None);
        assert_eq!(thread.live().len(), 1);
    }

    #[test]
    fn older_events_go_in_front() {
        let events = frames(asked());
        let tail = Page { frames: events[3..].to_vec(), head: 6, more: true };
        let mut thread = Thread::new(StaffThread {
            id: ConversationId(Uuid::from_u128(1)),
            at: Lifecycle::Queued,
            state: PublicState::default(),
            context: None,
            page: tail,
        });
        assert_eq!((thread.first(), thread.older), (4, true));
        thread.prepend(&Page { frames: events[..3].to_vec(), head: 6, more: false });
        assert_eq!((thread.first(), thread.older), (1, false));
        assert_eq!(thread.transcript_messages(), 2);
    }

    #[test]
    fn notes_and_causes_are_told_with_names() {
        let mut events = asked();
        events.push(joined(card(100, "Sam")));
        events.push(Event::Staff(StaffEvent::HandBackNote { agent: ME, note: "Refund sent".into() }));
        let cause = RootCause::Policy;
        events.push(Event::Staff(StaffEvent::RootCauseTagged { agent: ME, cause, note: String::new() }));
        let thread = thread(events);
        let note = RowKind::Note { name: "Sam".into(), text: "Refund sent".into(), hand_back: true };
        assert!(thread.live().iter().any(|row| row.kind == note));
    }
}
