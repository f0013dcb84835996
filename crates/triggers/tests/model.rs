//! Does the learned model add to the phrases, give way to the site's own, and read only what it can?

mod common;

use baton_conversation::Reason;
use baton_triggers::compile::{MODEL, MODEL_HEADS, Weights, nearest_level};
use baton_triggers::{CompactPolicy, Detector, DetectorState, Judgement, Policy};
use common::{Random, detector};

fn rules() -> Detector {
    Detector::new(&CompactPolicy { model: String::new(), ..Policy::default().full() })
}

fn one(detector: &Detector, text: &str) -> Judgement {
    detector.visitor(&mut DetectorState::default(), text, 0)
}

#[test]
fn the_built_in_model_hears_what_no_phrase_holds() {
    let rules = rules();
    let learned = [
        "four payments to a shop i have never heard of",
        "my vouchers are gone and i never used them",
        "i regret every cent",
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
    // No language pack: what is read here is the model, and a detector is made for each cut.
    let policy = Policy { languages: Vec::new(), ..Policy::default() };
    let with = |model: String| Detector::new(&CompactPolicy { model, ..policy.full() });
    let odds = with(weights.encode()).odds("is the pool heated");
    assert_eq!(odds.get(..3), Some(&[-40, 0, 40][..]), "biases alone: no feature of this text has a weight");
    assert_eq!(odds.len(), MODEL_HEADS.len());
    assert_eq!(nearest_level(63), 15);
    // A cut or foreign text is a model that knows nothing, and never a panic.
    let mut random = Random(11);
    for at in (0..MODEL.trim().len()).step_by(61) {
        let cut = MODEL.trim().get(..at).unwrap_or("").to_owned();
        let _ = with(cut).odds("let me talk to a person");
    }
    for _ in 0..20 {
        let noise: String =
            (0..random.below(400)).map(|_| char::from(33 + (random.next() % 90) as u8)).collect();
        let _ = with(noise).odds("let me talk to a person");
    }
    assert!(with("not a model at all!".into()).odds("hello").is_empty());
}
