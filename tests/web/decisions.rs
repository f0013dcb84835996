//! Does the browser decide as the server does, to the last byte?

use baton_triggers::Policy;
use baton_triggers::compile::fingerprints;
use wasm_bindgen_test::wasm_bindgen_test;

/// What the server's build decides; `crates/triggers/tests/same.rs` holds it to this file as well.
const DECISIONS: &str = include_str!("../../crates/triggers/tests/data/decisions.txt");
const CHATS: [&str; 2] = [
    include_str!("../../crates/triggers/training/chats.jsonl"),
    include_str!("../../crates/triggers/training/validation/chats.jsonl"),
];

#[wasm_bindgen_test]
fn every_chat_is_decided_as_on_the_server() {
    let detector = Policy::default().detector();
    let of = |text: &&str| fingerprints(&detector, text).unwrap();
    let found: Vec<String> = CHATS.iter().flat_map(of).collect();
    let written: Vec<&str> = DECISIONS.lines().collect();
    assert!(found.len() >= 16, "{}", found.len());
    assert_eq!(found, written);
}
