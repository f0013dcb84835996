//! Does the learned model add to the phrases, give way to the site's own, and read only what it can?

mod common;

use baton_conversation::Reason;
use baton_triggers::compile::{MODEL_HEADS, Weights, nearest_level, pack};
use baton_triggers::{Detector, DetectorState, Judgement, Policy};
use common::{Random, detector};

fn rules() -> Detector {
    let mut rules = Policy::default().detector();
    Policy::default().languages.iter().for_each(|language| rules.set_model(language, ""));
    rules
}

fn one(detector: &Detector, text: &str) -> Judgement {
    detector.visitor(&mut DetectorState::default(), text, 0)
}

#[test]
fn the_built_in_model_hears_what_no_phrase_holds() {
    let rules = rules();
    let learned = [
        "the money left my account and the tickets never arrived, so pay me back",
        "please take every trace of me off your books",
    ];
    let heard = |d: &Detector| learned.iter().filter(|t| !one(d, t).signals.is_empty()).count();
    assert!(heard(detector()) > heard(&rules), "{} and {}", heard(detector()), heard(&rules));
    for judged in learned.map(|t| one(detector(), t)) {
        for signal in judged.signals.iter().filter(|s| s.rule.ends_with(".learned")) {
            assert!(!signal.evidence.is_empty(), "{signal:?} names its words");
        }
    }
}

#[test]
fn a_sites_own_phrase_is_never_doubted() {
    let text = "[[phrase]]\nid = \"explicit\"\nsay = [\"is the pool heated\"]\n";
    let judged = one(&Policy::from_toml(text).unwrap().detector(), "is the pool heated");
    assert_eq!(judged.reason(), Some(Reason::CustomerRequested));
    assert!(judged.escalates());
}

#[test]
fn what_is_written_is_what_is_read() {
    let weights = Weights {
        bias: vec![-40, 0, 40, 0, 0, 0, 0, 0, 0, 0, 0],
        weights: vec![(7, 0, 64), (7, 1, -12), (60_000, 10, 5)],
    };
    let mut detector = Policy { languages: vec!["en".into()], ..Policy::default() }.detector();
    let mut odds = |model: &str, text: &str| {
        detector.set_model("en", model);
        detector.odds(text)
    };
    let built_in = pack("en").unwrap().model;
    assert!(!odds(&built_in, "let me talk to a person").is_empty(), "there is a model to cut");
    let odds_alone = odds(&weights.encode(), "is the pool heated");
    assert_eq!(
        odds_alone.get(..3),
        Some(&[-40, 0, 40][..]),
        "biases alone: no feature of this text has a weight"
    );
    assert_eq!(odds_alone.len(), MODEL_HEADS.len());
    assert_eq!(nearest_level(63), 15);
    // A cut or foreign text is a model that knows nothing, and never a panic.
    let mut random = Random(11);
    for at in (0..built_in.len()).step_by(61) {
        let _ = odds(built_in.get(..at).unwrap_or(""), "let me talk to a person");
    }
    for _ in 0..20 {
        let noise: String =
            (0..random.below(400)).map(|_| char::from(33 + (random.next() % 90) as u8)).collect();
        let _ = odds(&noise, "let me talk to a person");
    }
    assert!(odds("not a model at all!", "hello").is_empty());
}
