//! Does the matcher agree with a regular expression engine?
#![expect(clippy::unwrap_used, reason = "a generated pattern that does not parse must stop the test")]

mod common;

use baton_conversation::Score;
use baton_triggers::compile::to_regex;
use baton_triggers::{CompactPolicy, Detector, DetectorState, Group, Policy, pattern};
use common::Random;
use regex::Regex;

const WORDS: [&str; 6] = ["ka", "lo", "mi", "nu", "pe", "ra"];

/// A random pattern: words, alternatives, groups, options, gaps, anchors.
fn random_pattern(random: &mut Random) -> String {
    let mut parts = Vec::new();
    if random.below(5) == 0 {
        parts.push("^".to_owned());
    }
    parts.push((*random.pick(&WORDS)).to_owned());
    for _ in 0..random.below(4) {
        let (a, b, c) = (random.pick(&WORDS), random.pick(&WORDS), random.pick(&WORDS));
        let middle = match random.below(6) {
            0 => format!("{a}|{b}"),
            1 => format!("{a}?"),
            2 => format!("({a} {b}|{c})"),
            3 => format!("({a}|{b} {c})?"),
            4 => format!("*{}", 1 + random.below(3)),
            _ => (*a).to_owned(),
        };
        parts.push(middle);
    }
    parts.push((*random.pick(&WORDS)).to_owned());
    if random.below(5) == 0 {
        parts.push("$".to_owned());
    }
    parts.join(" ")
}

fn matcher(pattern: &str) -> Detector {
    let group =
        Group { id: "explicit".into(), score: Score::ONE, say: vec![pattern.into()], ..Group::default() };
    let base = Policy::default();
    Detector::new(&CompactPolicy {
        thresholds: base.thresholds,
        phrases: vec![group],
        ..CompactPolicy::default()
    })
}

/// The disagreements over many random patterns and messages, as pattern and message.
fn disagreements(seed: u64, spoil: bool) -> Vec<(String, String)> {
    let mut random = Random(seed);
    let mut wrong = Vec::new();
    let mut matches = 0;
    for _ in 0..300 {
        let pattern = random_pattern(&mut random);
        let nodes = pattern::parse(&pattern, &|_| None).unwrap();
        let regex = Regex::new(&to_regex(&nodes)).unwrap();
        let spoiled = pattern.replace('*', "");
        let detector = matcher(if spoil { &spoiled } else { &pattern });
        for _ in 0..30 {
            let sentences: Vec<String> = (0..=random.below(2))
                .map(|_| (0..1 + random.below(8)).map(|_| *random.pick(&WORDS)).collect::<Vec<_>>().join(" "))
                .collect();
            let expected = regex.is_match(&format!(". {} . ", sentences.join(" . ")));
            let text = sentences.join(". ");
            let found = detector.visitor(&mut DetectorState::default(), &text, 0).escalates();
            matches += usize::from(expected);
            if found != expected {
                wrong.push((pattern.clone(), text));
            }
        }
    }
    assert!(matches > 300, "seed {seed}: only {matches} messages match, the test says little");
    wrong
}

#[test]
fn agrees_on_thousands_of_generated_messages() {
    for seed in [1, 20_260, 777] {
        assert_eq!(disagreements(seed, false), [], "seed {seed}");
    }
}

#[test]
fn a_matcher_without_gaps_would_be_caught() {
    assert!(disagreements(1, true).len() > 50);
}

/// What the pattern finds in the message.
fn found(pattern: &str, text: &str) -> bool {
    matcher(pattern).visitor(&mut DetectorState::default(), text, 0).escalates()
}

#[test]
fn a_stem_stands_for_every_word_that_begins_so() {
    // Words and longer stems of other alternatives must not hide the shorter stem.
    let pattern = "temsil~|temsilci~|temsilciye bağla~|bağlan";
    for text in ["temsilciye bağlar mısın", "TEMSİLCİSİNE bağlasana", "temsilciiiye bağla", "temsil bağlan"]
    {
        assert!(found(pattern, text), "{text}");
    }
    for text in ["temsi bağla", "temsilci", "bağla temsilci"] {
        assert!(!found(pattern, text), "{text}");
    }
}

#[test]
fn arabic_prefixes_are_looked_through() {
    for text in ["أريد موظف", "اريد الموظف", "اريد بالموظف", "أريد للموظفين"]
    {
        assert!(found("اريد موظف~", text), "{text}");
    }
    assert!(!found("اريد موظف~", "اريد تموظف"));
}

#[test]
fn unsegmented_words_match_inside_text() {
    assert!(found("人工客服", "請幫我轉人工客服謝謝"));
    assert!(found("상담원 *3 연결", "상담원이랑 연결해주세요") && found("상담원 *3 연결", "상담원연결좀"));
    assert!(!found("人工客服", "人工的客服"));
}
