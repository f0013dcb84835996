//! When may a piece of a streaming reply be shown, and what is taken out of it first?
//!
//! Whole sentences only: a link or a secret that is cut in two can't be judged.

use crate::api::{Part, Reply};
use async_stream::try_stream;
use futures_util::StreamExt;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// Replaces secrets in a text; given in from outside, so that there is one such function in the product.
pub type Mask = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// A "sentence" longer than this is let go at its last space: a reply without full stops must not stall.
const LONGEST: usize = 800;

/// Collects pieces and lets whole sentences go.
#[derive(Debug, Default)]
pub struct Sentences {
    waiting: String,
}

impl Sentences {
    /// Adds a piece; returns what is complete by now, if anything.
    pub fn push(&mut self, piece: &str) -> Option<String> {
        self.waiting.push_str(piece);
        let end = complete(&self.waiting);
        (end > 0).then(|| self.waiting.drain(..end).collect())
    }

    /// The rest.
    pub fn finish(&mut self) -> Option<String> {
        (!self.waiting.is_empty()).then(|| std::mem::take(&mut self.waiting))
    }
}

/// How many bytes of the text are whole sentences. The last one always waits: more of it may come.
fn complete(text: &str) -> usize {
    let (mut at, mut safe) = (0, 0);
    let mut bounds = text.split_sentence_bounds().peekable();
    while let Some(sentence) = bounds.next() {
        at += sentence.len();
        if bounds.peek().is_some() && !is_open(&text[safe..at]) {
            safe = at;
        }
    }
    if safe == 0 && text.len() > LONGEST {
        return text.rfind(' ').map_or(0, |space| space + 1);
    }
    safe
}

/// Whether code or a link is still open at the end.
fn is_open(text: &str) -> bool {
    let code = text.matches('`').count() % 2 == 1;
    let link = text.rfind("](").is_some_and(|at| !text[at..].contains(')'));
    let label = text.rfind('[').is_some_and(|at| !text[at..].contains(']'));
    code || link || label
}

/// Makes a whole sentence safe: links only to `https:`, `http:`, `mailto:` and `tel:`, no images, no HTML,
/// no secrets.
#[must_use]
pub fn clean(text: &str, mask: &Mask) -> String {
    let masked = mask(text);
    let mut cut: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(&masked, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) if !is_safe(&dest_url) => {
                cut.extend(around(&masked, range))
            }
            Event::Start(Tag::Image { .. }) => cut.extend(around(&masked, range)),
            Event::Html(_) | Event::InlineHtml(_) => cut.push(range),
            _ => {}
        }
    }
    without(&masked, cut)
}

/// What makes `[label](target)`, `![label](target)` or `<target>` more than its label.
fn around(text: &str, whole: Range<usize>) -> [Range<usize>; 2] {
    let source = &text[whole.clone()];
    let opening = if source.starts_with("![") { 2 } else { 1 };
    let closing = source.rfind("](").unwrap_or(source.len() - 1);
    [whole.start..whole.start + opening, whole.start + closing..whole.end]
}

fn without(text: &str, mut cut: Vec<Range<usize>>) -> String {
    cut.sort_by_key(|range| range.start);
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for range in cut {
        if range.start > at {
            kept.push_str(&text[at..range.start]);
        }
        at = at.max(range.end);
    }
    kept.push_str(&text[at..]);
    kept
}

fn is_safe(target: &str) -> bool {
    let target = target.trim().to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| target.starts_with(scheme))
}

/// Lets a reply through sentence by sentence, each cleaned.
#[must_use]
pub(crate) fn by_sentence(mut reply: Reply, mask: Mask) -> Reply {
    Box::pin(try_stream! {
        let mut sentences = Sentences::default();
        while let Some(part) = reply.next().await {
            match part? {
                Part::Piece(piece) => {
                    if let Some(whole) = sentences.push(&piece) {
                        yield Part::Piece(clean(&whole, &mask));
                    }
                }
                Part::End(ending) => {
                    if let Some(rest) = sentences.finish() {
                        yield Part::Piece(clean(&rest, &mask));
                    }
                    yield Part::End(ending);
                    return;
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask() -> Mask {
        Arc::new(|text: &str| text.replace("s3cret", "••••"))
    }

    fn released(pieces: &[&str]) -> Vec<String> {
        let mut sentences = Sentences::default();
        let mut out: Vec<String> = pieces.iter().filter_map(|p| sentences.push(p)).collect();
        out.extend(sentences.finish());
        out
    }

    #[test]
    fn sentences_go_whole_and_nothing_is_lost() {
        assert_eq!(released(&["One. Tw", "o? Thr", "ee"]), ["One. ", "Two? ", "Three"]);
        let text = "A list:\n- one\n- two\n\nAnd [a link](https://x.example/a. B) in it. `code. X` too. End";
        let letters: Vec<String> = text.chars().map(String::from).collect();
        let pieces: Vec<&str> = letters.iter().map(String::as_str).collect();
        let out = released(&pieces);
        assert_eq!(out.concat(), text);
        assert!(out.iter().all(|s| !is_open(s)), "{out:?}");
    }

    #[test]
    fn endless_text_without_a_full_stop_is_let_go_by_words() {
        let mut sentences = Sentences::default();
        let out: Vec<String> = (0..400).filter_map(|_| sentences.push("word ")).collect();
        assert!(!out.is_empty() && out.iter().all(|s| s.len() <= LONGEST + 5));
    }

    #[test]
    fn unsafe_links_images_html_and_secrets_are_taken_out() {
        let cases = [
            ("See [the page](https://a.example).", "See [the page](https://a.example)."),
            ("See [the page](javascript:alert(1)).", "See the page."),
            ("See [the **page**](data:text/html,x) now.", "See the **page** now."),
            ("![pixel](https://evil.example/p.png) ok", "pixel ok"),
            ("Hi <img src=x onerror=y> there", "Hi  there"),
            ("Your word is s3cret.", "Your word is ••••."),
            ("Write to [us](mailto:a@b.example).", "Write to [us](mailto:a@b.example)."),
            ("<javascript:alert(1)>", "javascript:alert(1)"),
        ];
        for (given, wanted) in cases {
            assert_eq!(clean(given, &mask()), wanted, "{given}");
        }
    }
}
