//! How alike are two texts, remembered in a few bytes?

use baton_json::{FromJson, ToJson, Value, Writer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Hashes kept of a question.
pub(crate) const QUESTION: usize = 12;
/// Hashes kept of an answer, which is longer.
pub(crate) const ANSWER: usize = 14;

/// The content words of a text as 16-bit hashes, sorted; four hex digits each when serialised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch(Vec<u16>);

/// FNV-1a, folded to 16 bits.
#[must_use]
pub(crate) fn hash(text: &str) -> u16 {
    let full = text.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    ((full >> 16) ^ (full & 0xffff)) as u16
}

impl Sketch {
    /// Keeps the lowest hashes, so that two long texts keep the same words.
    pub(crate) fn new(words: impl Iterator<Item = u16>, keep: usize) -> Self {
        let mut all: Vec<u16> = words.collect();
        all.sort_unstable();
        all.dedup();
        all.truncate(keep);
        Self(all)
    }

    /// Words kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no word is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Words that both have.
    #[must_use]
    pub fn shared(&self, other: &Self) -> usize {
        self.0.iter().filter(|h| other.0.binary_search(h).is_ok()).count()
    }

    /// Shared words over the mean number of words, in thousandths.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> usize {
        let total = self.len() + other.len();
        (2000 * self.shared(other)).checked_div(total).unwrap_or(0)
    }
}

impl Sketch {
    /// The stored form: four hex digits a word.
    fn digits(&self) -> String {
        let mut text = String::with_capacity(self.0.len() * 4);
        for hash in &self.0 {
            text.extend(
                [12, 8, 4, 0].map(|shift| char::from_digit(u32::from(hash >> shift) & 15, 16).unwrap_or('0')),
            );
        }
        text
    }

    fn from_digits(text: &str) -> Option<Self> {
        let digits: Option<Vec<u16>> =
            text.chars().map(|c| c.to_digit(16).and_then(|d| u16::try_from(d).ok())).collect();
        let digits = digits?;
        let hashes = digits.chunks_exact(4).map(|d| d.iter().fold(0, |h, x| (h << 4) | x));
        Some(Self::new(hashes, ANSWER))
    }
}

impl Serialize for Sketch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.digits())
    }
}

impl<'de> Deserialize<'de> for Sketch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_digits(&text).ok_or_else(|| serde::de::Error::custom("a sketch is hex digits"))
    }
}

impl ToJson for Sketch {
    fn write(&self, to: &mut Writer) {
        to.text(&self.digits());
    }
}

impl FromJson for Sketch {
    fn read(value: Value, bad: &mut bool) -> Self {
        Self::from_digits(&String::read(value, bad)).unwrap_or_else(|| {
            *bad = true;
            Self::default()
        })
    }
}
