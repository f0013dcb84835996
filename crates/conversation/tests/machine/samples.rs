//! What goes into commands where any value does?

use baton_conversation::{
    AgentCard, AgentId, ContextPackage, Escalation, HandoffKind, Priority, Reason, Score, Signal, SiteId,
    Timestamp, Tone, VisitorBrief, VisitorId,
};
use uuid::Uuid;

pub(crate) const SITE: SiteId = SiteId(Uuid::from_u128(0x51));
pub(crate) const VISITOR: VisitorId = VisitorId(Uuid::from_u128(0x71));

pub(crate) fn agent(n: u8) -> AgentCard {
    AgentCard { id: AgentId(Uuid::from_u128(0xa0 + u128::from(n))), name: format!("Agent {n}") }
}

pub(crate) fn signal() -> Signal {
    Signal {
        kind: Reason::CustomerRequested,
        rule: "explicit".into(),
        score: Score::ONE,
        threshold: Score(500),
        evidence: vec!["a person".into()],
    }
}

pub(crate) fn escalation(kind: HandoffKind) -> Box<Escalation> {
    let context = ContextPackage {
        auto_escalated_due_to: Reason::CustomerRequested,
        rule: "explicit".into(),
        score: Score::ONE,
        threshold: Score(500),
        evidence: vec![],
        intent: "a question".into(),
        issue: None,
        attempted_solutions: vec![],
        failed_actions: vec![],
        sentiment_trend: vec![],
        confidence: None,
        page_trail: vec![],
        locale: "en".into(),
        policy_version: "1".into(),
        created_at: Timestamp(0),
    };
    Box::new(Escalation {
        kind,
        tone: if kind == HandoffKind::Warm { Tone::Requested } else { Tone::Secure },
        priority: Priority::Normal,
        signals: vec![signal()],
        brief: VisitorBrief::default(),
        context: Box::new(context),
    })
}
