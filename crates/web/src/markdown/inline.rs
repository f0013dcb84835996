//! What is bold, code or a link within a line?

use super::link::MAX_URL;
use super::{Inline, safe_url};
use baton_conversation::letter::in_word;

/// Open marks at one time; further ones are shown as text. Keeps both time and nesting bounded.
const MAX_OPEN: usize = 8;

/// Parses the text of one paragraph, heading or item; a newline is a line break.
#[must_use]
pub fn parse_inline(text: &str) -> Vec<Inline> {
    let mut parser = Parser { text, at: 0, open: vec![Open::new(Mark::Root, "")], unclosed_code: 0 };
    while parser.step() {}
    parser.close_down_to(0);
    parser.open.pop().map(|root| root.inside).unwrap_or_default()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Root,
    Strong(u8),
    Emphasis(u8),
    Bracket,
}

/// A mark that may find its end, and what stands behind it.
struct Open<'a> {
    mark: Mark,
    /// How it was written, for the case that it never ends.
    written: &'a str,
    inside: Vec<Inline>,
}

impl<'a> Open<'a> {
    fn new(mark: Mark, written: &'a str) -> Self {
        Self { mark, written, inside: Vec::new() }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open<'a>>,
    /// Bit n: no run of n backticks ends the ones behind here, so none is searched for again.
    unclosed_code: u32,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    /// Takes the next thing; false at the end.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return false };
        match first {
            '\\' => self.escape(rest),
            '\n' => {
                self.push(Inline::Break);
                self.at += 1;
            }
            '`' => self.code(rest),
            '*' | '_' => self.emphasis(rest, first),
            '[' => self.bracket(rest),
            ']' => self.link(rest),
            'h' | 'H' if self.address(rest) => {}
            _ => {
                let plain = |c: char| !matches!(c, '\\' | '\n' | '`' | '*' | '_' | '[' | ']' | 'h' | 'H');
                let length =
                    rest.char_indices().skip(1).find(|(_, c)| !plain(*c)).map_or(rest.len(), |(i, _)| i);
                self.literal(length);
            }
        }
        true
    }

    /// The next `length` bytes are text.
    fn literal(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        self.push_text(text);
        self.at += length.max(1);
    }

    fn push(&mut self, inline: Inline) {
        if let Some(top) = self.open.last_mut() {
            top.inside.push(inline);
        }
    }

    fn push_text(&mut self, text: &str) {
        if let Some(top) = self.open.last_mut() {
            append_text(&mut top.inside, text);
        }
    }

    fn escape(&mut self, rest: &str) {
        let escaped = rest.chars().nth(1).filter(char::is_ascii_punctuation);
        if let Some(c) = escaped {
            self.push_text(c.encode_utf8(&mut [0; 4]));
            self.at += 2;
        } else {
            self.literal(1);
        }
    }

    fn code(&mut self, rest: &'a str) {
        let run = run_of(rest, b'`');
        let (ticks, after) = rest.split_at(run);
        let bit = 1_u32.checked_shl(u32::try_from(run).unwrap_or(u32::MAX)).unwrap_or(0);
        let end = if bit == 0 || self.unclosed_code & bit != 0 { None } else { end_of_code(after, run) };
        let Some(end) = end else {
            self.unclosed_code |= bit;
            self.push_text(ticks);
            self.at += run;
            return;
        };
        let code = after.get(..end).unwrap_or_default().replace('\n', " ");
        // One blank on each side lets code begin or end with a backtick.
        let inner = code.strip_prefix(' ').and_then(|c| c.strip_suffix(' ')).filter(|c| !c.trim().is_empty());
        self.push(Inline::Code(inner.unwrap_or(&code).to_owned()));
        self.at += run + end + run;
    }

    fn emphasis(&mut self, rest: &'a str, mark: char) {
        let byte = mark as u8;
        let run = run_of(rest, byte);
        let after = rest.get(run..).and_then(|rest| rest.chars().next());
        let before = self.before();
        // Only at the edges of words: `2*3*4` and `snake_case_name` stay as they are.
        let inner = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let word = |c: Option<char>| c.is_some_and(in_word);
        let mut left = run;
        if inner(before) && !word(after) {
            left = self.end_emphasis(byte, run);
        }
        let opens = inner(after) && !word(before);
        let mut at = run - left;
        while left > 0 {
            let size = left.min(2);
            let written = rest.get(at..at + size).unwrap_or_default();
            let kind = if size == 2 { Mark::Strong(byte) } else { Mark::Emphasis(byte) };
            // Runs longer than three are ornaments.
            if opens && run <= 3 && self.open.len() <= MAX_OPEN {
                self.open.push(Open::new(kind, written));
            } else {
                self.push_text(written);
            }
            at += size;
            left -= size;
        }
        self.at += run;
    }

    /// Ends what a run of marks can end and returns how many marks are left over.
    fn end_emphasis(&mut self, byte: u8, run: usize) -> usize {
        let mut left = run;
        while left > 0 {
            let fits = |open: &Open<'_>| match open.mark {
                Mark::Strong(b) => b == byte && left >= 2,
                // Two marks end bold, even over an italic that was left open.
                Mark::Emphasis(b) => b == byte && left != 2,
                Mark::Root | Mark::Bracket => false,
            };
            // A link's text and what is around it do not overlap.
            let floor = self.open.iter().rposition(|open| open.mark == Mark::Bracket).map_or(0, |i| i + 1);
            let Some(found) = self.open.iter().skip(floor).rposition(fits) else { break };
            self.close_down_to(floor + found);
            let Some(open) = self.open.pop() else { break };
            left -= open.written.len();
            if let Mark::Strong(_) = open.mark {
                self.push(Inline::Strong(open.inside));
            } else {
                self.push(Inline::Emphasis(open.inside));
            }
        }
        left
    }

    fn bracket(&mut self, rest: &'a str) {
        let within = self.open.iter().any(|open| open.mark == Mark::Bracket);
        if within || self.open.len() > MAX_OPEN {
            return self.literal(1);
        }
        self.open.push(Open::new(Mark::Bracket, rest.get(..1).unwrap_or_default()));
        self.at += 1;
    }

    fn link(&mut self, rest: &str) {
        let Some(found) = self.open.iter().rposition(|open| open.mark == Mark::Bracket) else {
            return self.literal(1);
        };
        let target = rest.get(1..).and_then(|rest| rest.strip_prefix('(')).and_then(target);
        self.close_down_to(found);
        match target.and_then(|target| Some((target, safe_url(target)?))) {
            Some((target, url)) if self.open.last().is_some_and(|open| !open.inside.is_empty()) => {
                let text = self.open.pop().map(|open| open.inside).unwrap_or_default();
                self.push(Inline::Link { url: url.to_owned(), text });
                self.at += "](".len() + target.len() + ")".len();
            }
            _ => {
                // Shown as written; what is in the round brackets is read on as text.
                self.close_down_to(found - 1);
                self.literal(1);
            }
        }
    }

    /// A bare address; false if there is none here.
    fn address(&mut self, rest: &str) -> bool {
        let within = self.open.iter().any(|open| open.mark == Mark::Bracket);
        if within || self.before().is_some_and(in_word) || !rest.is_char_boundary(4) {
            return false;
        }
        if !rest.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("http")) {
            return false;
        }
        let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '*');
        let mut chars = rest.char_indices().take(MAX_URL + 1);
        let end = chars.find(|(_, c)| ends(*c)).map_or(rest.len(), |(at, _)| at);
        if end > MAX_URL {
            return false;
        }
        let mut address = rest.get(..end).unwrap_or_default();
        // What ends the sentence does not belong to the address.
        loop {
            let open = address.contains('(');
            let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '_', ']']);
            let trimmed = if open { trimmed } else { trimmed.trim_end_matches(')') };
            if trimmed.len() == address.len() {
                break;
            }
            address = trimmed;
        }
        let Some(url) = safe_url(address) else { return false };
        self.push(Inline::Link { url: url.to_owned(), text: vec![Inline::Text(url.to_owned())] });
        self.at += address.len();
        true
    }

    /// Turns all open marks above `index` back into the text that they were.
    fn close_down_to(&mut self, index: usize) {
        while self.open.len() > index + 1 {
            let Some(open) = self.open.pop() else { return };
            self.push_text(open.written);
            for inline in open.inside {
                match inline {
                    Inline::Text(text) => self.push_text(&text),
                    other => self.push(other),
                }
            }
        }
    }
}

fn append_text(inlines: &mut Vec<Inline>, text: &str) {
    match inlines.last_mut() {
        Some(Inline::Text(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => inlines.push(Inline::Text(text.to_owned())),
    }
}

fn run_of(text: &str, byte: u8) -> usize {
    text.bytes().take_while(|b| *b == byte).count()
}

/// Where the run of exactly `run` backticks begins that ends a code span.
fn end_of_code(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find('`') {
        let here = at + found;
        let length = run_of(text.get(here..)?, b'`');
        if length == run {
            return Some(here);
        }
        at = here + length;
    }
    None
}

/// The text up to the round bracket that closes a link's target.
fn target(text: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, c) in text.char_indices().take(MAX_URL) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return text.get(..at),
            ')' => depth -= 1,
            '[' | ']' | '<' | '>' | '"' => return None,
            c if c.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}
