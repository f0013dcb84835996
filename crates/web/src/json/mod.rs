//! How does JSON become our types and back, in few bytes of WebAssembly?
//!
//! `serde_json` is the better choice wherever its size does not matter; here it was a third of the widget. This
//! reads and writes what the wire form uses and nothing else: no floats, no bytes, structs as objects only, and
//! one error that says nothing, because nobody but us reads it. Tests hold it to `serde_json` on the same input.

mod read;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Serialize};
use std::fmt;

/// It was not JSON, or not of this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed")
    }
}

impl std::error::Error for Malformed {}

/// Every reason becomes the same: the sentences that serde would write are kilobytes that nobody sees.
impl serde::de::Error for Malformed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }
    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

impl serde::ser::Error for Malformed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads one value.
///
/// # Errors
/// When the text is not JSON, has something after the value, or is not of this type.
pub fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Malformed> {
    let mut reader = read::Reader::new(text);
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Writes one value.
///
/// # Errors
/// When it holds a float or a map whose keys are not text.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Malformed> {
    let mut out = String::new();
    value.serialize(&mut write::Writer { out: &mut out })?;
    Ok(out)
}
