//! How does JSON become our types and back, in few bytes of WebAssembly?
//!
//! `serde_json` is the better choice wherever its size does not matter, and the server uses it. In the widget,
//! reading with it (or with another codec under serde's derived code) was a third of the module: serde makes a
//! state machine of each type. Here a text becomes a [`Value`] first, in code that exists once, and a type takes
//! its fields out of it. [`FromJson`] and [`ToJson`] are derived from the same serde attributes that the server's
//! code is derived from; tests hold both to the same bytes.
//!
//! Only what the wire form uses is read: no floats (they become null), structs as objects, enums as serde tags
//! them by default. There is one error, which says nothing, because nobody but us reads it.

mod object;
mod parse;
#[cfg(test)]
mod tests;
mod types;
mod writer;

extern crate self as baton_json;

pub use baton_json_derive::{FromJson, ToJson};
pub use object::{Items, Object, pick};
pub use types::uuid;
pub use writer::Writer;

/// It was not JSON, or not of this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl core::fmt::Display for Malformed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("malformed")
    }
}

impl core::error::Error for Malformed {}

/// Any JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// `null`, what is missing, and every number with a fraction or an exponent.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, in the order of the text.
    Object(Vec<(String, Value)>),
}

/// A type that can be read.
pub trait FromJson: Sized {
    /// Takes itself out of `value`. Where that does not fit, `bad` is set and what is returned means nothing:
    /// reading goes on without a way out at each field, which is most of what makes it small.
    fn read(value: Value, bad: &mut bool) -> Self;
}

/// A type that can be written.
pub trait ToJson {
    /// Appends itself.
    fn write(&self, to: &mut Writer);
}

/// Reads one value.
///
/// # Errors
/// When the text is not JSON, has something after the value, or is not of this type.
pub fn from_str<T: FromJson>(text: &str) -> Result<T, Malformed> {
    let mut bad = false;
    let value = T::read(parse::parse(text)?, &mut bad);
    if bad { Err(Malformed) } else { Ok(value) }
}

/// Writes one value, compactly, in the order of its fields.
pub fn to_string(value: &dyn ToJson) -> String {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.finish()
}
