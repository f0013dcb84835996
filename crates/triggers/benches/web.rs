//! What does one message cost in the visitor's browser, and does the browser decide as the server does?
//!
//! Run by `cargo xtask bench triggers`, which says what to read and what the server's build made of it.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement that cannot go on stops")]

use baton_conversation::{Outcome, Score};
use baton_triggers::compile::fingerprints;
use baton_triggers::{CompactPolicy, Detector, DetectorState, Policy};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const CONVERSATIONS: &str = include_str!(env!("BATON_CONVERSATIONS", "run `cargo xtask bench triggers`"));
const FINGERPRINTS: &str = include_str!(env!("BATON_FINGERPRINTS", "run `cargo xtask bench triggers`"));
/// Chats as people write them.
const CHATS: &str = include_str!("../training/chats.jsonl");
/// Messages judged between two readings of the clock, which is coarse.
const JUDGED: usize = 10_000;
/// Measurements, of which the middle one counts.
const REPEATS: usize = 5;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

#[wasm_bindgen_test]
fn one_message_costs_so_much() {
    let compact = Policy::default().compact_for("en").encode();
    let ready = now();
    let detector = Detector::of(CompactPolicy::decode(&compact).unwrap());
    console_log!("web: detector ready in {:.1} ms", now() - ready);
    let messages = english();
    for before in [10, 1000] {
        let state = after(&detector, &messages, before);
        let mut each: Vec<f64> = (0..REPEATS).map(|_| microseconds(&detector, &state, &messages)).collect();
        each.sort_by(f64::total_cmp);
        console_log!(
            "web: {:.1} µs a message at message {before} ({:.1} to {:.1}; {REPEATS} times {JUDGED} messages)",
            each[REPEATS / 2],
            each[0],
            each[REPEATS - 1]
        );
    }
}

/// What visitors say in English.
fn english() -> Vec<String> {
    let chats = CHATS.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let chats = chats.filter(|chat| chat["lang"].as_str().is_none_or(|lang| lang == "en"));
    let messages = chats.flat_map(|chat| chat["messages"].as_array().unwrap().clone());
    let said = messages.filter(|m| m["role"] == "user").map(|m| m["content"].as_str().unwrap().to_owned());
    let said: Vec<String> = said.collect();
    assert!(said.len() > 500, "{}", said.len());
    said
}

/// The state after so many messages, every other one the assistant's.
fn after(detector: &Detector, messages: &[String], count: usize) -> DetectorState {
    let mut state = DetectorState::default();
    for at in 0..count / 2 {
        detector.visitor(&mut state, &messages[at % messages.len()], 0);
        detector.assistant(
            &mut state,
            &messages[(at * 7) % messages.len()],
            Outcome::Answered,
            Score(800),
            0,
        );
    }
    state
}

fn microseconds(detector: &Detector, state: &DetectorState, messages: &[String]) -> f64 {
    let mut judged = 0_usize;
    let start = now();
    for text in messages.iter().cycle().take(JUDGED) {
        let mut state = state.clone();
        judged += detector.visitor(&mut state, text, 0).signals.len();
    }
    let took = now() - start;
    assert!(judged > 0);
    took * 1000.0 / f64::from(u32::try_from(JUDGED).unwrap())
}

#[wasm_bindgen_test]
fn every_conversation_is_decided_as_on_the_server() {
    let detector = Policy::default().detector();
    let found = fingerprints(&detector, CONVERSATIONS).unwrap();
    let wanted: Vec<&str> = FINGERPRINTS.lines().collect();
    let same = found.iter().zip(&wanted).filter(|(a, b)| a == b).count();
    console_log!(
        "web: {} conversations, {same} of {} fingerprints are those of the server",
        CONVERSATIONS.lines().count(),
        wanted.len()
    );
    assert_eq!(found, wanted);
}
