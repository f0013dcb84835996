//! How alike are two texts, remembered in a few bytes?

use baton_json::{FromJson, ToJson, Value, Writer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hash::{fnv, short};

/// Words kept of a text, the telling ones first.
const WORDS: usize = 10;
/// Parts of 16 bits of the set of letter runs.
const PARTS: usize = 12;
/// Places in that set.
const PLACES: u32 = 192;
/// Letters of a run.
const RUN: usize = 4;
/// Of a set that is fuller than this, likeness is chance: a long text has nearly every run.
const FULL: u32 = 128;
/// Bits of a word that say how much it tells; the others are its hash.
const KIND_SHIFT: u32 = 14;

/// Places in the set of numbers; the bits above it are marks.
const NUMBERS: u16 = 13;
/// The message follows a question of the assistant.
pub(crate) const ANSWERING: u16 = 1 << 13;
/// It goes on to something else: "also", "another".
pub(crate) const MOVES_ON: u16 = 1 << 14;
/// It begins with "yes", "ok", "thanks".
pub(crate) const NODS: u16 = 1 << 15;

/// How much a word tells of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A small word.
    Small = 0,
    /// A word of asking: change, when, cost.
    Want = 1,
    /// What it is about.
    Subject = 2,
}

/// What is compared of a text: its words as hashes and the runs of four letters in it, which see through endings
/// and misspellings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Runs of letters as a set of [`PLACES`].
    runs: [u16; PARTS],
    /// Which kinds of wanting its words belong to, a bit each.
    wants: u16,
    /// Its numbers as a set of [`NUMBERS`], and the marks above them.
    marks: u16,
    /// Words as kind and hash, descending.
    words: Vec<u16>,
}

/// What two sketches have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alike {
    /// Shared runs over the mean number of runs, in thousandths, beyond chance.
    pub(crate) runs: i32,
    /// Shared words over the mean, in thousandths, telling words counted more.
    pub(crate) words: i32,
    /// Shared words of the subject.
    pub(crate) subject: i32,
    /// Shared words, small ones left out.
    pub(crate) shared: i32,
    /// Words of both, small ones left out.
    pub(crate) count: i32,
    /// Each wants something, and not the same.
    pub(crate) apart: bool,
}

impl Sketch {
    /// Takes in the runs of letters of a text whose words are parted by single spaces.
    pub(crate) fn add_runs(&mut self, text: &str) {
        let mut ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).skip(RUN - 1);
        for (start, _) in text.char_indices() {
            let Some(run) = ends.next().and_then(|end| text.get(start..end)) else { break };
            let place = fnv(run) % PLACES;
            if let Some(part) = self.runs.get_mut((place / 16) as usize) {
                *part |= 1 << (place % 16);
            }
        }
    }

    /// Takes in a word: its stem, how much it tells, what it wants.
    pub(crate) fn add_word(&mut self, stem: &str, kind: Kind, wants: u16) {
        self.wants |= wants;
        if stem.bytes().any(|b| b.is_ascii_digit()) {
            self.marks |= 1 << (short(stem) % NUMBERS);
        }
        let word = (short(stem) & ((1 << KIND_SHIFT) - 1)) | ((kind as u16) << KIND_SHIFT);
        if let Err(at) = self.words.binary_search_by(|w| word.cmp(w)) {
            self.words.insert(at, word);
            self.words.truncate(WORDS);
        }
    }

    /// Words kept that are not small.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().filter(|w| **w >> KIND_SHIFT > 0).count()
    }

    /// Whether every word kept is small.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it has a number that neither of two others has.
    pub(crate) fn has_new_number(&self, a: &Self, b: &Self) -> bool {
        self.marks & !(a.marks | b.marks) & ((1 << NUMBERS) - 1) != 0
    }

    /// Notes something about the message.
    pub(crate) fn mark(&mut self, mark: u16) {
        self.marks |= mark;
    }

    /// Whether something is noted: 1 or 0.
    pub(crate) fn has(&self, mark: u16) -> i32 {
        i32::from(self.marks & mark != 0)
    }

    /// What two texts have in common.
    pub(crate) fn alike(&self, other: &Self) -> Alike {
        // Small words count 2, words of asking 5, the subject 8.
        let weight = |word: u16| 2 + 3 * i32::from(word >> KIND_SHIFT);
        let telling = |all: &[u16]| all.iter().filter(|w| **w >> KIND_SHIFT > 0).count();
        let total: i32 = self.words.iter().chain(&other.words).map(|w| weight(*w)).sum();
        let shared = || self.words.iter().copied().filter(|w| other.words.contains(w));
        let count = |n: usize| i32::try_from(n).unwrap_or(0);
        Alike {
            runs: self.more_than_chance(other),
            words: (2000 * shared().map(weight).sum::<i32>()).checked_div(total).unwrap_or(0),
            subject: count(shared().filter(|w| w >> KIND_SHIFT > 1).count()),
            shared: count(shared().filter(|w| w >> KIND_SHIFT > 0).count()),
            count: count(telling(&self.words) + telling(&other.words)),
            apart: self.wants != 0 && other.wants != 0 && self.wants & other.wants == 0,
        }
    }

    /// How many runs each has, and how many both have; none where a set is too full to tell.
    fn common(&self, other: &Self) -> (u32, u32, u32) {
        let ones = |parts: &[u16; PARTS]| parts.iter().map(|p| p.count_ones()).sum::<u32>();
        let (a, b) = (ones(&self.runs), ones(&other.runs));
        if a > FULL || b > FULL {
            return (a, b, 0);
        }
        let both = self.runs.iter().zip(&other.runs).map(|(x, y)| (x & y).count_ones()).sum();
        (a, b, both)
    }

    /// Runs that both have over the mean number of runs, in thousandths.
    pub(crate) fn same_runs(&self, other: &Self) -> i32 {
        let (a, b, both) = self.common(other);
        thousandths(2 * both, a + b)
    }

    /// The same less what two texts of their lengths share by chance: long ones share much.
    fn more_than_chance(&self, other: &Self) -> i32 {
        let (a, b, both) = self.common(other);
        let chance = 2 * a * b;
        thousandths((2 * both * PLACES).saturating_sub(chance), ((a + b) * PLACES).saturating_sub(chance))
    }
}

/// `part` of `whole`, 0 where there is nothing.
fn thousandths(part: u32, whole: u32) -> i32 {
    (1000 * part).checked_div(whole).and_then(|n| i32::try_from(n).ok()).unwrap_or(0)
}

/// Characters for each number of 16 bits.
const DIGITS: usize = 3;
/// The first of the 64 characters that stand for six bits each; they go up from here and leave out the backslash.
const FIRST: u8 = b'0';
const BACKSLASH: u8 = b'\\' - FIRST;

fn character(bits: u16) -> char {
    let bits = (bits & 63) as u8;
    char::from(FIRST + bits + u8::from(bits >= BACKSLASH))
}

fn bits(character: u8) -> Option<u16> {
    let at = character.checked_sub(FIRST)?;
    let at = at - u8::from(at > BACKSLASH);
    (at < 64 && character != b'\\').then_some(u16::from(at))
}

impl Sketch {
    /// The stored form: three characters a number.
    fn text(&self) -> String {
        let numbers = self.runs.iter().chain([&self.wants, &self.marks]).chain(&self.words);
        numbers.flat_map(|n| [n >> 12, n >> 6, *n].map(character)).collect()
    }

    fn from_text(text: &str) -> Option<Self> {
        let digits: Option<Vec<u16>> = text.bytes().map(bits).collect();
        let digits = digits?;
        let mut numbers = digits.chunks_exact(DIGITS).map(|d| d.iter().fold(0_u16, |n, x| (n << 6) | x));
        let mut sketch = Self::default();
        for part in &mut sketch.runs {
            *part = numbers.next()?;
        }
        sketch.wants = numbers.next()?;
        sketch.marks = numbers.next()?;
        sketch.words = numbers.take(WORDS).collect();
        Some(sketch)
    }
}

impl Serialize for Sketch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for Sketch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_text(&text)
            .ok_or_else(|| serde::de::Error::custom("a sketch is numbers of three characters"))
    }
}

impl ToJson for Sketch {
    fn write(&self, to: &mut Writer) {
        to.text(&self.text());
    }
}

impl FromJson for Sketch {
    fn read(value: Value, bad: &mut bool) -> Self {
        Self::from_text(&String::read(value, bad)).unwrap_or_else(|| {
            *bad = true;
            Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_form_gives_the_same_sketch() {
        let mut sketch = Sketch::default();
        sketch.add_runs(" where is the invoice of march 4411 ");
        for (word, kind) in [("where", Kind::Want), ("invoic", Kind::Subject), ("4411", Kind::Subject)] {
            sketch.add_word(word, kind, 1 << 15);
        }
        assert_eq!(Sketch::from_text(&sketch.text()), Some(sketch.clone()));
        assert_eq!(sketch.len(), 3);
        assert_eq!(Sketch::from_text("\\\\\\"), None);
        for n in 0..64 {
            assert_eq!(u8::try_from(character(n)).ok().and_then(bits), Some(n));
        }
    }

    #[test]
    fn a_text_is_like_itself_and_a_misspelt_one_nearly() {
        let of = |text: &str| {
            let mut sketch = Sketch::default();
            sketch.add_runs(text);
            sketch
        };
        let asked = of(" can i change the delivery address ");
        assert_eq!(asked.same_runs(&asked), 1000);
        let near = asked.same_runs(&of(" can i chagne the deliverry adress "));
        let far = asked.same_runs(&of(" my invoice is wrong "));
        assert!(near > 500 && far < 300, "{near} {far}");
    }
}
