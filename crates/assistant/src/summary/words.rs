//! In which words is what was said put together? `brief.toml` holds them, a table a language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

/// Sentences and labels of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) first: String,
    pub(super) last: String,
    pub(super) tried: String,
    email: String,
    order: String,
    invoice: String,
    ticket: String,
    tracking: String,
    error: String,
    amount: String,
    date: String,
    phone: String,
    page: String,
    browser: String,
    name: String,
    words: Before,
}

/// Words that stand before a value, divided by `|`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    order: String,
    invoice: String,
    ticket: String,
    tracking: String,
    error: String,
    number: String,
    is: String,
    name: String,
}

/// What a visitor may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Email,
    Order,
    Invoice,
    Ticket,
    Tracking,
    Error,
    Amount,
    Date,
    Phone,
    Page,
    Browser,
    Name,
}

impl Words {
    /// The words of a locale's language, or English.
    pub(super) fn of(locale: &str) -> &'static Self {
        static FALLBACK: LazyLock<Words> = LazyLock::new(Words::default);
        let language = locale.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        ALL.get(&language).or_else(|| ALL.get("en")).unwrap_or(&FALLBACK)
    }

    pub(super) fn label(&self, kind: Kind) -> &str {
        match kind {
            Kind::Email => &self.email,
            Kind::Order => &self.order,
            Kind::Invoice => &self.invoice,
            Kind::Ticket => &self.ticket,
            Kind::Tracking => &self.tracking,
            Kind::Error => &self.error,
            Kind::Amount => &self.amount,
            Kind::Date => &self.date,
            Kind::Phone => &self.phone,
            Kind::Page => &self.page,
            Kind::Browser => &self.browser,
            Kind::Name => &self.name,
        }
    }
}

/// All languages. A test reads the file, so that it is never found wrong here.
pub(super) static ALL: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| toml::from_str(include_str!("../../brief.toml")).unwrap_or_default());

/// What tells each kind of value; the first group is the value. Visitors mix languages, so every language's words
/// count in every conversation. Order matters: what an earlier pattern took, a later one leaves alone.
pub(super) static PATTERNS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    let number = any(|w| &w.number);
    let named = format!(r"(?:\s*(?:{number})\.?)?\s*(?:{}|[:：#=])?\s*#?\s*", any(|w| &w.is));
    // Digits end where letters of another script begin, as in Japanese.
    let after = |words: String, value: &str| format!(r"(?i)(?:{words}){named}({value})(?-u:\b)");
    [
        (Kind::Email, r"(?i)([a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,})(?-u:\b)".to_owned()),
        (Kind::Order, after(any(|w| &w.order), r"[a-z]{0,4}-?\d[\d-]{2,}[a-z0-9]*")),
        (Kind::Invoice, after(any(|w| &w.invoice), r"[a-z]{0,4}-?\d[\d-]{2,}[a-z0-9]*")),
        (Kind::Ticket, after(any(|w| &w.ticket), r"[a-z]{0,4}-?\d[\d-]{1,}[a-z0-9]*")),
        (Kind::Tracking, after(any(|w| &w.tracking), r"[a-z]{0,4}\d[\da-z]{6,}")),
        (Kind::Error, format!(r"(?i)((?:{})[\s:：#]*[a-z0-9_-]*\d[a-z0-9_-]*|(?-u:\b)E\d{{3,}}|(?-u:\b)HTTP\s*\d{{3}})(?-u:\b)", any(|w| &w.error))),
        (Kind::Amount, r"((?:[€$£¥₹₩₺₽₴]\s?\d[\d.,]*\d|[€$£¥₹₩₺₽₴]\s?\d|\d[\d.,]*\s?(?:[€¥₹₩₺₽₴元円원]|(?:zł|kr|TL|EUR|USD|GBP|CHF|JPY|PLN|SEK|TRY|euros?|dollars?|pounds?)\b)))".to_owned()),
        (Kind::Date, r"(?i)\b(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:\s+\d{4})?)".to_owned()),
        (Kind::Phone, r"(\+\d[\d ()/-]{7,}\d)".to_owned()),
        (Kind::Page, r"(https?://[^\s<>()]+[^\s<>().,!?])".to_owned()),
        (Kind::Browser, r"(?i)\b((?:chrome|firefox|safari|edge|opera)(?:\s+\d+)?(?:\s+on\s+(?:windows|mac\w*|linux|android|ios|iphone|ipad))?)(?-u:\b)".to_owned()),
        (Kind::Name, format!(r"(?i:{})\s+(\p{{Lu}}[\p{{L}}'’-]+(?: \p{{Lu}}[\p{{L}}'’-]+)?)", any(|w| &w.name))),
    ]
    .into_iter()
    .filter_map(|(kind, pattern)| Some((kind, Regex::new(&pattern).ok()?)))
    .collect()
});

/// The words of every language as one alternation, longer ones first. Where words are divided by spaces they begin
/// at the beginning of one.
fn any(of: impl Fn(&Before) -> &String) -> String {
    let mut words: Vec<&str> =
        ALL.values().flat_map(|w| of(&w.words).split('|')).filter(|w| !w.is_empty()).collect();
    words.sort_by_key(|w| (std::cmp::Reverse(w.len()), *w));
    words.dedup();
    let ready = |word: &str| {
        let edge = if word.chars().next().is_some_and(unspaced) { "" } else { r"\b" };
        format!("{edge}{}", regex::escape(word))
    };
    words.into_iter().map(ready).collect::<Vec<_>>().join("|")
}

/// Chinese, Japanese and Korean: words follow one another without a space, or carry their endings; and signs.
fn unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
        || !letter.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_whole_and_every_pattern_compiles() {
        let read: Result<BTreeMap<String, Words>, _> = toml::from_str(include_str!("../../brief.toml"));
        assert!(read.is_ok(), "{read:?}");
        assert_eq!(PATTERNS.len(), 12);
        for (language, words) in ALL.iter() {
            assert!(words.first.contains("{text}") && words.last.contains("{text}"), "{language}");
            assert!(words.tried.contains("{known}") && words.tried.contains("{unknown}"), "{language}");
            assert!(PATTERNS.iter().all(|(kind, _)| !words.label(*kind).is_empty()), "{language}");
        }
    }
}
