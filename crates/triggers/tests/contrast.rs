//! Do messages that share their alarming words part where a careful reader parts them?

mod common;

use baton_conversation::Reason::{
    self, CustomerRequested as Human, HighFrustration as Anger, PolicyRequired as Topic,
    SensitiveTopic as Care,
};
use baton_conversation::{Outcome, Score};
use baton_triggers::DetectorState;
use common::{detector, escalation, one};

/// What must escalate and why, and beside it what must not, with the same key words.
const PAIRS: &[(&str, Reason, &str)] = &[
    ("give me an agent", Human, "our WAF blocks the user agent string"),
    ("let me talk to a manager", Human, "how do I assign the manager role to a colleague?"),
    ("i need a person", Human, "I don't need a person"),
    ("cancel my account", Topic, "can I cancel a meeting"),
    ("hmuan pls", Human, "is the voice on the phone tree human sounding"),
    ("TALK TO SOMEONE!!", Human, "I was talking to someone at the gym about your app"),
    ("can i get an actual person on this", Human, "does the actual person on the photo have to be me"),
    ("i want a human", Human, "I don't want a human, just the opening hours"),
    ("connect me to an agent", Human, "which estate agent has the keys"),
    ("transfer me to an operator", Human, "which mobile operator do you work with?"),
    ("real person please", Human, "how many tickets can one real person buy"),
    ("speak to a human now", Human, "human resources told me to reset the laptop"),
    ("can I talk to your supervisor", Human, "the supervisor account cannot see the invoices"),
    ("representative!!!", Human, "is the sample representative of the finished fabric?"),
    ("someone please call me", Human, "someone rang my doorbell, was that your courier?"),
    ("get me someone who can actually help", Human, "can someone else pick up my parcel?"),
    ("is there anyone alive in there?", Human, "is the live stream still on?"),
    ("operator", Human, "which operator do I use for not equal in the filter"),
    (
        "I need to speak with a person about my invoice",
        Human,
        "the price is per person and per night, right?",
    ),
    ("live agent", Human, "where do I install the backup agent"),
    ("escalate this please", Human, "the escalator at your Leeds store is loud"),
    (
        "put me through to the support team",
        Human,
        "how do I add a support team member as a user in my workspace",
    ),
    ("I'd like to chat with an actual employee", Human, "how many employees do you have?"),
    ("i dont want to talk to a bot", Human, "i dont need to talk to anyone i just want the link"),
    ("Please page whoever is on call", Human, "the page whose link I sent is slow"),
    ("tansfer me to a persn please", Human, "how do i transfer a person's licence to another seat"),
    ("close my account today", Topic, "how do I close the side panel"),
    ("terminate our contract at the end of this month", Topic, "When does our contract end?"),
    ("end my membership please", Topic, "which membership has the sauna in it"),
    ("delete my account", Topic, "how do I delete a photo from my gallery?"),
    ("I want a refund", Topic, "where can I read the refund policy"),
    ("give me my money back", Topic, "do you have a money back guarantee?"),
    ("you charged me twice", Topic, "can I be charged twice a month instead of once?"),
    ("there is a charge I don't recognise", Topic, "where do I charge the scooter"),
    ("I was overcharged", Topic, "the battery is fully charged"),
    ("You'll be hearing from my attorney", Topic, "does the attorney plan include e-signing"),
    ("I will sue you", Topic, "my cousin Sue can't log in"),
    ("im gonna take u to court over this", Topic, "can u ship to a tennis court address"),
    ("we are taking legal action", Topic, "Where can I read your terms and legal notice?"),
    ("I want a formal complaint logged", Topic, "no complaints from me, just one question"),
    ("my account has been hacked", Topic, "how do I protect my account from being hacked?"),
    ("someone logged into my account", Topic, "how do I log into my account"),
    ("there was a security breach", Topic, "where are the security settings"),
    ("erase all my personal data", Topic, "How do I remove a saved address from my data page?"),
    ("we invoke our rights under the GDPR", Topic, "where is the link to your privacy page"),
    ("report fraud on my card", Topic, "how does the fraud detection in the wallet work"),
    ("that was not me", Topic, "that was not mentioned on the page"),
    ("I want to kill myself", Care, "how do I kill a stuck process"),
    ("i don't want to live anymore", Care, "where do you live stream the match"),
    ("my son is having an allergic reaction", Care, "which of the cakes is for allergic guests"),
    ("the battery caught fire", Care, "does the remote work with a fire stick"),
    ("she can't breathe", Care, "is this jacket breathable"),
    ("he swallowed a battery", Care, "which battery does the remote take"),
    ("you people are useless", Anger, "Is this old adapter useless with the new model?"),
    ("i am so sick of this", Anger, "I am sick today, can I move the class"),
    ("what a joke", Anger, "that joke in the release notes made my day"),
    ("this is the worst support ever", Anger, "what is the worst case for delivery"),
    ("fed up with this", Anger, "the card is fed into the slot face up, right?"),
    ("are you kidding me?!", Anger, "my kid is learning chess here"),
    ("waste of time", Anger, "which bin is for garden waste"),
    ("i hate this app", Anger, "i'd hate to bother you, but where is the invoice"),
    ("thanks for nothing", Anger, "thanks for the quick help"),
    ("Oh great, another useless link", Anger, "Great, the link works. Thanks!"),
    ("oh wonderful, just what I needed", Anger, "wonderful, that is what I needed"),
    ("Great job breaking the login again", Anger, "great job on the new login"),
    ("I love waiting three hours for nothing", Anger, "I love the new waiting room music"),
    ("never ordering from you again", Anger, "can I order from you again this year"),
    ("this is UNACCEPTABLE!!!", Anger, "is a scan of the form acceptable"),
    ("You've ruined my daughter's birthday.", Anger, "It's my daughter's birthday, do you gift-wrap?"),
    ("you lied to me", Anger, "the box lies flat, does that matter to you"),
    ("how about you do your job", Anger, "do you have a job for a student"),
    ("piece of garbage", Anger, "when is garbage collection day"),
];

#[test]
fn pairs_part_where_a_careful_reader_parts_them() {
    assert!(PAIRS.len() >= 60);
    let mut wrong = Vec::new();
    for (due, reason, calm) in PAIRS {
        let judged = one(due);
        if escalation(&judged) != Some(*reason) {
            wrong.push(format!("{due:?} should be {reason:?}: {:?}", judged.decision));
        }
        let judged = one(calm);
        if judged.escalates() || judged.offers() {
            wrong.push(format!("{calm:?} should be nothing: {:?}", judged.decision));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// More pairs, also over dialogues: reason, what escalates, what must not; turns are joined by ` // `.
const MORE: &str = include_str!("data/contrast.tsv");
/// Pairs of both tables that are judged right. Raise it as detection learns; it must not fall.
const RIGHT: usize = 277;

/// Every trigger that fires in a dialogue, visitor first.
fn fired(dialogue: &str) -> Vec<Reason> {
    let mut state = DetectorState::default();
    let judge = |(i, turn): (usize, &str)| match i % 2 {
        0 => detector().visitor(&mut state, turn, 0),
        _ => detector().reply(&mut state, turn, Outcome::Answered, None, 0),
    };
    let judged: Vec<_> = dialogue.split(" // ").enumerate().map(judge).collect();
    let calls = |j: &baton_triggers::Judgement| {
        let strong = j.signals.iter().zip(&j.strengths).filter(|(_, s)| **s >= Score(500));
        strong.map(|(s, _)| s.kind).collect::<Vec<_>>()
    };
    judged.iter().flat_map(calls).collect()
}

#[test]
fn three_hundred_pairs_of_every_kind() {
    let mut pairs: Vec<(Reason, &str, &str)> = PAIRS.iter().map(|p| (p.1, p.0, p.2)).collect();
    let mut sarcasm = 0;
    let mut section = "";
    for line in MORE.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            section = title;
            continue;
        }
        let [name, due, calm] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}")
        };
        let reason = match name {
            "human" => Human,
            "topic" => Topic,
            "care" => Care,
            "anger" => Anger,
            "fallback" => Reason::FallbackLimit,
            "loop" | "answer" => Reason::LoopDetected,
            _ => panic!("no such reason: {name}"),
        };
        sarcasm += usize::from(section == "sarcasm");
        pairs.push((reason, due, calm));
    }
    assert!(pairs.len() >= 300 && sarcasm >= 30, "{} pairs, {sarcasm} of sarcasm", pairs.len());
    let good = |p: &&(Reason, &str, &str)| fired(p.1).contains(&p.0) && fired(p.2).is_empty();
    let wrong: Vec<_> = pairs.iter().filter(|p| !good(p)).collect();
    let right = pairs.len() - wrong.len();
    for (reason, due, calm) in &wrong {
        println!("{reason:?}: {due:?} -> {:?}; {calm:?} -> {:?}", fired(due), fired(calm));
    }
    println!("{right} of {} pairs right", pairs.len());
    assert!(right >= RIGHT, "{right} of {} pairs are right, there were {RIGHT}", pairs.len());
}

#[test]
fn substring_matching_fails_the_same_table() {
    let words = [
        "human",
        "agent",
        "person",
        "manager",
        "someone",
        "operator",
        "supervisor",
        "representative",
        "cancel",
        "refund",
        "legal",
        "attorney",
        "complaint",
        "breach",
        "account",
        "useless",
        "kill",
        "fire",
    ];
    let naive = |text: &str| words.iter().any(|w| text.to_lowercase().contains(w));
    let missed = PAIRS.iter().filter(|p| !naive(p.0)).count();
    let alarms = PAIRS.iter().filter(|p| naive(p.2)).count();
    assert!(missed >= 10 && alarms >= 25, "the table is too easy: {missed} missed, {alarms} false alarms");
}

#[test]
fn exceptions_carry_weight() {
    let mut policy = baton_triggers::Policy::default().full();
    policy.packs.iter_mut().flat_map(|p| &mut p.groups).for_each(|g| g.except.clear());
    let bare = baton_triggers::Detector::new(&policy);
    let alarms = PAIRS
        .iter()
        .filter(|p| bare.visitor(&mut baton_triggers::DetectorState::default(), p.2, 0).escalates())
        .count();
    assert!(alarms >= 5, "only {alarms} of the calm messages need an exception");
}

#[test]
fn other_languages_ask_for_a_person_too() {
    for text in [
        "Ich möchte mit einem Menschen sprechen",
        "Kann ich bitte einen Mitarbeiter haben?",
        "je veux parler à un humain",
        "Est-ce que je peux parler à quelqu'un ?",
        "quiero hablar con una persona",
        "¿Puedo hablar con un agente?",
    ] {
        assert_eq!(escalation(&one(text)), Some(Human), "{text}");
    }
    for text in [
        "Ich brauche keinen Menschen, nur den Preis",
        "je ne veux pas parler à un humain",
        "no quiero hablar con una persona",
    ] {
        assert!(!one(text).escalates(), "{text}");
    }
}

#[test]
fn account_compromise_is_cold_and_the_rest_is_warm() {
    let cold =
        |text: &str| matches!(one(text).decision, baton_triggers::Decision::Escalate { cold: true, .. });
    assert!(cold("my account was hacked"));
    assert!(!cold("i want a refund"));
}

#[test]
fn evidence_quotes_the_visitor() {
    let judged = one("Hello! I'd like to SPEAK to a  Real Person, thanks");
    let baton_triggers::Decision::Escalate { evidence, rule, score, threshold, .. } = judged.decision else {
        panic!("must escalate")
    };
    assert_eq!(rule, "explicit");
    assert!(evidence.iter().any(|e| e.contains("SPEAK to a  Real Person")), "{evidence:?}");
    assert!(score >= threshold);
    assert_eq!(detector().policy().version, 1);
}
