//! How is text read? What depends on the type is kept small; everything else is here once.

use super::Malformed;
use serde::Deserializer;
use serde::de::{
    DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use std::borrow::Cow;

/// Values nested deeper than this are refused: our types are not, and the stack of a module is small.
const MAX_DEPTH: u8 = 64;

type Read<T> = Result<T, Malformed>;

/// Where reading stands.
pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Nothing but space is left.
    pub(super) fn end(&mut self) -> Read<()> {
        if self.peek() == 0 && self.at == self.text.len() { Ok(()) } else { Err(Malformed) }
    }

    /// The next byte that is not space; 0 at the end, which is no byte of JSON either.
    #[inline(never)]
    fn peek(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return *byte;
            }
            self.at += 1;
        }
        0
    }

    #[inline(never)]
    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == byte;
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Read<()> {
        if self.eat(byte) { Ok(()) } else { Err(Malformed) }
    }

    fn enter(&mut self, byte: u8) -> Read<()> {
        self.expect(byte)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Malformed) } else { Ok(()) }
    }

    fn leave(&mut self, byte: u8) -> Read<()> {
        self.depth -= 1;
        self.expect(byte)
    }

    /// Whether another element follows in an array or object that ends with `close`.
    #[inline(never)]
    fn more(&mut self, first: &mut bool, close: u8) -> Read<bool> {
        if self.peek() == close {
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    #[inline(never)]
    fn word(&mut self, word: &str) -> bool {
        self.peek();
        let there = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += if there { word.len() } else { 0 };
        there
    }

    #[inline(never)]
    fn integer(&mut self) -> Read<i64> {
        let minus = self.eat(b'-');
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut value = 0_i64;
        while let Some(digit) = bytes.get(self.at).filter(|byte| byte.is_ascii_digit()) {
            // Downwards, because there is one negative number more.
            value = value
                .checked_mul(10)
                .and_then(|v| v.checked_sub(i64::from(digit - b'0')))
                .ok_or(Malformed)?;
            self.at += 1;
        }
        let fraction = matches!(bytes.get(self.at), Some(b'.' | b'e' | b'E'));
        let padded = self.at > start + 1 && bytes.get(start) == Some(&b'0');
        if self.at == start || fraction || padded {
            return Err(Malformed);
        }
        if minus { Ok(value) } else { value.checked_neg().ok_or(Malformed) }
    }

    /// Text between quotes; borrowed where nothing in it is escaped.
    #[inline(never)]
    fn string(&mut self) -> Read<Cow<'de, str>> {
        self.expect(b'"')?;
        let rest = self.text.get(self.at..).ok_or(Malformed)?;
        let mut out = String::new();
        let mut plain = 0;
        let mut at = 0;
        loop {
            match *rest.as_bytes().get(at).ok_or(Malformed)? {
                b'"' => break,
                b'\\' => {
                    out.push_str(rest.get(plain..at).ok_or(Malformed)?);
                    let (letter, length) = escape(rest.get(at + 1..).ok_or(Malformed)?)?;
                    out.push(letter);
                    at += 1 + length;
                    plain = at;
                }
                byte if byte < 0x20 => return Err(Malformed),
                _ => at += 1,
            }
        }
        self.at += at + 1;
        let tail = rest.get(plain..at).ok_or(Malformed)?;
        if plain == 0 {
            return Ok(Cow::Borrowed(tail));
        }
        out.push_str(tail);
        Ok(Cow::Owned(out))
    }

    /// Passes over a value of any shape.
    #[inline(never)]
    fn skip(&mut self) -> Read<()> {
        match self.peek() {
            b'"' => drop(self.string()?),
            open @ (b'{' | b'[') => {
                let close = if open == b'{' { b'}' } else { b']' };
                self.enter(open)?;
                let mut first = true;
                while self.more(&mut first, close)? {
                    if open == b'{' {
                        self.string()?;
                        self.expect(b':')?;
                    }
                    self.skip()?;
                }
                self.leave(close)?;
            }
            b't' | b'f' | b'n' if self.word("true") || self.word("false") || self.word("null") => {}
            b'-' | b'0'..=b'9' => {
                let bytes = self.text.as_bytes();
                while matches!(bytes.get(self.at), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
                    self.at += 1;
                }
            }
            _ => return Err(Malformed),
        }
        Ok(())
    }
}

/// What stands after a backslash, and how many bytes it takes.
fn escape(rest: &str) -> Read<(char, usize)> {
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
                .filter(|low| rest.get(5..7) == Some("\\u") && (0xdc00..0xe000).contains(low));
            let (high, low) = (high.checked_sub(0xd800).ok_or(Malformed)?, low.ok_or(Malformed)? - 0xdc00);
            return Ok((char::from_u32(0x1_0000 + (high << 10) + low).ok_or(Malformed)?, 11));
        }
        _ => return Err(Malformed),
    };
    Ok((letter, 1))
}

fn hex(rest: &str, at: usize) -> Read<u32> {
    let digits =
        rest.get(at..at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit())).ok_or(Malformed)?;
    u32::from_str_radix(digits, 16).map_err(|_| Malformed)
}

macro_rules! integers {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            visitor.$visit(self.integer()?.try_into().map_err(|_| Malformed)?)
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Malformed;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.peek() {
            b'"' => self.deserialize_str(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_option(visitor),
            _ => self.deserialize_i64(visitor),
        }
    }

    integers! {
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32 deserialize_i64 visit_i64
        deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32 deserialize_u64 visit_u64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.word("true") {
            visitor.visit_bool(true)
        } else if self.word("false") {
            visitor.visit_bool(false)
        } else {
            Err(Malformed)
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_string(self.string()?.into_owned())
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_str(&self.string()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.word("null") { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.word("null") { visitor.visit_unit() } else { Err(Malformed) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.enter(b'[')?;
        let value = visitor.visit_seq(Elements { reader: self, first: true })?;
        self.leave(b']')?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.enter(b'{')?;
        let value = visitor.visit_map(Elements { reader: self, first: true })?;
        self.leave(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        if self.peek() == b'"' {
            return visitor.visit_enum(Variant { reader: self, alone: true });
        }
        self.enter(b'{')?;
        let value = visitor.visit_enum(Variant { reader: self, alone: false })?;
        self.leave(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { f32 f64 char bytes byte_buf unit_struct tuple_struct }
}

/// What stands between brackets.
struct Elements<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Malformed;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.reader.more(&mut self.first, b']')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for Elements<'_, 'de> {
    type Error = Malformed;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.reader.more(&mut self.first, b'}')? {
            return Ok(None);
        }
        // Keys are quoted, so a key that is no text is refused when its opening quote is missing.
        if self.reader.peek() != b'"' {
            return Err(Malformed);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// One variant of an enum: its name alone, or its name and what it holds.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    alone: bool,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Malformed;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let name = self.reader.string()?;
        let value = seed.deserialize((&*name).into_deserializer())?;
        if !self.alone {
            self.reader.expect(b':')?;
        }
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Malformed;

    fn unit_variant(self) -> Read<()> {
        if self.alone || self.reader.word("null") { Ok(()) } else { Err(Malformed) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        if self.alone { Err(Malformed) } else { seed.deserialize(self.reader) }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        if self.alone { Err(Malformed) } else { self.reader.deserialize_seq(visitor) }
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        if self.alone { Err(Malformed) } else { self.reader.deserialize_map(visitor) }
    }
}
