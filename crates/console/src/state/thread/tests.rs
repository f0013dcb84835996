//! Does the folded conversation say what its log says?

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
    Event::Public(PublicEvent::MessagePosted { id, author, agent: None, text: text.into(), masked: false })
}

fn context(intent: &str) -> Box<ContextPackage> {
    Box::new(ContextPackage {
        auto_escalated_due_to: Reason::CustomerRequested,
        rule: "explicit".into(),
        score: Score(1000),
        threshold: Score(500),
        evidence: vec!["a person".into()],
        intent: intent.into(),
        issue: None,
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
        Event::Public(PublicEvent::ConversationStarted { site, visitor, locale: "en".into(), page: None }),
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
    let mut thread = Thread::new(StaffThread { id, at: Lifecycle::Assistant, state, context: None, page });
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
    let back = Event::Public(PublicEvent::HandedBack { handoff: HANDOFF, epoch: 3, agent: card(100, "Sam") });
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
