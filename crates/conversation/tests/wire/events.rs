//! Is every event written as it was, and none forgotten?

use crate::golden::Golden;
use crate::samples::{
    AGENT, ASSIGNMENT, AT, HANDOFF, MESSAGE, REPLY, SITE, VISITOR, agent, brief, citation, context, page,
    signal, wait,
};
use baton_conversation::{
    Author, BriefSource, CutCause, Envelope, Event, FollowUp, Frame, HandoffKind, LeftCause, Outcome,
    Priority, PublicEvent, ResolvedBy, RootCause, Score, SentimentSource, StaffEvent, Tone,
};

/// Adding a variant fails to compile here, so that its example is not forgotten.
fn public_name(event: &PublicEvent) -> &'static str {
    match event {
        PublicEvent::ConversationStarted { .. } => "conversation_started",
        PublicEvent::MessagePosted { author: Author::Agent, .. } => "message_posted by an agent",
        PublicEvent::MessagePosted { .. } => "message_posted",
        PublicEvent::ReplyStarted { .. } => "reply_started",
        PublicEvent::ReplyFinished { .. } => "reply_finished",
        PublicEvent::ReplyCut { .. } => "reply_cut",
        PublicEvent::PersonOffered { .. } => "person_offered",
        PublicEvent::HandoffStarted { .. } => "handoff_started",
        PublicEvent::BriefChanged { .. } => "brief_changed",
        PublicEvent::AgentJoined { .. } => "agent_joined",
        PublicEvent::AgentLeft { .. } => "agent_left",
        PublicEvent::HandedBack { .. } => "handed_back",
        PublicEvent::HandoffCancelled { .. } => "handoff_cancelled",
        PublicEvent::FollowUpChosen { .. } => "follow_up_chosen",
        PublicEvent::Resolved { .. } => "resolved",
        PublicEvent::Reopened { .. } => "reopened",
        PublicEvent::Rated { .. } => "rated",
    }
}

/// Kinds of public event, an agent's message counted apart.
const PUBLIC: usize = 17;

fn staff_name(event: &StaffEvent) -> &'static str {
    match event {
        StaffEvent::Escalated { .. } => "escalated",
        StaffEvent::SignalsSeen { .. } => "signals_seen",
        StaffEvent::Offered { .. } => "offered",
        StaffEvent::Declined { .. } => "declined",
        StaffEvent::Expired { .. } => "expired",
        StaffEvent::NoteAdded { .. } => "note_added",
        StaffEvent::HandBackNote { .. } => "hand_back_note",
        StaffEvent::RootCauseTagged { .. } => "root_cause_tagged",
        StaffEvent::PageSeen { .. } => "page_seen",
        StaffEvent::SentimentJudged { .. } => "sentiment_judged",
        StaffEvent::WaitTold { .. } => "wait_told",
        StaffEvent::ReplyFailed { .. } => "reply_failed",
    }
}

/// Kinds of staff event.
const STAFF: usize = 12;

fn public_events() -> Vec<PublicEvent> {
    let (handoff, text) = (HANDOFF, "How do I embed it?".to_owned());
    let posted = |author, agent| PublicEvent::MessagePosted {
        id: MESSAGE,
        author,
        agent,
        text: text.clone(),
        masked: false,
    };
    vec![
        PublicEvent::ConversationStarted {
            site: SITE,
            visitor: VISITOR,
            locale: "en-GB".into(),
            page: Some(page()),
        },
        posted(Author::Visitor, None),
        posted(Author::Agent, Some(agent())),
        PublicEvent::ReplyStarted { reply: REPLY, epoch: 0, in_reply_to: MESSAGE },
        PublicEvent::ReplyFinished {
            reply: REPLY,
            text: "Paste one line.".into(),
            citations: vec![citation()],
            confidence: Score(720),
            outcome: Outcome::Answered,
        },
        PublicEvent::ReplyCut { reply: REPLY, text: "Paste".into(), cause: CutCause::Superseded },
        PublicEvent::PersonOffered { tone: Tone::Stuck },
        PublicEvent::HandoffStarted {
            handoff,
            epoch: 1,
            kind: HandoffKind::Warm,
            tone: Tone::Requested,
            brief: Some(brief()),
        },
        PublicEvent::BriefChanged { handoff, brief: brief(), by: BriefSource::Visitor },
        PublicEvent::AgentJoined { handoff, epoch: 2, agent: agent() },
        PublicEvent::AgentLeft { handoff, epoch: 3, agent: agent(), cause: LeftCause::Lost },
        PublicEvent::HandedBack { handoff, epoch: 3, agent: agent() },
        PublicEvent::HandoffCancelled { handoff, epoch: 2 },
        PublicEvent::FollowUpChosen { handoff, epoch: 2, how: FollowUp::Email("a@example.org".into()) },
        PublicEvent::Resolved { epoch: 3, by: ResolvedBy::Agent },
        PublicEvent::Reopened { epoch: 4 },
        PublicEvent::Rated { score: 5, comment: "Quick.".into() },
    ]
}

fn staff_events() -> Vec<StaffEvent> {
    vec![
        StaffEvent::Escalated {
            handoff: HANDOFF,
            priority: Priority::Normal,
            signals: vec![signal()],
            context: Box::new(context()),
        },
        StaffEvent::SignalsSeen { signals: vec![signal()] },
        StaffEvent::Offered { handoff: HANDOFF, assignment: ASSIGNMENT, agent: agent(), expires_at: AT },
        StaffEvent::Declined { assignment: ASSIGNMENT, agent: AGENT },
        StaffEvent::Expired { assignment: ASSIGNMENT, agent: AGENT },
        StaffEvent::NoteAdded { id: MESSAGE, agent: agent(), text: "Called them.".into() },
        StaffEvent::HandBackNote { agent: AGENT, note: "Refund is on its way.".into() },
        StaffEvent::RootCauseTagged { agent: AGENT, cause: RootCause::Policy, note: String::new() },
        StaffEvent::PageSeen { page: page() },
        StaffEvent::SentimentJudged { message: MESSAGE, score: Score(-400), source: SentimentSource::Llm },
        StaffEvent::WaitTold { handoff: HANDOFF, wait: wait() },
        StaffEvent::ReplyFailed { reply: REPLY, code: "timeout".into() },
    ]
}

#[test]
fn public_events_are_as_written() {
    let mut golden = Golden::new("public_events.json");
    let events = public_events();
    assert_eq!(events.len(), PUBLIC);
    for event in events {
        golden.add(public_name(&event), &event);
    }
    golden.check();
}

#[test]
fn staff_events_are_as_written() {
    let mut golden = Golden::new("staff_events.json");
    let events = staff_events();
    assert_eq!(events.len(), STAFF);
    for event in events {
        golden.add(staff_name(&event), &event);
    }
    golden.check();
}

#[test]
fn an_events_place_is_as_written() {
    let mut golden = Golden::new("places.json");
    let public = PublicEvent::Reopened { epoch: 4 };
    let staff = Event::Staff(StaffEvent::Declined { assignment: ASSIGNMENT, agent: AGENT });
    golden.add("envelope", &Envelope { seq: 7, prev_public: 5, at: AT, event: staff.clone() });
    golden.add("frame for the visitor", &Frame { seq: 8, prev: 5, at: AT, event: public.clone() });
    golden.add("frame for staff, staff event", &Frame { seq: 7, prev: 6, at: AT, event: staff });
    let public = Event::Public(public);
    golden.add("frame for staff, public event", &Frame { seq: 8, prev: 7, at: AT, event: public });
    for (name, how) in
        [("callback", FollowUp::Callback("+49 30 1".into())), ("unanswered", FollowUp::Unanswered)]
    {
        golden.add(&format!("follow-up: {name}"), &how);
    }
    golden.check();
}
