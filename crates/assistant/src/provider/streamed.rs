//! How is the reply's text read out of a JSON answer that is still arriving?
//!
//! The model answers `{"basis":[…],"confidence":…,"outcome":"…","reply":"…"}`. The first three are the typed
//! outcome and stand first, in alphabetical order, so that they are known before the first word is shown.

use baton_conversation::Outcome;
use serde::Deserialize;

/// What the model says beside its text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Header {
    /// Numbers of the passages used, from 1.
    #[serde(default)]
    pub(super) basis: Vec<usize>,
    /// 0–1000.
    pub(super) confidence: i32,
    /// How it ends.
    pub(super) outcome: Outcome,
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Answer {
    /// The typed outcome.
    #[serde(flatten)]
    pub(super) header: Header,
    /// The text.
    pub(super) reply: String,
}

/// Reads an answer as it arrives.
#[derive(Debug, Default)]
pub(super) struct Streamed {
    raw: String,
    place: Place,
    depth: usize,
    key: String,
    escape: Option<String>,
    high: Option<u16>,
    header: Option<Header>,
}

/// Where in the JSON the reader stands.
#[derive(Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Outside,
    Key,
    AfterKey,
    Value,
    Other,
    Reply,
}

impl Streamed {
    /// Takes more of the answer; returns what it adds to the reply's text.
    pub(super) fn push(&mut self, piece: &str) -> String {
        let mut text = String::new();
        for c in piece.chars() {
            let before = self.raw.len();
            self.raw.push(c);
            self.step(c, before, &mut text);
        }
        text
    }

    /// The typed outcome, if it came before the text.
    pub(super) fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// The whole answer, if it is in the agreed form.
    pub(super) fn finish(&self) -> Option<Answer> {
        let raw = self.raw.trim();
        let raw = raw.strip_prefix("```json").or_else(|| raw.strip_prefix("```")).unwrap_or(raw);
        serde_json::from_str(raw.trim_end_matches("```").trim()).ok()
    }

    fn step(&mut self, c: char, before: usize, text: &mut String) {
        if let Some(escape) = &mut self.escape {
            escape.push(c);
            if !(escape.starts_with('u') && escape.len() < 5) {
                let escape = self.escape.take().unwrap_or_default();
                self.unescape(&escape, text);
            }
            return;
        }
        match (&self.place, c) {
            (Place::Key | Place::Other | Place::Reply, '\\') => self.escape = Some(String::new()),
            (Place::Key, '"') => self.place = Place::AfterKey,
            (Place::Key, _) => self.key.push(c),
            (Place::Other, '"') => self.place = Place::Value,
            (Place::Reply, '"') => self.place = Place::Value,
            (Place::Reply, _) => text.push(c),
            (Place::AfterKey, ':') => self.place = Place::Value,
            (Place::Value, '"') if self.depth == 1 && self.key == "reply" => {
                self.header = self.header_before(before);
                self.place = Place::Reply;
            }
            (Place::Value, '"') => self.place = Place::Other,
            (Place::Value, ',') if self.depth == 1 => self.place = Place::Outside,
            (Place::Outside, '"') if self.depth == 1 => {
                self.key.clear();
                self.place = Place::Key;
            }
            (Place::Outside | Place::Value, '{' | '[') => self.depth += 1,
            (Place::Outside | Place::Value, '}' | ']') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// The outcome out of everything that stands before `"reply": "`.
    fn header_before(&self, end: usize) -> Option<Header> {
        let before = &self.raw[..end];
        let start = before.find('{')?;
        let comma = before.rfind("\"reply\"").and_then(|key| before[..key].rfind(','))?;
        serde_json::from_str(&format!("{}}}", &before[start..comma])).ok()
    }

    fn unescape(&mut self, escape: &str, text: &mut String) {
        let c = match escape.as_bytes() {
            [b'n'] => Some('\n'),
            [b't'] => Some('\t'),
            [b'r' | b'b' | b'f'] => None,
            [b'u', hex @ ..] => {
                let unit = std::str::from_utf8(hex).ok().and_then(|h| u16::from_str_radix(h, 16).ok());
                self.utf16(unit)
            }
            _ => escape.chars().next(),
        };
        match (c, &self.place) {
            (Some(c), Place::Reply) => text.push(c),
            (Some(c), Place::Key) => self.key.push(c),
            _ => {}
        }
    }

    /// One UTF-16 unit; a character beyond the first 65,536 comes as two.
    fn utf16(&mut self, unit: Option<u16>) -> Option<char> {
        let unit = unit?;
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
            return None;
        }
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        char::decode_utf16(units).next().and_then(Result::ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> (Vec<String>, Streamed) {
        let mut streamed = Streamed::default();
        (pieces.iter().map(|p| streamed.push(p)).collect(), streamed)
    }

    #[test]
    fn text_arrives_while_the_answer_is_incomplete_and_the_header_is_known_first() {
        let (text, streamed) = read(&[
            r#"{"basis":[1,2],"confid"#,
            r#"ence":820,"outcome":"answered","re"#,
            r#"ply":"Paste "#,
            "the tag.",
        ]);
        assert_eq!(text, ["", "", "Paste ", "the tag."]);
        let header = Header { basis: vec![1, 2], confidence: 820, outcome: Outcome::Answered };
        assert_eq!(streamed.header(), Some(&header));
        assert_eq!(streamed.finish(), None);
    }

    #[test]
    fn every_cut_gives_the_same_text_with_all_escapes() {
        let reply = "He said \"hi\" \\ {not} [json], \u{1F600} ü\nnext: \"reply\": x";
        let escaped = r#"He said \"hi\" \\ {not} [json], \ud83d\ude00 \u00fc\nnext: \"reply\": x"#;
        let raw = format!(r#"{{"basis":[],"confidence":10,"outcome":"clarify","reply":"{escaped}"}}"#);
        for cut in (0..raw.len()).filter(|at| raw.is_char_boundary(*at)) {
            let (text, streamed) = read(&[&raw[..cut], &raw[cut..]]);
            assert_eq!(text.concat(), reply, "cut at {cut}");
            assert_eq!(streamed.finish().map(|a| a.reply), Some(reply.to_owned()));
            assert!(streamed.header().is_some());
        }
    }

    #[test]
    fn an_answer_in_another_order_is_read_but_its_header_comes_last() {
        let raw = r#"{"reply": "Hm.", "outcome": "fallback", "confidence": 5}"#;
        let (text, streamed) = read(&[raw]);
        assert_eq!((text.concat().as_str(), streamed.header()), ("Hm.", None));
        assert_eq!(streamed.finish().map(|a| a.header.outcome), Some(Outcome::Fallback));
    }

    #[test]
    fn prose_and_nonsense_are_no_answer() {
        for raw in [
            "Sure! Paste the tag.",
            "{}",
            r#"{"reply": 3}"#,
            r#"{"reply":"x","outcome":"magic","confidence":1}"#,
        ] {
            assert_eq!(read(&[raw]).1.finish(), None, "{raw}");
        }
    }
}
