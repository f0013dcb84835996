//! What would plain keywords do? The union that simple systems ship, for comparison in every figure.

use baton_conversation::Reason;
use baton_triggers::compile::{Line, Role, Trigger};

const HUMAN: [&str; 12] = [
    "human",
    "agent",
    "person",
    "representative",
    "operator",
    "manager",
    "supervisor",
    "talk to someone",
    "speak to someone",
    "real person",
    "customer service",
    "live chat",
];
const POLICY: [&str; 16] = [
    "refund",
    "cancel",
    "legal",
    "lawyer",
    "sue",
    "fraud",
    "hacked",
    "complaint",
    "complain",
    "delete my",
    "gdpr",
    "dispute",
    "chargeback",
    "unauthorized",
    "stolen",
    "attorney",
];
const ANGER: [&str; 14] = [
    "angry",
    "frustrated",
    "terrible",
    "useless",
    "ridiculous",
    "worst",
    "unacceptable",
    "awful",
    "hate",
    "stupid",
    "horrible",
    "disappointed",
    "annoyed",
    "furious",
];
const FALLBACK: [&str; 5] =
    ["i don't understand", "i didn't understand", "rephrase", "i'm not sure", "i don't know"];

/// Every substring that is found fires, at each message.
pub(crate) fn judge(messages: &[Line]) -> Vec<Trigger> {
    let mut out = Vec::new();
    let (mut fallbacks, mut last) = (0, String::new());
    for (turn, message) in messages.iter().enumerate() {
        let text = message.content.to_lowercase();
        let mut fire = |reason| out.push(Trigger { turn, reason, score: 1.0 });
        let any = |words: &[&str]| words.iter().any(|w| text.contains(w));
        match message.role {
            Role::User => {
                if any(&HUMAN) {
                    fire(Reason::CustomerRequested);
                }
                if any(&POLICY) {
                    fire(Reason::PolicyRequired);
                }
                if any(&ANGER) {
                    fire(Reason::HighFrustration);
                }
                if text == last {
                    fire(Reason::LoopDetected);
                }
                last = text;
            }
            Role::Assistant => {
                fallbacks = if any(&FALLBACK) { fallbacks + 1 } else { 0 };
                if fallbacks >= 2 {
                    fire(Reason::FallbackLimit);
                }
                if message.confidence.is_some_and(|c| c < 0.4) {
                    fire(Reason::LowConfidence);
                }
            }
        }
    }
    out
}
