//! Which words carry a mood in any sentence?

/// Stems and what they weigh, in thousandths. Only words that hardly ever mean anything else in a support
/// chat: "refund" or "broken" say what happened, not how somebody feels about it.
const WORDS: [(&str, i32); 38] = [
    ("worst", -800),
    ("terribl", -800),
    ("horribl", -800),
    ("awful", -800),
    ("disgust", -900),
    ("scam", -900),
    ("thie", -900),
    ("idiot", -900),
    ("furious", -900),
    ("outrag", -900),
    ("useless", -700),
    ("garbage", -800),
    ("rubbish", -700),
    ("crap", -800),
    ("shit", -900),
    ("hate", -700),
    ("angry", -800),
    ("annoy", -600),
    ("ridiculous", -700),
    ("unaccept", -800),
    ("waste", -600),
    ("wasting", -600),
    ("frustrat", -600),
    ("disappoint", -400),
    ("unfortunat", -250),
    ("confus", -250),
    ("worr", -250),
    ("thank", 400),
    ("thx", 400),
    ("great", 400),
    ("perfect", 500),
    ("awesome", 700),
    ("amazing", 800),
    ("love", 600),
    ("fantastic", 700),
    ("excellent", 600),
    ("helpful", 500),
    ("nice", 300),
];

/// Words that turn the next two around.
const TURNING: [&str; 7] = ["not", "no", "isn't", "don't", "doesn't", "wasn't", "without"];

/// The strongest mood in the text, from -1000 to 1000; 0 when no word carries one. Bad words win over good
/// ones, because praise beside an insult is irony.
pub(super) fn score(text: &str) -> i32 {
    let text = text.to_lowercase().replace('’', "'");
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty()).collect();
    let (mut worst, mut best) = (0, 0);
    for (at, word) in words.iter().enumerate() {
        let Some((_, weight)) = WORDS.iter().find(|(stem, _)| word.starts_with(stem)) else { continue };
        let turned = words[at.saturating_sub(2)..at].iter().any(|before| TURNING.contains(before));
        let weight = if turned { -weight / 2 } else { *weight };
        worst = worst.min(weight);
        best = best.max(weight);
    }
    if worst < 0 { worst } else { best }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_weigh_and_negation_turns_them() {
        for (text, sign) in [
            ("this is useless", -1),
            ("not helpful", -1),
            ("thanks a lot", 1),
            ("thanks for nothing, useless bot", -1),
            ("where is my refund", 0),
            ("it is not terrible", 1),
        ] {
            assert_eq!(score(text).signum(), sign, "{text}");
        }
    }
}
