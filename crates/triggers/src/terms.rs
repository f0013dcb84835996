//! What is a text about, leaving out small words and bringing synonyms together?

use crate::normalise::{Text, is_stretched, squeeze};
use crate::pack::Pack;
use crate::sketch::{Sketch, hash};

/// Small words and synonyms of the languages in use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// Word to what it counts as; `None` for small words. Sorted by word.
    table: Vec<(Box<str>, Option<u16>)>,
}

impl Terms {
    pub(crate) fn new(packs: &[Pack]) -> Self {
        let mut table: Vec<(Box<str>, Option<u16>)> = Vec::new();
        for pack in packs {
            table.extend(pack.stop.split_whitespace().map(|w| (w.into(), None)));
            for line in &pack.synonyms {
                let canonical = line.split_whitespace().next().map(hash);
                table.extend(line.split_whitespace().map(|w| (w.into(), canonical)));
            }
        }
        table.sort();
        table.dedup_by(|a, b| a.0 == b.0);
        Self { table }
    }

    fn look_up(&self, word: &str) -> Option<Option<u16>> {
        self.table
            .binary_search_by(|(w, _)| w.as_ref().cmp(word))
            .ok()
            .and_then(|i| self.table.get(i))
            .map(|e| e.1)
    }

    fn term(&self, word: &str) -> Option<u16> {
        let short = if is_stretched(word) { squeeze(word, 1) } else { word.to_owned() };
        let stem = stem(&short);
        self.look_up(&short).or_else(|| self.look_up(stem)).unwrap_or_else(|| Some(hash(stem)))
    }

    /// The content words of a text, at most `keep`.
    pub(crate) fn sketch(&self, text: &Text, keep: usize) -> Sketch {
        Sketch::new(text.tokens.iter().filter_map(|t| self.term(&t.text)), keep)
    }
}

/// Takes off the commonest English endings; enough to bring `orders` and `ordered` together.
fn stem(word: &str) -> &str {
    if !word.is_ascii() {
        return word;
    }
    for (ending, keep) in [("ings", 3), ("ing", 3), ("ies", 3), ("es", 4), ("ed", 3), ("s", 3), ("e", 4)] {
        if let Some(base) = word.strip_suffix(ending).filter(|b| b.len() >= keep && !b.ends_with('s')) {
            return base;
        }
    }
    word
}
