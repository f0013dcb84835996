//! Which secrets must not reach the log, and what stands in their place?
//!
//! The same function runs in the widget before the outbox and on the server before the log. It has no regular
//! expressions, so that it costs the browser little.

use crate::letter::{in_word, is_letter, lower, lowered};

/// A text with its secrets replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// The text to keep.
    pub text: String,
    /// How many secrets were replaced.
    pub count: usize,
}

const BULLETS: &str = "••••";
/// Words after which the next word is a password or code, when a `:`, `=` or "is" stands between.
const SECRET_WORDS: [&str; 10] =
    ["password", "passwort", "passcode", "pin", "cvv", "cvc", "secret", "token", "apikey", "kennwort"];
/// How well-known credentials begin.
const TOKEN_PREFIXES: [&str; 10] =
    ["sk-", "sk_live_", "sk_test_", "ghp_", "github_pat_", "xoxb-", "xoxp-", "AKIA", "AIza", "eyJ"];
/// Shortest word taken for a credential by its prefix.
const MIN_TOKEN: usize = 16;

/// Replaces card numbers (13–19 digits that pass Luhn), passwords after a word that announces them, and
/// well-known credential forms. Everything else stays as it is.
#[must_use]
pub fn mask_secrets(text: &str) -> Masked {
    let mut spans = card_numbers(text);
    spans.extend(words_to_mask(text));
    spans.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut count) = (0, 0);
    for (start, end, tail) in spans {
        if start < at {
            continue;
        }
        out.push_str(&text[at..start]);
        out.push_str(BULLETS);
        out.push_str(&text[tail..end]);
        at = end;
        count += 1;
    }
    out.push_str(&text[at..]);
    Masked { text: out, count }
}

/// Byte range to replace and where the part that stays (a card's last four digits) begins.
type Span = (usize, usize, usize);

fn card_numbers(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut spans = vec![];
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() || (at > 0 && bytes[at - 1].is_ascii_alphanumeric()) {
            at += 1;
            continue;
        }
        let (end, digits) = digit_run(bytes, at);
        if (13..=19).contains(&digits.len()) && luhn(&digits) {
            spans.push((at, end, tail_of(bytes, end)));
        }
        at = end;
    }
    spans
}

/// Digits with single spaces or hyphens between them, from `start`; the end is after the last digit.
fn digit_run(bytes: &[u8], start: usize) -> (usize, Vec<u8>) {
    let mut digits = vec![];
    let (mut at, mut end) = (start, start);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_digit() {
            digits.push(byte - b'0');
            end = at + 1;
        } else if !(matches!(byte, b' ' | b'-') && at == end) {
            break;
        }
        at += 1;
    }
    (end, digits)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &d)| {
            let d = u32::from(d);
            if i % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 }
        })
        .sum();
    // All zeros also passes Luhn; no card is that.
    sum > 0 && sum.is_multiple_of(10)
}

fn tail_of(bytes: &[u8], end: usize) -> usize {
    let mut left = 4;
    let mut at = end;
    while left > 0 && at > 0 {
        at -= 1;
        left -= usize::from(bytes[at].is_ascii_digit());
    }
    at
}

fn words_to_mask(text: &str) -> Vec<Span> {
    let mut spans = vec![];
    let mut announced = Announced::No;
    for (start, word) in words(text) {
        let end = start + word.len();
        let core = lowered(word.trim_matches(|c: char| !in_word(c)));
        let looks_like_token = word.len() >= MIN_TOKEN && TOKEN_PREFIXES.iter().any(|p| word.starts_with(p));
        // "password:hunter2" in one word.
        let joined = word.find([':', '=']).filter(|&i| i + 1 < word.len() && is_secret_word(&word[..i]));
        if looks_like_token || announced == Announced::Value {
            spans.push((start, end, end));
            announced = Announced::No;
        } else if let Some(i) = joined {
            spans.push((start + i + 1, end, end));
            announced = Announced::No;
        } else if is_secret_word(word) {
            announced = if word.ends_with([':', '=']) { Announced::Value } else { Announced::Word };
        } else if announced == Announced::Word && matches!(core.as_str(), "is" | "ist" | "was" | "") {
            // "password is fine" must stay readable: a value has a digit or a sign, see below.
            announced = Announced::Maybe;
        } else if announced == Announced::Maybe && is_value(word) {
            spans.push((start, end, end));
            announced = Announced::No;
        } else {
            announced = Announced::No;
        }
    }
    spans
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Announced {
    No,
    Word,
    Maybe,
    Value,
}

fn is_secret_word(word: &str) -> bool {
    let core: String = word.chars().filter(|c| in_word(*c)).map(lower).collect();
    SECRET_WORDS.contains(&core.as_str())
}

fn is_value(word: &str) -> bool {
    let core = word.trim_end_matches(['.', ',', '!', '?', ')']);
    core.len() >= 3 && core.chars().any(|c| !is_letter(c) && !matches!(c, '\'' | '’' | '-'))
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(move |w| (w.as_ptr() as usize - text.as_ptr() as usize, w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(mask_secrets(input).text, expected, "{input}");
    }

    #[test]
    fn cards_keep_their_last_four() {
        check("my card is 4242 4242 4242 4242 thanks", "my card is ••••4242 thanks");
        check("5555-5555-5555-4444", "••••4444");
        check("378282246310005", "••••0005");
        check("é 4242424242424242.", "é ••••4242.");
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "order 4242 4242 4242 4243",
            "call +49 170 1234567",
            "0000 0000 0000 0000",
            "tracking AB4242424242424242",
            "12345",
            "4242  4242  4242  4242",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn announced_secrets_go() {
        check("password: hunter2 ok", "password: •••• ok");
        check("Password:hunter2", "Password:••••");
        check("my password is hunter2!", "my password is ••••");
        check("PIN = 4711", "PIN = ••••");
        check("use sk-abcdefghijklmnopqrstuv", "use ••••");
    }

    #[test]
    fn talk_about_passwords_stays() {
        for text in [
            "my password is not working",
            "I forgot my password",
            "reset password please",
            "the token expired",
            "",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn counts_and_is_stable() {
        let once = mask_secrets("4242424242424242 and password: a1b2c3");
        assert_eq!(once.count, 2);
        assert_eq!(mask_secrets(&once.text).text, once.text);
    }
}
