//! Which known word is this token, allowing for stretched letters and common typing mistakes?

use crate::normalise::{is_stretched, squeeze};

/// Shortest word that a mistyped form is corrected to; shorter ones have too many neighbours.
const MIN_TYPO: usize = 5;
/// Longest token that is looked at for mistakes, so that the cost of a token is bounded.
const MAX_TYPO: usize = 20;

/// A sorted table of all words that some pattern mentions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    words: Vec<Box<str>>,
    fixable: Vec<u16>,
}

impl Lexicon {
    /// Builds the table; `fixable` are the words whose misspellings count as the word.
    pub(crate) fn new(mut words: Vec<Box<str>>, fixable: &[&str]) -> Self {
        words.sort_unstable();
        words.dedup();
        words.truncate(usize::from(u16::MAX));
        let mut lexicon = Self { words, fixable: Vec::new() };
        lexicon.fixable =
            fixable.iter().filter(|w| w.len() >= MIN_TYPO).filter_map(|w| lexicon.exact(w)).collect();
        lexicon
    }

    /// The word's number, spelled exactly so.
    pub(crate) fn exact(&self, word: &str) -> Option<u16> {
        self.words.binary_search_by(|w| w.as_ref().cmp(word)).ok().and_then(|i| u16::try_from(i).ok())
    }

    /// The number of the word that a token stands for.
    pub(crate) fn resolve(&self, token: &str) -> Option<u16> {
        if let Some(id) = self.exact(token) {
            return Some(id);
        }
        if is_stretched(token) {
            for keep in [2, 1] {
                let short = squeeze(token, keep);
                if let Some(id) = self.exact(&short).or_else(|| self.corrected(&short)) {
                    return Some(id);
                }
            }
            return None;
        }
        self.corrected(token)
    }

    fn corrected(&self, token: &str) -> Option<u16> {
        if !token.is_ascii() || token.len() + 1 < MIN_TYPO || token.len() > MAX_TYPO {
            return None;
        }
        self.fixable.iter().copied().find(|&id| {
            self.words.get(usize::from(id)).is_some_and(|w| is_slip(token.as_bytes(), w.as_bytes()))
        })
    }
}

/// Whether `typed` is `word` with two neighbours swapped, one letter doubled, or (from six letters on) one letter
/// missing. Replaced letters are not corrected: they make other words (manager, managed).
fn is_slip(typed: &[u8], word: &[u8]) -> bool {
    if typed.first() != word.first() {
        return false;
    }
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
