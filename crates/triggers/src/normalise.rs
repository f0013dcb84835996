//! What are the words of a message, however it was typed?
//!
//! Lower case, accents folded, apostrophes closed up, elisions split, CJK one character a word. Each token
//! knows its place in the original, so that evidence is quoted as the visitor wrote it.

use crate::fold::{fold_into, is_dropped, is_ideograph};
use baton_conversation::letter::{in_word, is_lower, is_upper};

/// Bytes that are judged at each end of a long message; what lies between (a pasted log) is skipped, so that
/// the cost of a message is bounded and the request at its end still counts.
pub const WINDOW: usize = 4096;

/// One word of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Normalised form.
    pub text: String,
    /// First byte in the original.
    pub start: usize,
    /// One past the last byte in the original.
    pub end: usize,
    /// Number of the sentence that it belongs to, counting from 0.
    pub sentence: u16,
    /// Number of the clause (parted by commas, dashes, brackets and sentence ends), counting from 0.
    pub clause: u16,
    /// Written in capitals (two letters or more).
    pub capitals: bool,
}

/// A message in normal form, with the loudness that normalising would lose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The words in order.
    pub tokens: Vec<Token>,
    /// Letters that have case.
    pub letters: u32,
    /// Capital letters among them.
    pub capitals: u32,
    /// Runs of two or more `!` or `?`.
    pub shouts: u32,
    /// Whether it holds a question mark.
    pub question: bool,
    /// Angry emoji.
    pub angry: u32,
    /// Cheerful emoji.
    pub cheerful: u32,
}

impl Text {
    /// The words from token `first` up to, not including, `end`, as the visitor wrote them.
    #[must_use]
    pub fn quote<'a>(&self, original: &'a str, first: usize, end: usize) -> &'a str {
        let (Some(a), Some(b)) =
            (self.tokens.get(first), end.checked_sub(1).and_then(|i| self.tokens.get(i)))
        else {
            return "";
        };
        original.get(a.start..b.end).unwrap_or("")
    }
}

/// Brings a message into normal form. Never fails; an empty message has no tokens.
#[must_use]
pub fn normalise(text: &str) -> Text {
    let mut reader = Reader::default();
    if text.len() <= 2 * WINDOW {
        reader.read(text, 0);
    } else {
        let head = floor_boundary(text, WINDOW);
        let tail = floor_boundary(text, text.len() - WINDOW);
        reader.read(text.get(..head).unwrap_or(""), 0);
        reader.end_sentence();
        reader.read(text.get(tail..).unwrap_or(""), tail);
    }
    reader.out
}

/// The highest character boundary at or below `at`.
fn floor_boundary(text: &str, mut at: usize) -> usize {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[derive(Default)]
struct Reader {
    out: Text,
    word: String,
    start: usize,
    end: usize,
    upper: u32,
    lower: u32,
    sentence: u16,
    clause: u16,
    run: u32,
}

impl Reader {
    fn read(&mut self, text: &str, offset: usize) {
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|&(_, n)| n);
            self.punctuation_run(c);
            let at = at + offset;
            if is_dropped(c) {
                continue;
            }
            if is_ideograph(c) {
                self.flush();
                self.push(c, at);
                self.flush();
            } else if in_word(c) || (self.is_inside() && is_indic_sign(c)) {
                self.push(c, at);
            } else if is_apostrophe(c) && self.is_inside() && next.is_some_and(in_word) {
                if is_elision(&self.word) {
                    self.flush();
                }
            } else if matches!(c, '.' | ':' | '@' | '/') && self.is_inside() && next.is_some_and(in_word) {
                // Part of an address, a number or a path: it parts words but ends no sentence.
                self.flush();
            } else {
                self.flush();
                self.mark(c, next);
            }
        }
        self.flush();
    }

    fn is_inside(&self) -> bool {
        !self.word.is_empty()
    }

    fn punctuation_run(&mut self, c: char) {
        if matches!(c, '!' | '?' | '！' | '？' | '؟') {
            self.run += 1;
            if self.run == 2 {
                self.out.shouts += 1;
            }
        } else if !c.is_whitespace() {
            self.run = 0;
        }
    }

    fn mark(&mut self, c: char, next: Option<char>) {
        match c {
            '?' | '？' | '؟' => {
                self.out.question = true;
                self.end_sentence();
            }
            '!' | '！' | '。' | '\n' | ';' | '…' | '।' | '¡' | '¿' => self.end_sentence(),
            ',' | ':' | '(' | ')' | '–' | '—' | '"' | '，' | '、' | '،' => {
                self.clause = self.clause.saturating_add(1);
            }
            '-' if next.is_none_or(char::is_whitespace) => self.clause = self.clause.saturating_add(1),
            '.' if next.is_none_or(|n| !in_word(n)) => self.end_sentence(),
            '😠' | '😡' | '🤬' | '👎' | '🖕' | '😤' => self.out.angry += 1,
            '😀' | '😂' | '🤣' | '😊' | '😍' | '👍' | '🙏' | '❤' | '😄' | '😅' | '🙂' | '🎉' =>
            {
                self.out.cheerful += 1;
            }
            _ => {}
        }
    }

    fn end_sentence(&mut self) {
        if self.out.tokens.last().is_some_and(|t| t.sentence == self.sentence) {
            self.sentence = self.sentence.saturating_add(1);
            self.clause = self.clause.saturating_add(1);
        }
    }

    fn push(&mut self, c: char, at: usize) {
        if self.word.is_empty() {
            self.start = at;
        }
        self.end = at + c.len_utf8();
        if is_upper(c) {
            self.upper += 1;
        } else if is_lower(c) {
            self.lower += 1;
        }
        fold_into(c, &mut self.word);
    }

    fn flush(&mut self) {
        if !self.word.is_empty() {
            self.out.letters += self.upper + self.lower;
            self.out.capitals += self.upper;
            self.out.tokens.push(Token {
                text: core::mem::take(&mut self.word),
                start: self.start,
                end: self.end,
                sentence: self.sentence,
                clause: self.clause,
                capitals: self.upper >= 2 && self.lower == 0,
            });
        }
        self.upper = 0;
        self.lower = 0;
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// French and Italian write an article or pronoun and its noun as one word: `l'agent`, `d'un`, `qu'il`.
fn is_elision(word: &str) -> bool {
    matches!(
        word,
        "l" | "d"
            | "j"
            | "n"
            | "s"
            | "c"
            | "m"
            | "t"
            | "qu"
            | "jusqu"
            | "dell"
            | "all"
            | "un"
            | "dall"
            | "nell"
            | "sull"
    )
}

/// Signs that join or modify letters of Indic and south-east Asian scripts and are not letters themselves.
fn is_indic_sign(c: char) -> bool {
    matches!(c, '\u{0900}'..='\u{0EFF}') && !matches!(c, '\u{0964}' | '\u{0965}')
}

/// Shortens runs of one letter to at most `keep`: `pleeease` to `pleease` (2) or `please` (1).
#[must_use]
pub fn squeeze(word: &str, keep: usize) -> String {
    let mut out = String::with_capacity(word.len());
    let mut last = None;
    let mut run = 0;
    for c in word.chars() {
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        if run <= keep {
            out.push(c);
        }
    }
    out
}

/// Whether one letter stands three times in a row, which no word of the supported languages has.
#[must_use]
pub fn is_stretched(word: &str) -> bool {
    let mut run = 0;
    let mut last = None;
    word.chars().any(|c| {
        run = if last == Some(c) && !c.is_ascii_digit() { run + 1 } else { 1 };
        last = Some(c);
        run >= 3
    })
}
