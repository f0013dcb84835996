//! How is a phrase pattern written, and what does it mean?
//!
//! Words stand next to each other with spaces between. `a|b` is either word, `(a b|c)` either sequence, `?`
//! makes what it follows optional, `*3` skips up to three words, `<name>` is a class of the language pack, `^`
//! and `$` are the start and end of a sentence, politeness not counted. `stem~` is any word that begins so, for
//! languages that bend their words. Chinese, Japanese and Korean are written as usual, `人工客服`: each character
//! is a word of its own when a message is read, so such a word stands for its characters in a row.

use baton_conversation::letter::in_word;
use core::fmt;

/// Longest gap that `*N` may ask for.
pub const MAX_GAP: u8 = 8;
/// Ends a word of which only the beginning is given; no normalised word holds it.
pub(crate) const STEM: char = '~';
/// Deepest nesting of groups and classes.
const MAX_DEPTH: u8 = 8;

/// One parsed pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// One of these words, sorted; with `~` at its end, any word that begins so.
    Words(Vec<String>),
    /// Up to so many words of any kind.
    Gap(u8),
    /// Start of a sentence.
    Start,
    /// End of a sentence.
    End,
    /// One of several sequences.
    Either(Vec<Vec<Node>>),
    /// This or nothing.
    Maybe(Vec<Node>),
}

/// Why a pattern can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Byte at which it goes wrong.
    pub at: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at character {})", self.message, self.at + 1)
    }
}

/// Looks a class up by name and gives its definition, itself a pattern.
pub type Classes<'a> = &'a (dyn Fn(&str) -> Option<&'a str> + 'a);

/// Reads a pattern.
///
/// # Errors
/// What is wrong, and at which byte: an unknown class, an unclosed group, an empty alternative, a gap over
/// [`MAX_GAP`], a gap at either end, nothing at all, a character that no normalised word has.
pub fn parse<'a>(text: &'a str, classes: Classes<'a>) -> Result<Vec<Node>, PatternError> {
    let mut parser = Parser { text, at: 0, classes, depth: 0, open: 0 };
    let nodes = parser.sequence()?;
    if parser.at < text.len() {
        return parser.fail("unexpected ')' or '|': groups are written (a b|c)");
    }
    if !nodes.iter().any(consumes) {
        return parser.fail("a pattern needs at least one word that must be there");
    }
    let ends = [nodes.first(), nodes.last()];
    if ends.iter().any(|n| matches!(n, Some(Node::Gap(_)))) {
        return parser.fail("a gap needs words on both sides");
    }
    Ok(nodes)
}

/// Alternatives with the single words among them brought into one set, which costs one step to match.
fn merged(all: Vec<Vec<Node>>) -> Node {
    let mut words = Vec::new();
    let mut others = Vec::new();
    for mut sequence in all {
        match (sequence.len(), sequence.pop()) {
            (1, Some(Node::Words(mut w))) => words.append(&mut w),
            (1, Some(Node::Either(mut inner))) => others.append(&mut inner),
            (_, Some(last)) => {
                sequence.push(last);
                others.push(sequence);
            }
            (_, None) => {}
        }
    }
    words.sort_unstable();
    words.dedup();
    match (words.is_empty(), others.is_empty()) {
        (false, true) => Node::Words(words),
        (false, false) => {
            others.push(vec![Node::Words(words)]);
            Node::Either(others)
        }
        (true, _) => Node::Either(others),
    }
}

/// Whether a word has nothing that normalising would cut off: apostrophes inside are closed up.
fn is_plain(word: &str) -> bool {
    let ends = [word.chars().next(), word.chars().next_back()];
    ends.into_iter().flatten().all(|c| !c.is_ascii_punctuation())
}

/// Whether a node always takes a word.
fn consumes(node: &Node) -> bool {
    match node {
        Node::Words(_) => true,
        Node::Either(all) => all.iter().all(|s| s.iter().any(consumes)),
        _ => false,
    }
}

/// What an error says. Only where patterns are written: a browser leaves out what it can't read, and nobody is told.
fn sentence(message: impl fmt::Display) -> String {
    if cfg!(feature = "compile") { message.to_string() } else { String::new() }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    classes: Classes<'a>,
    depth: u8,
    /// Groups open at this place.
    open: u8,
}

impl Parser<'_> {
    fn fail<T>(&self, message: impl fmt::Display) -> Result<T, PatternError> {
        Err(PatternError { at: self.at, message: sentence(message) })
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn sequence(&mut self) -> Result<Vec<Node>, PatternError> {
        let mut nodes = Vec::new();
        loop {
            while self.take(' ') {}
            match self.peek() {
                None | Some(')' | '|') => return Ok(nodes),
                Some(_) => {
                    let unit = self.unit()?;
                    nodes.push(if self.take('?') { Node::Maybe(vec![unit]) } else { unit });
                }
            }
        }
    }

    /// One atom, or several joined by `|`.
    fn unit(&mut self) -> Result<Node, PatternError> {
        let mut all = vec![vec![self.atom()?]];
        while self.open == 0 && self.take('|') {
            all.push(vec![self.atom()?]);
        }
        match (all.len(), all.pop().and_then(|mut only| only.pop())) {
            (1, Some(only)) => Ok(only),
            (_, Some(last)) => {
                all.push(vec![last]);
                Ok(merged(all))
            }
            (_, None) => self.fail("empty alternative"),
        }
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        match self.peek() {
            Some('^') => self.single('^', Node::Start),
            Some('$') => self.single('$', Node::End),
            Some('*') => self.gap(),
            Some('(') => self.group(),
            Some('<') => self.class(),
            Some(c) if in_word(c) => self.word(),
            Some(c) => {
                self.fail(format_args!("unexpected '{c}': write words without punctuation or accents"))
            }
            None => self.fail("a word is missing here"),
        }
    }

    fn single(&mut self, c: char, node: Node) -> Result<Node, PatternError> {
        self.take(c);
        Ok(node)
    }

    fn word(&mut self) -> Result<Node, PatternError> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let end = rest.find([' ', '|', '?', '(', ')', '<', '*', '^', '$']).unwrap_or(rest.len());
        let typed = rest.get(..end).unwrap_or("");
        let bare = typed.strip_suffix(STEM).unwrap_or(typed);
        let normal = crate::normalise::normalise(bare);
        let mut words: Vec<String> = normal.tokens.into_iter().map(|t| t.text).collect();
        let unsegmented = bare.len() == typed.len() && bare.chars().all(crate::fold::is_ideograph);
        match (words.len(), words.pop()) {
            (1, Some(mut only)) if is_plain(bare) => {
                self.at += end;
                if bare.len() < typed.len() {
                    only.push(STEM);
                }
                Ok(Node::Words(vec![only]))
            }
            (2.., Some(last)) if unsegmented => {
                self.at += end;
                words.push(last);
                Ok(Node::Either(vec![words.into_iter().map(|w| Node::Words(vec![w])).collect()]))
            }
            _ => self.fail("write words without punctuation, one by one: a message is read the same way"),
        }
    }

    fn gap(&mut self) -> Result<Node, PatternError> {
        self.take('*');
        let digit = self.peek().and_then(|c| c.to_digit(10)).and_then(|d| u8::try_from(d).ok());
        match digit {
            Some(n @ 1..=MAX_GAP) => {
                self.at += 1;
                Ok(Node::Gap(n))
            }
            _ => self.fail(format_args!("after * comes a number from 1 to {MAX_GAP}")),
        }
    }

    fn group(&mut self) -> Result<Node, PatternError> {
        self.take('(');
        self.deeper()?;
        self.open += 1;
        let mut all = Vec::new();
        loop {
            let sequence = self.sequence()?;
            if sequence.is_empty() {
                return self.fail("empty alternative: use ? for what may be missing");
            }
            all.push(sequence);
            if self.take(')') {
                break;
            }
            if !self.take('|') {
                return self.fail("this group has no closing ')'");
            }
        }
        self.depth -= 1;
        self.open -= 1;
        Ok(merged(all))
    }

    fn class(&mut self) -> Result<Node, PatternError> {
        let rest = self.text.get(self.at + 1..).unwrap_or("");
        let Some(end) = rest.find('>') else { return self.fail("a class is written <name>") };
        let name = rest.get(..end).unwrap_or("");
        let Some(body) = (self.classes)(name) else {
            return self.fail(format_args!("no class is called <{name}>"));
        };
        self.deeper()?;
        let mut inner = Parser { text: body, at: 0, classes: self.classes, depth: self.depth, open: 0 };
        let nodes = inner.sequence();
        self.depth -= 1;
        let mut nodes = nodes.or_else(|e| self.fail(format_args!("in <{name}>: {}", e.message)))?;
        self.at += end + 2;
        match (nodes.len(), nodes.pop()) {
            (1, Some(only)) => Ok(only),
            (_, Some(last)) => {
                nodes.push(last);
                Ok(Node::Either(vec![nodes]))
            }
            (_, None) => self.fail(format_args!("the class <{name}> is empty")),
        }
    }

    fn deeper(&mut self) -> Result<(), PatternError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { self.fail("groups and classes are nested too deeply") } else { Ok(()) }
    }
}
