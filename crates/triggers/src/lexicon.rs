//! Which known word is this token, allowing for stretched letters, common typing mistakes, endings and prefixes?

use crate::index::Index;
use crate::normalise::{is_stretched, squeeze};
use crate::pattern::STEM;

/// Shortest word that a mistyped form is corrected to; shorter ones have too many neighbours.
const MIN_TYPO: usize = 5;
/// Longest token that is looked at for mistakes, so that the cost of a token is bounded.
const MAX_TYPO: usize = 20;

/// What Arabic writes together with the word that follows: and, then, with, to, as, the.
const ARABIC_PREFIXES: [&str; 14] =
    ["وبال", "ولل", "وال", "فال", "بال", "كال", "لل", "ال", "وب", "ول", "و", "ف", "ب", "ل"];
/// Bytes that must be left after an Arabic prefix: three letters.
const ARABIC_REST: usize = 6;

/// A sorted table of all words that some pattern mentions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    words: Vec<Box<str>>,
    index: Index,
    /// Words whose misspellings count as the word, by first letter.
    fixable: Vec<(u8, u16)>,
    /// Words of which only the beginning is given, without their mark, sorted.
    stems: Vec<(Box<str>, u16)>,
    /// Bytes of the longest stem.
    longest: usize,
}

impl Lexicon {
    /// Builds the table; `fixable` are the words whose misspellings count as the word.
    pub(crate) fn new(mut words: Vec<Box<str>>, fixable: &[&str]) -> Self {
        words.sort_unstable();
        words.dedup();
        words.truncate(usize::from(u16::MAX));
        let index = Index::new(words.iter().map(AsRef::as_ref));
        let mut lexicon = Self { words, index, ..Self::default() };
        let long = fixable.iter().filter(|w| w.len() >= MIN_TYPO);
        lexicon.fixable = long.filter_map(|w| Some((*w.as_bytes().first()?, lexicon.exact(w)?))).collect();
        lexicon.fixable.sort_by_key(|f| f.0);
        let stems = lexicon.words.iter().zip(0_u16..);
        lexicon.stems = stems.filter_map(|(w, id)| Some((w.strip_suffix(STEM)?.into(), id))).collect();
        lexicon.stems.sort_unstable();
        lexicon.longest = lexicon.stems.iter().map(|s| s.0.len()).max().unwrap_or(0);
        lexicon
    }

    /// The numbers of the words that a pattern's word stands for: itself, or for a stem all that begin with it.
    pub(crate) fn meant_by(&self, word: &str) -> Vec<u16> {
        let Some(stem) = word.strip_suffix(STEM) else { return self.exact(word).into_iter().collect() };
        let from = self.words.partition_point(|w| w.as_ref() < stem);
        let all = self.words.iter().zip(0_u16..).skip(from);
        all.take_while(|(w, _)| w.starts_with(stem)).map(|(_, id)| id).collect()
    }

    /// The word's number, spelled exactly so.
    pub(crate) fn exact(&self, word: &str) -> Option<u16> {
        let place = self.index.find(word, |at| self.words.get(at).map(AsRef::as_ref));
        place.and_then(|place| u16::try_from(place).ok())
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The word with this number.
    pub(crate) fn word(&self, id: u16) -> Option<&str> {
        self.words.get(usize::from(id)).map(AsRef::as_ref)
    }

    /// The number of the word that a token stands for.
    pub(crate) fn resolve(&self, token: &str) -> Option<u16> {
        if is_stretched(token) {
            let typed = self.exact(token);
            return typed.or_else(|| [2, 1].iter().find_map(|keep| self.known(&squeeze(token, *keep))));
        }
        self.known(token)
    }

    /// As [`Self::resolve`], once stretched letters are taken out.
    fn known(&self, token: &str) -> Option<u16> {
        let found = self.exact(token).or_else(|| self.corrected(token)).or_else(|| self.stem(token));
        if found.is_some() || !token.starts_with(|c| ('\u{0621}'..='\u{064A}').contains(&c)) {
            return found;
        }
        let rests = ARABIC_PREFIXES.iter().filter_map(|p| token.strip_prefix(p));
        let mut long = rests.filter(|rest| rest.len() >= ARABIC_REST);
        long.find_map(|rest| self.exact(rest).or_else(|| self.stem(rest)))
    }

    /// The longest stem that the token begins with. A set that holds a shorter one holds this one too.
    fn stem(&self, token: &str) -> Option<u16> {
        let ends = (1..=self.longest.min(token.len())).rev().filter(|end| token.is_char_boundary(*end));
        ends.filter_map(|end| token.get(..end)).find_map(|start| {
            let at = self.stems.binary_search_by(|(stem, _)| stem.as_ref().cmp(start)).ok()?;
            self.stems.get(at).map(|s| s.1)
        })
    }

    fn corrected(&self, token: &str) -> Option<u16> {
        if !token.is_ascii() || token.len() + 1 < MIN_TYPO || token.len() > MAX_TYPO {
            return None;
        }
        let first = *token.as_bytes().first()?;
        let from = self.fixable.partition_point(|f| f.0 < first);
        let alike = self.fixable.iter().skip(from).take_while(|f| f.0 == first).map(|f| f.1);
        let mut near = alike.filter_map(|id| Some((id, self.words.get(usize::from(id))?)));
        near.find(|(_, w)| w.len().abs_diff(token.len()) <= 1 && is_slip(token.as_bytes(), w.as_bytes()))
            .map(|n| n.0)
    }
}

/// Whether `typed` is `word` with two neighbours swapped, one letter doubled, or (from six letters on) one letter
/// missing. Replaced letters are not corrected: they make other words (manager, managed). Both begin alike.
fn is_slip(typed: &[u8], word: &[u8]) -> bool {
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (Some(t), Some(w)) = (typed.get(same..), word.get(same..)) else { return false };
    if typed.len() == word.len() {
        matches!((t, w), ([a, b, t @ ..], [c, d, w @ ..]) if a == d && b == c && t == w)
    } else if typed.len() == word.len() + 1 {
        let doubled = same > 0 && t.first() == typed.get(same - 1);
        doubled && t.get(1..) == Some(w)
    } else {
        typed.len() + 1 == word.len() && word.len() >= 6 && w.get(1..) == Some(t) && !t.is_empty()
    }
}
