//! What holds for every input: no panic, the same answer again, bounded memory?

mod common;

use baton_conversation::{Outcome, Score};
use baton_triggers::{DetectorState, Facts};
use common::{Random, detector, noise::step};

#[test]
fn never_panics_and_answers_the_same_twice() {
    for seed in 1..40_u64 {
        let run = || {
            let mut random = Random(seed * 7919);
            let mut state = DetectorState::default();
            (0..150).map(|i| step(&mut state, &mut random, i64::from(i) * 1000)).collect::<Vec<_>>()
        };
        assert_eq!(run(), run(), "seed {seed}");
    }
}

#[test]
fn a_stored_state_goes_on_as_the_live_one() {
    for seed in 1..20_u64 {
        let (mut a, mut b) = (Random(seed), Random(seed));
        let (mut live, mut stored) = (DetectorState::default(), DetectorState::default());
        for i in 0..60 {
            let expected = step(&mut live, &mut a, i);
            assert_eq!(step(&mut stored, &mut b, i), expected, "seed {seed}, step {i}");
            let json = serde_json::to_string(&stored).unwrap();
            stored = serde_json::from_str(&json).unwrap();
        }
        assert_eq!(live, stored, "seed {seed}");
    }
}

#[test]
fn state_stays_within_a_kibibyte_for_a_thousand_messages() {
    let mut state = DetectorState::default();
    let name = "\"\\".repeat(60);
    let facts = Facts {
        tier: Some(name.clone()),
        department: Some(name.clone()),
        issue: Some(name),
        account_age_days: Some(u32::MAX),
        minute_of_day: Some(1439),
        open: Some(false),
    };
    detector().facts(&mut state, facts);
    let topics = "refund me, cancel my account, breach of contract, legal action, gdpr request, erase my data, report fraud on my card, \
                  my account was hacked, file a complaint, useless";
    let mut random = Random(5);
    let mut largest = 0;
    for i in 0..1000_i64 {
        let words: Vec<String> = (0..30).map(|_| format!("w{}x", random.below(5000))).collect();
        let at_ms = i64::MAX - 1000 + i;
        detector().visitor(&mut state, &format!("{topics} {}", words.join(" ")), at_ms);
        detector().assistant(&mut state, &words.join(" "), Outcome::Answered, Score(-1000), at_ms);
        detector().sentiment(&mut state, Score(-1000));
        largest = largest.max(serde_json::to_string(&state).unwrap().len());
    }
    assert!(largest > 700, "the test fills too little: {largest}");
    assert!(largest <= 1024, "{largest} bytes");
}

#[test]
fn a_flood_of_phrases_hides_no_request() {
    for flood in ["user agent, i dont need a person. ", "useless ", "refund policy "] {
        let text = format!("{} get me a human", flood.repeat(200));
        let judged = detector().visitor(&mut DetectorState::default(), &text, 0);
        assert!(
            judged.signals.iter().any(|s| s.kind == baton_conversation::Reason::CustomerRequested),
            "{flood}"
        );
        let calm = detector().visitor(
            &mut DetectorState::default(),
            &"user agent, i dont need a person. ".repeat(200),
            0,
        );
        assert!(!calm.escalates(), "exceptions must not be crowded out");
    }
}

#[test]
fn the_end_of_a_long_paste_still_counts() {
    let log = "error at line 12, module loader, retrying in a moment ".repeat(20_000);
    let judged =
        detector().visitor(&mut DetectorState::default(), &format!("{log}\nlet me talk to a human"), 0);
    assert!(judged.escalates());
}
