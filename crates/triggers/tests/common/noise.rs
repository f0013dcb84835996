//! What could anybody send? Random steps: bytes, characters, and pieces that the detectors listen to.

use baton_conversation::{Outcome, Score};
use baton_triggers::{DetectorState, Judgement};

use super::{Random, detector};

/// What the detectors listen to, and what text is hard to read.
const PIECES: &[&str] = &[
    "human",
    "agent",
    "not",
    "refund",
    "i want",
    "talk to",
    "a",
    "person",
    "!!!!",
    "???",
    "😡",
    "🙂",
    ".",
    ",",
    "\n",
    "\u{0}",
    "é",
    "ß",
    "İ",
    "ŁÓDŹ",
    "人間と話したい",
    "موظف",
    "हेल्प",
    "ﷺ",
    "\u{202e}",
    "e\u{301}\u{301}",
    "soooooo",
    "'",
    "’s",
    "l'",
    "https://x.y/z?q=1",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "don't",
    "7",
    "ＦＵＬＬ",
    "\u{1F468}\u{200D}\u{1F469}",
    " ",
    "\t",
    "hmuan",
    "useless",
];

/// Pieces that cost most when they are repeated, each with a name.
pub(crate) const ADVERSARIAL: [(&str, &str); 14] = [
    ("stretched letters", "a"),
    ("stretched phrase", "huuuuman pleeease "),
    ("half a phrase", "can i please just speak to a "),
    ("an exception", "user agent, i dont need a person. "),
    ("misspelt words", "hmuan agnet persno refnud "),
    ("words in a row", "human "),
    ("negations", "not no never dont "),
    ("sentences", "a. "),
    ("marks", "!?"),
    ("accents", "e\u{301}"),
    ("Chinese", "人工客服退款"),
    ("Arabic prefixes", "والموظف بالشكوى "),
    ("emoji", "😡"),
    ("a question", "why is my order late? "),
];

/// A piece repeated to so many bytes, or as many as fit.
pub(crate) fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

/// Bytes, characters or words in no order.
fn random_text(random: &mut Random) -> String {
    match random.below(3) {
        0 => {
            let bytes: Vec<u8> =
                (0..random.below(200)).map(|_| u8::try_from(random.next() & 255).unwrap_or(0)).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        1 => (0..random.below(60))
            .filter_map(|_| char::from_u32(u32::try_from(random.next() % 0x2_0000).unwrap_or(0)))
            .collect(),
        _ => {
            let glue = *random.pick(&[" ", "", ". "]);
            (0..random.below(40)).map(|_| *random.pick(PIECES)).collect::<Vec<_>>().join(glue)
        }
    }
}

/// One step of a conversation that nobody would hold.
pub(crate) fn step(state: &mut DetectorState, random: &mut Random, at_ms: i64) -> Judgement {
    let text = random_text(random);
    let score = Score(i32::try_from(random.below(2001)).unwrap_or(0) - 1000);
    match random.below(8) {
        0..4 => detector().visitor(state, &text, at_ms),
        4 => detector().sentiment(state, score),
        n => {
            let outcome = [Outcome::Answered, Outcome::Clarify, Outcome::Fallback][n - 5];
            detector().assistant(state, &text, outcome, score, at_ms)
        }
    }
}
