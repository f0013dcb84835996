//! What stands in a long thread? The same messages for every candidate, visitor and answer in turn, numbered so that
//! the newest can be found.
use serde_json::{Value, json};

/// What people write, in lengths that occur.
const SAID: [&str; 5] = [
    "Hello, is anybody there?",
    "My parcel was due on Monday and the tracking page has not changed since. Where is it?",
    "Yes.",
    "I tried it again on the phone and on the laptop; both show the same page as before, with an empty list below it.",
    "Thank you, that helps. How long does it take from here?",
];
/// And what they are told.
const ANSWERED: [&str; 4] = [
    "I am looking into it, one moment please.",
    "It left the warehouse this morning, so it should arrive within two working days. You get a mail on the way.",
    "Done.",
    "Please open the page once more, choose Orders, and tell me the number that stands at its top.",
];

/// Whether the visitor writes the message of this number; the numbers begin with 1.
pub(crate) fn is_visitors(number: usize) -> bool {
    !number.is_multiple_of(2)
}

/// The text of a message.
pub(crate) fn text(number: usize) -> String {
    let said =
        if is_visitors(number) { SAID[number % SAID.len()] } else { ANSWERED[number % ANSWERED.len()] };
    format!("{said} (No. {number})")
}

/// A thread for deep-chat's `history`.
pub(crate) fn for_deep_chat(count: usize) -> Value {
    let one = |number| {
        let role = if is_visitors(number) { "user" } else { "ai" };
        json!({ "role": role, "text": text(number) })
    };
    (1..=count).map(one).collect()
}

/// A thread as n8n's webhook answers `loadPreviousSession`.
pub(crate) fn for_n8n(count: usize) -> Value {
    let one = |number| {
        let kind = if is_visitors(number) { "HumanMessage" } else { "AIMessage" };
        json!({ "id": ["langchain_core", "messages", kind], "kwargs": { "content": text(number) } })
    };
    json!({ "data": (1..=count).map(one).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thread_goes_to_each() {
        let (deep, n8n) = (for_deep_chat(7), for_n8n(7));
        assert_eq!(deep.as_array().unwrap().len(), 7);
        for number in 1..=7 {
            assert_eq!(deep[number - 1]["text"], n8n["data"][number - 1]["kwargs"]["content"]);
            let visitor = deep[number - 1]["role"] == "user";
            assert_eq!(visitor, n8n["data"][number - 1]["id"][2] == "HumanMessage");
        }
        assert_ne!(deep[0]["role"], deep[1]["role"]);
    }

    #[test]
    fn no_message_carries_the_number_of_another() {
        assert!(text(10).ends_with("(No. 10)") && !text(100).contains("(No. 10)"));
    }
}
