//! What does a person who takes over need to know, put together without an LLM?

use crate::api::Said;
use crate::knowledge::shorten;
use baton_conversation::{Author, Detail, Outcome, VisitorBrief};
use regex::Regex;
use std::sync::LazyLock;

/// Longest quotation of one message, in characters.
const QUOTED: usize = 220;

/// Fewer letters than this say nothing by themselves: "hi", "yes", "ok thanks".
const SUBSTANCE: usize = 15;

/// Labels and the patterns of what stands behind them; the first group is the value. Order matters: what an
/// earlier pattern took, a later one leaves alone.
static PATTERNS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let named = r"(?:\s*(?:number|no\.?|nr\.?|id|code))?\s*(?:is|was|:|#|=)?\s*#?\s*";
    [
        ("E-mail", r"(?i)\b([a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,})\b".to_owned()),
        ("Order number", format!(r"(?i)\border{named}([a-z]{{0,4}}-?\d[\d-]{{2,}}[a-z0-9]*)\b")),
        ("Invoice number", format!(r"(?i)\binvoice{named}([a-z]{{0,4}}-?\d[\d-]{{2,}}[a-z0-9]*)\b")),
        ("Ticket number", format!(r"(?i)\b(?:ticket|case){named}([a-z]{{0,4}}-?\d[\d-]{{1,}}[a-z0-9]*)\b")),
        ("Tracking number", format!(r"(?i)\b(?:tracking|parcel){named}([a-z]{{0,4}}\d[\da-z]{{6,}})\b")),
        ("Error", r"(?i)\b(error\s+(?:code\s+)?[a-z0-9_-]*\d[a-z0-9_-]*|E\d{3,}|HTTP\s*\d{3})\b".to_owned()),
        ("Amount", r"((?:[€$£]\s?\d[\d.,]*\d|[€$£]\s?\d|\d[\d.,]*\s?(?:€|EUR|USD|GBP|euros?|dollars?|pounds?)\b))".to_owned()),
        ("Date", r"(?i)\b(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:\s+\d{4})?)\b".to_owned()),
        ("Phone", r"(\+\d[\d ()/-]{7,}\d)".to_owned()),
        ("Address of a page", r"(https?://[^\s<>()]+[^\s<>().,!?])".to_owned()),
        ("Browser", r"(?i)\b((?:chrome|firefox|safari|edge|opera)(?:\s+\d+)?(?:\s+on\s+(?:windows|mac\w*|linux|android|ios|iphone|ipad))?)\b".to_owned()),
        ("Name", r"\b(?:[Mm]y name is|[Tt]his is) ([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)".to_owned()),
    ]
    .into_iter()
    .filter_map(|(label, pattern)| Some((label, Regex::new(&pattern).ok()?)))
    .collect()
});

/// At most three sentences (what was asked first, what was asked last, what was tried) and the details given.
#[must_use]
pub(crate) fn brief(transcript: &[Said]) -> VisitorBrief {
    let asked: Vec<&str> =
        transcript.iter().filter(|s| s.author == Author::Visitor).map(|s| s.text.trim()).collect();
    let mut sentences = Vec::new();
    let first = asked.iter().find(|text| has_substance(text)).or_else(|| asked.first());
    if let Some(first) = first {
        sentences.push(format!("First message: “{}”", quoted(first)));
    }
    if let Some(last) = asked.last().filter(|last| Some(*last) != first && has_substance(last)) {
        sentences.push(format!("Last message: “{}”", quoted(last)));
    }
    sentences.extend(tried(transcript));
    VisitorBrief {
        summary: shorten(&sentences.join(" "), VisitorBrief::MAX_SUMMARY),
        details: details(&asked),
    }
}

fn has_substance(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= SUBSTANCE
}

/// One line, shortened, ending like a sentence.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = shorten(&line, QUOTED);
    if line.ends_with(['.', '!', '?', '…']) { line } else { format!("{line}.") }
}

/// What the Assistant's replies came to.
fn tried(transcript: &[Said]) -> Option<String> {
    let replies: Vec<&Said> = transcript.iter().filter(|s| s.author == Author::Assistant).collect();
    let answered = replies.iter().filter(|s| s.outcome == Some(Outcome::Answered)).count();
    let unknown = replies.iter().filter(|s| s.outcome == Some(Outcome::Fallback)).count();
    let times = |n: usize| match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    };
    match (answered, unknown) {
        (0, 0) => None,
        (0, n) => Some(format!("The assistant did not know the answer ({}).", times(n))),
        (n, 0) => Some(format!("The assistant answered {}, which did not settle it.", times(n))),
        (a, u) => Some(format!("The assistant answered {} and did not know {}.", times(a), times(u))),
    }
}

/// What the visitor named, each value once, in the order of the patterns.
fn details(asked: &[&str]) -> Vec<Detail> {
    let mut found: Vec<Detail> = Vec::new();
    for (label, pattern) in PATTERNS.iter() {
        for value in asked.iter().flat_map(|text| pattern.captures_iter(text)).filter_map(|c| c.get(1)) {
            let value = shorten(value.as_str().trim(), VisitorBrief::MAX_DETAIL);
            if !found.iter().any(|d| d.value.contains(&value)) {
                found.push(Detail { label: (*label).to_owned(), value });
            }
        }
    }
    found.truncate(VisitorBrief::MAX_DETAILS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(author: Author, text: &str, outcome: Option<Outcome>) -> Said {
        Said { author, text: text.to_owned(), outcome }
    }

    #[test]
    fn it_says_what_is_wanted_what_was_tried_and_what_was_given() {
        let thread = [
            said(Author::Visitor, "hi", None),
            said(Author::Assistant, "Hello!", Some(Outcome::Clarify)),
            said(Author::Visitor, "My order #4711-22 from 3 March 2026 came broken, I paid €59.90", None),
            said(Author::Assistant, "Send a photo.", Some(Outcome::Answered)),
            said(
                Author::Visitor,
                "I did that, write to jo@mail.example, error code E4012 in Firefox 140 on Windows",
                None,
            ),
            said(Author::Assistant, "I don't know.", Some(Outcome::Fallback)),
        ];
        let brief = brief(&thread);
        assert!(brief.summary.starts_with("First message: “My order #4711-22"), "{}", brief.summary);
        assert!(brief.summary.contains("Last message: “I did that"), "{}", brief.summary);
        assert!(
            brief.summary.ends_with("The assistant answered once and did not know once."),
            "{}",
            brief.summary
        );
        let pairs: Vec<(&str, &str)> =
            brief.details.iter().map(|d| (d.label.as_str(), d.value.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("E-mail", "jo@mail.example"),
                ("Order number", "4711-22"),
                ("Error", "error code E4012"),
                ("Amount", "€59.90"),
                ("Date", "3 March 2026"),
                ("Browser", "Firefox 140 on Windows"),
            ]
        );
        assert!(brief.fits());
    }

    #[test]
    fn ordinary_words_are_no_details() {
        let thread = [said(
            Author::Visitor,
            "In order to pay I may need 2 invoices, what a case! This is fine.",
            None,
        )];
        assert_eq!(brief(&thread).details, []);
    }

    #[test]
    fn it_stays_within_its_limits_whatever_was_written() {
        let long = "order 1234567 ".repeat(500);
        let many: String = (0..40).map(|n| format!("order {n}{n}{n}{n}{n} ")).collect();
        let thread = [said(Author::Visitor, &long, None), said(Author::Visitor, &many, None)];
        assert!(brief(&thread).fits());
        assert_eq!(brief(&[]), VisitorBrief::default());
    }

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(PATTERNS.len(), 12);
    }
}
