//! Which values stand in the examples?

use baton_conversation::{
    AgentCard, AgentId, Attempt, Citation, ContextPackage, ConversationId, Detail, FailedAction, HandoffId,
    MessageId, Outcome, PageVisit, Reason, ReplyId, Score, Signal, SiteId, Timestamp, VisitorBrief,
    VisitorId,
    wire::{Wait, WaitBasis},
};
use uuid::Uuid;

const fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub(crate) const CONVERSATION: ConversationId = ConversationId(uuid(1));
pub(crate) const SITE: SiteId = SiteId(uuid(2));
pub(crate) const VISITOR: VisitorId = VisitorId(uuid(3));
pub(crate) const AGENT: AgentId = AgentId(uuid(4));
pub(crate) const MESSAGE: MessageId = MessageId(uuid(5));
pub(crate) const REPLY: ReplyId = ReplyId(uuid(6));
pub(crate) const HANDOFF: HandoffId = HandoffId(uuid(7));
pub(crate) const ASSIGNMENT: baton_conversation::AssignmentId = baton_conversation::AssignmentId(uuid(8));
pub(crate) const AT: Timestamp = Timestamp(1_790_000_000_000);

pub(crate) fn agent() -> AgentCard {
    AgentCard { id: AGENT, name: "Kim".into() }
}

pub(crate) fn page() -> PageVisit {
    PageVisit { path: "/pricing".into(), title: "Pricing".into() }
}

pub(crate) fn brief() -> VisitorBrief {
    let detail = Detail { label: "Order number".into(), value: "4711".into() };
    VisitorBrief { summary: "The parcel has not come.".into(), details: vec![detail] }
}

pub(crate) fn citation() -> Citation {
    Citation {
        title: "Running Baton".into(),
        url: Some("/docs/running".into()),
        passage: "One binary, one file.".into(),
    }
}

pub(crate) fn signal() -> Signal {
    Signal {
        kind: Reason::CustomerRequested,
        rule: "explicit".into(),
        score: Score(1000),
        threshold: Score(500),
        evidence: vec!["talk to a person".into()],
    }
}

pub(crate) fn wait() -> Wait {
    Wait { position: 2, low_s: 60, high_s: 180, basis: WaitBasis::Typical, agents_online: true }
}

pub(crate) fn context() -> ContextPackage {
    ContextPackage {
        auto_escalated_due_to: Reason::CustomerRequested,
        rule: "explicit".into(),
        score: Score(1000),
        threshold: Score(500),
        evidence: vec!["talk to a person".into()],
        intent: "Where is my parcel?".into(),
        issue: Some("delivery".into()),
        attempted_solutions: vec![Attempt {
            question: "Where is my parcel?".into(),
            answer: "Parcels take three days.".into(),
            source: Some("Delivery".into()),
            outcome: Outcome::Answered,
            confidence: Score(720),
        }],
        failed_actions: vec![FailedAction { name: "llm".into(), code: "timeout".into() }],
        sentiment_trend: vec![Score(-100), Score(-400)],
        confidence: Some(Score(720)),
        page_trail: vec![page()],
        locale: "en-GB".into(),
        policy_version: "1".into(),
        created_at: AT,
    }
}
