//! Does every phrase and topic that published guides on handing over list fire, alone and politely?

mod common;

use baton_conversation::Reason::{self, CustomerRequested as Human, PolicyRequired as Topic};
use common::one;

/// Phrases that the guides list, and the reason each stands for.
const LISTED: &[(&str, Reason)] = &[
    ("speak to a human", Human),
    ("talk to someone", Human),
    ("talk to a person", Human),
    ("talk to a human", Human),
    ("let me talk to a person", Human),
    ("let me talk to a manager", Human),
    ("speak to someone", Human),
    ("real person", Human),
    ("real agent", Human),
    ("live agent", Human),
    ("human please", Human),
    ("human", Human),
    ("agent", Human),
    ("transfer me", Human),
    ("supervisor", Human),
    ("manager", Human),
    ("escalate to a human", Human),
    ("escalate to manager", Human),
    ("refund", Topic),
    ("issue refund", Topic),
    ("refund request", Topic),
    ("billing dispute", Topic),
    ("fee dispute", Topic),
    ("cancel", Topic),
    ("cancel account", Topic),
    ("account cancellation", Topic),
    ("cancel my subscription", Topic),
    ("contract dispute", Topic),
    ("legal", Topic),
    ("legal action", Topic),
    ("legal threat", Topic),
    ("lawyer", Topic),
    ("attorney", Topic),
    ("lawsuit", Topic),
    ("compliance", Topic),
    ("gdpr", Topic),
    ("ccpa", Topic),
    ("data deletion", Topic),
    ("delete my data", Topic),
    ("fraud", Topic),
    ("fraud alert", Topic),
    ("security breach", Topic),
    ("account compromise", Topic),
    ("breach", Topic),
    ("complaint", Topic),
];
/// Bare nouns that mean too much for more than an offer.
const MAY_OFFER: &[&str] = &["cancel", "manager", "complaint"];

/// Those that do not fire with their reason, in one of the forms that people give them.
fn missed(table: &[(&str, Reason)]) -> Vec<String> {
    let mut missed = Vec::new();
    for (phrase, reason) in table {
        let forms = [
            (*phrase).to_owned(),
            format!("{phrase} please"),
            format!("please {phrase}"),
            format!("{phrase}, please!"),
            phrase.to_uppercase(),
        ];
        for text in forms {
            let judged = one(&text);
            let enough = judged.escalates() || (MAY_OFFER.contains(phrase) && judged.offers());
            if !enough || !judged.signals.iter().any(|s| s.kind == *reason) {
                missed.push(format!("{text:?}: {:?}", judged.decision));
            }
        }
    }
    missed
}

#[test]
fn listed_phrases_and_topics_fire_alone_and_with_please() {
    let missed = missed(LISTED);
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn words_that_nobody_lists_do_not_fire() {
    let table = [("the weather", Topic), ("parking", Topic), ("blue", Human)];
    assert!(missed(&table).len() >= 4 * table.len());
}
