//! How does a text become a value?

use crate::{Malformed, Value};

/// Values nested deeper than this are refused: our types are not, and the stack of a module is small.
const MAX_DEPTH: u8 = 64;

type Parsed<T> = Result<T, Malformed>;

/// The value that a text is.
pub(crate) fn parse(text: &str) -> Parsed<Value> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    if parser.peek() == 0 && parser.at == text.len() { Ok(value) } else { Err(Malformed) }
}

/// Where reading stands.
struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    /// The next byte that is not space; 0 at the end, which is no byte of JSON either.
    #[inline(never)]
    fn peek(&mut self) -> u8 {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return *byte;
            }
            self.at += 1;
        }
        0
    }

    #[inline(never)]
    fn expect(&mut self, byte: u8) -> Parsed<()> {
        if self.peek() != byte {
            return Err(Malformed);
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, depth: u8) -> Parsed<Value> {
        if depth > MAX_DEPTH {
            return Err(Malformed);
        }
        match self.peek() {
            b'"' => self.string().map(Value::Text),
            b'[' => {
                let mut items = Vec::new();
                while self.more(items.is_empty(), b'[', b']')? {
                    items.push(self.value(depth + 1)?);
                }
                Ok(Value::List(items))
            }
            b'{' => {
                let mut members = Vec::new();
                while self.more(members.is_empty(), b'{', b'}')? {
                    let name = self.string()?;
                    self.expect(b':')?;
                    members.push((name, self.value(depth + 1)?));
                }
                Ok(Value::Object(members))
            }
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    /// Whether another element follows: after the opening bracket if it is the first, after a comma if not. Passes the
    /// closing bracket.
    #[inline(never)]
    fn more(&mut self, first: bool, open: u8, close: u8) -> Parsed<bool> {
        if first {
            self.expect(open)?;
        }
        if self.peek() == close {
            self.at += 1;
            return Ok(false);
        }
        if !first {
            self.expect(b',')?;
        }
        Ok(true)
    }

    #[inline(never)]
    fn word(&mut self, word: &str, value: Value) -> Parsed<Value> {
        if !self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(Malformed);
        }
        self.at += word.len();
        Ok(value)
    }

    #[inline(never)]
    fn number(&mut self) -> Parsed<Value> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let digits = rest.split(|c| !of_number(c)).next().unwrap_or_default();
        self.at += digits.len();
        if digits.contains(['.', 'e', 'E']) {
            return Ok(Value::Null);
        }
        let unsigned = digits.trim_start_matches('-');
        let padded = unsigned.len() > 1 && unsigned.starts_with('0');
        if padded || digits.starts_with('+') {
            return Err(Malformed);
        }
        digits.parse().map(Value::Int).map_err(|_| Malformed)
    }

    /// Text between quotes.
    #[inline(never)]
    fn string(&mut self) -> Parsed<String> {
        self.expect(b'"')?;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).ok_or(Malformed)?;
            let end = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').ok_or(Malformed)?;
            let (plain, rest) = rest.split_at_checked(end).ok_or(Malformed)?;
            out.push_str(plain);
            self.at += end + 1;
            match rest.as_bytes().first() {
                Some(b'"') => return Ok(out),
                Some(b'\\') => {
                    let (letter, length) = escape(rest.get(1..).ok_or(Malformed)?)?;
                    out.push(letter);
                    self.at += length;
                }
                _ => return Err(Malformed),
            }
        }
    }
}

/// What stands after a backslash, and how many bytes it takes.
fn escape(rest: &str) -> Parsed<(char, usize)> {
    let letter = match *rest.as_bytes().first().ok_or(Malformed)? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        sign @ (b'"' | b'\\' | b'/') => char::from(sign),
        b'u' => {
            let high = hex(rest, 1)?;
            if let Some(letter) = char::from_u32(high) {
                return Ok((letter, 5));
            }
            // A pair of surrogates; a lone one is no text.
            let low = hex(rest, 7)
                .ok()
                .filter(|low| rest.get(5..7) == Some("\\u") && (0xdc00..0xe000).contains(low))
                .ok_or(Malformed)?;
            let high = high.checked_sub(0xd800).filter(|high| *high < 0x400).ok_or(Malformed)?;
            let letter = char::from_u32(0x1_0000 + (high << 10) + (low - 0xdc00)).ok_or(Malformed)?;
            return Ok((letter, 11));
        }
        _ => return Err(Malformed),
    };
    Ok((letter, 1))
}

fn hex(rest: &str, at: usize) -> Parsed<u32> {
    let digits = rest.get(at..at + 4).ok_or(Malformed)?;
    digits.chars().try_fold(0, |sum, digit| Ok(sum << 4 | digit.to_digit(16).ok_or(Malformed)?))
}
