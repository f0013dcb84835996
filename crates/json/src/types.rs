//! How are the types of the language and its libraries read and written?

use std::collections::BTreeMap;

use crate::{FromJson, Items, ToJson, Value, Writer};

#[inline(never)]
fn integer(value: &Value, low: i64, high: i64, bad: &mut bool) -> i64 {
    match value {
        Value::Int(number) if (low..=high).contains(number) => *number,
        _ => {
            *bad = true;
            low
        }
    }
}

macro_rules! integers {
    ($($type:ty: $low:expr, $high:expr;)*) => {
        $(impl FromJson for $type {
            #[expect(clippy::allow_attributes, reason = "only some of these types need it")]
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_lossless, reason = "checked against the range just before")]
            fn read(value: Value, bad: &mut bool) -> Self {
                integer(&value, $low, $high, bad) as Self
            }
        }

        impl ToJson for $type {
            fn write(&self, to: &mut Writer) {
                // What does not fit is past any sequence or time that is ever reached.
                to.integer(i64::try_from(*self).unwrap_or(i64::MAX));
            }
        })*
    };
}

integers! {
    u8: 0, u8::MAX as i64;
    u16: 0, u16::MAX as i64;
    u32: 0, u32::MAX as i64;
    u64: 0, i64::MAX;
    i32: i32::MIN as i64, i32::MAX as i64;
    i64: i64::MIN, i64::MAX;
}

impl FromJson for bool {
    fn read(value: Value, bad: &mut bool) -> Self {
        match value {
            Value::Bool(on) => on,
            _ => {
                *bad = true;
                false
            }
        }
    }
}

impl ToJson for bool {
    fn write(&self, to: &mut Writer) {
        to.raw(if *self { "true" } else { "false" });
    }
}

impl FromJson for String {
    fn read(value: Value, bad: &mut bool) -> Self {
        match value {
            Value::Text(text) => text,
            _ => {
                *bad = true;
                Self::new()
            }
        }
    }
}

impl ToJson for String {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn read(value: Value, bad: &mut bool) -> Self {
        match value {
            Value::Null => None,
            value => Some(T::read(value, bad)),
        }
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, to: &mut Writer) {
        match self {
            Some(value) => value.write(to),
            None => to.raw("null"),
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn read(value: Value, bad: &mut bool) -> Self {
        match value {
            Value::List(items) => {
                let mut list = Self::with_capacity(items.len());
                for item in items {
                    list.push(T::read(item, bad));
                }
                list
            }
            _ => {
                *bad = true;
                Self::new()
            }
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, to: &mut Writer) {
        to.open('[');
        for item in self {
            to.item(item);
        }
        to.close("]");
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn read(value: Value, bad: &mut bool) -> Self {
        Self::new(T::read(value, bad))
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn write(&self, to: &mut Writer) {
        (**self).write(to);
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn read(value: Value, bad: &mut bool) -> Self {
        let mut items = Items::of(value, 2, bad);
        (items.take(bad), items.take(bad))
    }
}

impl<A: ToJson, B: ToJson> ToJson for (A, B) {
    fn write(&self, to: &mut Writer) {
        to.open('[');
        to.item(&self.0);
        to.item(&self.1);
        to.close("]");
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn read(value: Value, bad: &mut bool) -> Self {
        let Value::Object(members) = value else {
            *bad = true;
            return Self::new();
        };
        members.into_iter().map(|(key, value)| (key, T::read(value, bad))).collect()
    }
}

impl<T: ToJson> ToJson for BTreeMap<String, T> {
    fn write(&self, to: &mut Writer) {
        to.open('{');
        for (key, value) in self {
            to.field(key, value);
        }
        to.close("}");
    }
}

impl FromJson for uuid::Uuid {
    fn read(value: Value, bad: &mut bool) -> Self {
        let Value::Text(text) = &value else {
            *bad = true;
            return Self::nil();
        };
        uuid(text).unwrap_or_else(|| {
            *bad = true;
            Self::nil()
        })
    }
}

/// Reads an id in the one form that the wire uses: `8-4-4-4-12` hexadecimal digits. `Uuid::parse_str` knows three more.
#[must_use]
#[inline(never)]
pub fn uuid(text: &str) -> Option<uuid::Uuid> {
    let bytes = text.as_bytes();
    let mut value = 0_u128;
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 8 | 13 | 18 | 23) {
            if *byte != b'-' {
                return None;
            }
        } else {
            value = value << 4 | u128::from(char::from(*byte).to_digit(16)?);
        }
    }
    (bytes.len() == 36).then(|| uuid::Uuid::from_u128(value))
}

impl ToJson for uuid::Uuid {
    fn write(&self, to: &mut Writer) {
        to.text(self.hyphenated().encode_lower(&mut Self::encode_buffer()));
    }
}
