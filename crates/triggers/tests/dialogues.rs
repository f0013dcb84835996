//! Do the detectors that look at a whole conversation fire at the due message, and not before?

mod common;

use baton_conversation::{Outcome, Reason, Score};
use baton_triggers::{DetectorState, Facts, Judgement, Policy};
use common::{detector, escalation};

const SURE: Score = Score(900);

/// Plays visitor and assistant lines (`>` marks the assistant's) and returns the index and reason of the first
/// escalation.
fn first(lines: &[&str]) -> Option<(usize, Reason)> {
    let mut state = DetectorState::default();
    lines.iter().enumerate().find_map(|(i, line)| {
        let at_ms = i64::try_from(i).unwrap_or(0) * 1000;
        let judged = match line.strip_prefix('>') {
            Some(reply) => detector().assistant(&mut state, reply, Outcome::Answered, SURE, at_ms),
            None => detector().visitor(&mut state, line, at_ms),
        };
        escalation(&judged).map(|r| (i, r))
    })
}

fn say(state: &mut DetectorState, text: &str) -> Judgement {
    detector().visitor(state, text, 0)
}

#[test]
fn the_third_wording_fires_and_the_second_does_not() {
    let lines = [
        "How do I export my invoices to Excel?",
        ">Our plans start at nine euros a month.",
        "I want to export the invoices, where is Excel?",
        ">You can invite colleagues under Settings.",
        "exporting invoices to excel, how?",
    ];
    assert_eq!(first(&lines), Some((4, Reason::LoopDetected)));
    assert_eq!(first(&lines[..4]), None);
}

#[test]
fn different_questions_on_one_subject_do_not_fire() {
    let lines = [
        "How long does delivery to Norway take?",
        ">Three to five days.",
        "What does delivery cost?",
        ">Nine euros.",
        "Can I change the delivery address?",
        ">Yes, under Orders.",
        "Do you deliver on Saturdays?",
        ">Only in cities.",
    ];
    assert_eq!(first(&lines), None);
}

#[test]
fn misspelt_wordings_are_one_question_and_the_steps_of_a_booking_are_not() {
    let asked = [
        "how do I change the delivery address",
        ">Our plans start at nine euros a month.",
        "can i chagne my deliverry adress",
        ">You can invite colleagues under Settings.",
        "where to update the adress for delivery",
    ];
    assert_eq!(first(&asked), Some((4, Reason::LoopDetected)));
    let booking = [
        "I need a train from Norwich to Cambridge on Saturday.",
        ">There are 19 trains that day. What time would you like to leave?",
        "I need to arrive in Cambridge by 10:45.",
        ">TR8658 arrives at 9:35. Shall I book it?",
        "Yes, book the train for 4 people please.",
        ">Your reference is 7KQ3. Is there anything else?",
        "I also need a train back to Norwich on Sunday.",
        ">TR1006 leaves at 18:05. Shall I book that one?",
        "Yes, book 4 seats on that train.",
    ];
    assert_eq!(first(&booking), None);
}

#[test]
fn one_answer_over_and_over_fires() {
    let lines = [
        "the certificate is expired",
        ">Open Domains, choose SSL and press Renew now, then wait ten minutes.",
        "pressed it, serial unchanged",
        ">You can renew it under Domains: choose SSL, press the Renew now button and wait ten minutes.",
        "the log shows error 403",
        ">To renew, open Domains, choose SSL and press Renew now. Wait ten minutes.",
    ];
    assert_eq!(first(&lines), Some((5, Reason::LoopDetected)));
}

#[test]
fn two_fallbacks_in_a_row_fire_and_two_apart_do_not() {
    let row = ["a", ">Sorry, I didn't catch that.", "b", ">Could you rephrase your question?"];
    assert_eq!(first(&row), Some((3, Reason::FallbackLimit)));
    let apart = [
        "a",
        ">Sorry, I didn't catch that.",
        "b",
        ">The store opens at nine.",
        "c",
        ">Could you rephrase your question?",
    ];
    assert_eq!(first(&apart), None);
}

#[test]
fn a_typed_fallback_counts_whatever_its_words() {
    let mut state = DetectorState::default();
    let mut reply = || detector().assistant(&mut state, "Hm.", Outcome::Fallback, SURE, 0);
    assert!(!reply().escalates());
    assert_eq!(escalation(&reply()), Some(Reason::FallbackLimit));
}

#[test]
fn confidence_offers_and_then_escalates() {
    let ask =
        |c| detector().assistant(&mut DetectorState::default(), "Perhaps.", Outcome::Answered, Score(c), 0);
    assert!(!ask(650).offers());
    assert!(ask(649).offers());
    assert!(ask(400).offers());
    assert_eq!(escalation(&ask(399)), Some(Reason::LowConfidence));
}

#[test]
fn two_of_three_frustrated_messages_escalate() {
    let mut state = DetectorState::default();
    let first = say(&mut state, "this is annoying");
    assert!(!first.escalates() && first.unsure, "{first:?}");
    assert!(!say(&mut state, "order 4411").escalates());
    assert_eq!(escalation(&say(&mut state, "that is a terrible answer")), Some(Reason::HighFrustration));
}

#[test]
fn sentiment_decides_where_the_local_score_is_unsure() {
    let ask = |s| detector().sentiment(&mut DetectorState::default(), Score(s));
    assert_eq!(ask(-200), Judgement::default());
    assert!(ask(-300).offers());
    assert_eq!(escalation(&ask(-600)), Some(Reason::HighFrustration));
}

#[test]
fn the_sixth_turn_offers_once_and_a_solution_starts_again() {
    let mut state = DetectorState::default();
    let texts =
        ["alpha one", "beta two", "gamma three", "delta four", "epsilon five", "zeta six", "eta seven"];
    let offers: Vec<bool> = texts.iter().map(|t| say(&mut state, t).offers()).collect();
    assert_eq!(offers, [false, false, false, false, false, true, false]);
    say(&mut state, "that worked, thanks");
    assert_eq!(state.turns, 0);
}

#[test]
fn old_text_does_not_escalate_again_after_hand_back() {
    let mut state = DetectorState::default();
    say(&mut state, "this is annoying");
    say(&mut state, "where is the invoice for march");
    say(&mut state, "the march invoice, where is it");
    detector().handed_back(&mut state);
    assert!(!say(&mut state, "this is annoying").escalates());
    assert!(!say(&mut state, "where do I find the march invoice").escalates());
    let mut state = DetectorState::default();
    say(&mut state, "where is the invoice for march");
    say(&mut state, "the march invoice, where is it");
    assert!(
        say(&mut state, "where do I find the march invoice").escalates(),
        "without hand-back the same text does"
    );
}

#[test]
fn a_known_tier_goes_to_people_once_and_an_unknown_one_never() {
    let facts = |tier: Option<&str>| Facts { tier: tier.map(Into::into), ..Facts::default() };
    let mut state = DetectorState::default();
    detector().facts(&mut state, facts(Some("enterprise")));
    assert_eq!(escalation(&say(&mut state, "hello")), Some(Reason::VipCustomer));
    assert!(!say(&mut state, "hello").escalates());
    for tier in [None, Some("free")] {
        let mut state = DetectorState::default();
        detector().facts(&mut state, facts(tier));
        assert!(!say(&mut state, "hello").escalates());
    }
    let browser = baton_triggers::Detector::new(&Policy::default().compact());
    let mut state = DetectorState::default();
    browser.facts(&mut state, facts(Some("enterprise")));
    assert!(!browser.visitor(&mut state, "hello", 0).escalates(), "the browser does not know the tiers");
}

#[test]
fn failures_call_a_person() {
    let mut state = DetectorState::default();
    assert_eq!(
        escalation(&detector().error(&mut state, "order_lookup: timeout", 0)),
        Some(Reason::IntegrationError)
    );
    assert_eq!(escalation(&detector().over_budget(&mut state, 0)), Some(Reason::OverBudget));
    let judged = detector().assistant(&mut state, "I will get someone.", Outcome::Handoff, SURE, 0);
    assert_eq!(escalation(&judged), Some(Reason::ComplexIssue));
}

#[test]
fn an_explicit_request_speaks_before_everything_else() {
    let judged = say(
        &mut DetectorState::default(),
        "you people are useless, I want a refund, get me a human, my account was hacked",
    );
    assert_eq!(escalation(&judged), Some(Reason::CustomerRequested));
    for kind in [Reason::PolicyRequired, Reason::HighFrustration] {
        assert!(judged.signals.iter().any(|s| s.kind == kind), "{kind:?} is kept beside the decision");
    }
}

/// What visitors tell at length and calmly after a greeting.
const STORIES: [&str; 6] = [
    "so we moved the dishwasher from the old kitchen to the new one last weekend, everything is plugged in and the tap is open, and now \
     the display shows a little snowflake next to the clock and I wondered what that stands for",
    "I booked the blue room for our book club on the 14th, we will be nine instead of six now, two of us use a wheelchair and one brings \
     a guide dog, so I would like to know whether the tables can be pushed together",
    "my daughter starts school in August and we would like to know which of the two buses stops nearer to the gate, the 12 or the 40, and \
     whether the pass that we have from the kindergarten can still be used",
    "ok here is what I did: exported the table as csv, opened it in the editor, replaced the commas by semicolons, saved it as utf-8 and \
     uploaded it again, and now the preview shows three columns where there should be five",
    "we are planning a garden for bees on the north side of the house, mostly shade until noon, clay soil, and I am looking for something \
     that flowers from March on and that I can sow now",
    "the parcel came on Tuesday, thank you, all is well with it, I only wanted to ask how the lamp is to be hung, since the drawing shows \
     two hooks and in the bag there is one, together with four screws and a little key",
];

#[test]
fn a_long_calm_story_after_a_greeting_calls_nobody_and_its_last_words_may() {
    let after = |greeting: &str, text: &str| {
        let mut state = DetectorState::default();
        let detector = common::detector();
        detector.visitor(&mut state, greeting, 0);
        detector.reply(&mut state, "Hello! How can I help?", Outcome::Answered, Some(Score(800)), 0);
        detector.visitor(&mut state, text, 1000)
    };
    for story in STORIES {
        for greeting in ["hi", "hello, quick question", "good morning"] {
            let judged = after(greeting, story);
            assert!(!judged.escalates(), "{greeting} … {story}: {:?}", judged.decision);
        }
        let asks = after("hi", &format!("{story}. I'd like to speak to a person about it"));
        assert_eq!(asks.reason(), Some(Reason::CustomerRequested), "{story}");
    }
}
