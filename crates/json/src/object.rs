//! How does a type take its parts out of a value?

use crate::{FromJson, Value};

/// The members of an object that are still to be taken.
pub struct Object(Vec<(String, Value)>);

impl Object {
    /// The object that `value` is; an empty one, and `bad`, where it is none.
    #[must_use]
    pub fn of(value: Value, bad: &mut bool) -> Self {
        match value {
            Value::Object(members) => Self(members),
            _ => {
                *bad = true;
                Self(Vec::new())
            }
        }
    }

    #[inline(never)]
    fn find(&mut self, name: &str) -> Option<Value> {
        let member = self.0.iter_mut().find(|(key, _)| key == name)?;
        Some(core::mem::take(&mut member.1))
    }

    /// Takes a field; a missing one is read from null, which only an `Option` accepts.
    pub fn take<T: FromJson>(&mut self, name: &str, bad: &mut bool) -> T {
        T::read(self.find(name).unwrap_or_default(), bad)
    }

    /// Takes a field that may be missing.
    pub fn take_or<T: FromJson>(&mut self, name: &str, missing: T, bad: &mut bool) -> T {
        match self.find(name) {
            Some(value) => T::read(value, bad),
            None => missing,
        }
    }
}

/// The elements of an array of fixed length that are still to be taken.
pub struct Items(std::vec::IntoIter<Value>);

impl Items {
    /// The array that `value` is; an empty one, and `bad`, where it is none or not of this length.
    #[must_use]
    pub fn of(value: Value, length: usize, bad: &mut bool) -> Self {
        match value {
            Value::List(items) if items.len() == length => Self(items.into_iter()),
            _ => {
                *bad = true;
                Self(Vec::new().into_iter())
            }
        }
    }

    /// Takes the next element.
    pub fn take<T: FromJson>(&mut self, bad: &mut bool) -> T {
        T::read(self.0.next().unwrap_or_default(), bad)
    }
}

/// Which of these variants a value is, and what it holds: `"name"` or `{"name": …}`. The first one, and `bad`, where
/// it is none of them.
#[must_use]
#[inline(never)]
pub fn pick(value: Value, names: &[&str], bad: &mut bool) -> (usize, Value) {
    let (name, inner) = match value {
        Value::Text(name) => (name, Value::Null),
        Value::Object(mut members) if members.len() == 1 => members.pop().unwrap_or_default(),
        _ => Default::default(),
    };
    match names.iter().position(|known| *known == name) {
        Some(index) => (index, inner),
        None => {
            *bad = true;
            (0, Value::Null)
        }
    }
}
