//! Is what this build decides what every other build decides? The browser's tests read the same file.

mod common;

use baton_triggers::compile::fingerprints;
use common::detector;

/// What was decided when the models were trained (`cargo xtask train` writes it).
const DECISIONS: &str = include_str!("data/decisions.txt");
const CHATS: [&str; 2] =
    [include_str!("../training/chats.jsonl"), include_str!("../training/validation/chats.jsonl")];

#[test]
fn every_chat_is_decided_as_the_browser_decides_it() {
    let of = |text: &&str| fingerprints(detector(), text).unwrap();
    let found: Vec<String> = CHATS.iter().flat_map(of).collect();
    let written: Vec<&str> = DECISIONS.lines().collect();
    assert!(found.len() >= 16, "{}", found.len());
    assert_eq!(found, written, "run `cargo xtask train`");
}

#[test]
fn another_word_changes_a_fingerprint() {
    let line =
        |text: &str| format!("{{\"id\":1,\"messages\":[{{\"role\":\"user\",\"content\":\"{text}\"}}]}}");
    let of = |text: &str| fingerprints(detector(), &line(text)).unwrap();
    assert_ne!(of("get me a human"), of("get me a hamster"));
    assert_eq!(of("get me a human"), of("get me a human"));
    assert!(fingerprints(detector(), "{}").is_err());
}
