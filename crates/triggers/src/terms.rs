//! What is a text about, leaving out small words and bringing synonyms together?

use crate::normalise::{Text, is_stretched, squeeze};
use crate::pack::Pack;
use crate::sketch::{Sketch, hash};

/// Small words and synonyms of the languages in use, one table each: what is small in one language ("order", "die")
/// may be the subject in another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    tables: Vec<Table>,
}

/// Word to what it counts as; `None` for small words. Sorted by word.
type Table = Vec<(Box<str>, Option<u16>)>;

fn look_up(table: &Table, word: &str) -> Option<Option<u16>> {
    table.binary_search_by(|(w, _)| w.as_ref().cmp(word)).ok().and_then(|i| table.get(i)).map(|e| e.1)
}

fn term(table: &Table, word: &str) -> Option<u16> {
    let squeezed;
    let short = if is_stretched(word) {
        squeezed = squeeze(word, 1);
        &squeezed
    } else {
        word
    };
    let stem = stem(short);
    look_up(table, short).or_else(|| look_up(table, stem)).unwrap_or_else(|| Some(hash(stem)))
}

impl Terms {
    pub(crate) fn new(packs: &[Pack]) -> Self {
        let table = |pack: &Pack| {
            let mut table: Table = pack.stop.split_whitespace().map(|w| (w.into(), None)).collect();
            for line in &pack.synonyms {
                let canonical = line.split_whitespace().next().map(hash);
                table.extend(line.split_whitespace().map(|w| (w.into(), canonical)));
            }
            // A word that is small as well as a synonym is a synonym.
            table.sort_unstable_by(|a, b| (&a.0, b.1).cmp(&(&b.0, a.1)));
            table.dedup_by(|a, b| a.0 == b.0);
            table
        };
        Self { tables: packs.iter().map(table).collect() }
    }

    /// The language, by its place among the packs, that most small words of the text belong to; the first one where
    /// none does.
    pub(crate) fn language(&self, text: &Text) -> Option<usize> {
        let mut best = (0, None);
        for (at, table) in self.tables.iter().enumerate() {
            let small = text.tokens.iter().filter(|t| look_up(table, &t.text) == Some(None)).count();
            if small > best.0 || best.1.is_none() {
                best = (small, Some(at));
            }
        }
        best.1
    }

    fn table(&self, text: &Text) -> &Table {
        self.language(text).and_then(|at| self.tables.get(at)).unwrap_or(const { &Vec::new() })
    }

    /// What an answer is about: its first content words, for the subject stands at the front, without what every
    /// answer says.
    pub(crate) fn subject(&self, text: &Text, keep: usize) -> Sketch {
        let table = self.table(text);
        let mut seen: Vec<u16> = Vec::new();
        for token in &text.tokens {
            if seen.len() >= keep {
                break;
            }
            if BOILERPLATE.contains(&stem(&token.text)) {
                continue;
            }
            if let Some(term) = term(table, &token.text).filter(|t| !seen.contains(t)) {
                seen.push(term);
            }
        }
        Sketch::new(seen.into_iter(), keep)
    }

    /// The content words of a text, at most `keep`.
    pub(crate) fn sketch(&self, text: &Text, keep: usize) -> Sketch {
        let table = self.table(text);
        Sketch::new(text.tokens.iter().filter_map(|t| term(table, &t.text)), keep)
    }
}

/// What assistants say whatever they are asked, as [`stem`] leaves it. English alone: elsewhere the subject words
/// outweigh it.
const BOILERPLATE: [&str; 62] = [
    "understand",
    "assist",
    "assistance",
    "help",
    "here",
    "guid",
    "provid",
    "follow",
    "step",
    "instruction",
    "certain",
    "certainly",
    "cours",
    "absolut",
    "absolutely",
    "happy",
    "glad",
    "appreciat",
    "interest",
    "interested",
    "process",
    "inform",
    "information",
    "detail",
    "further",
    "better",
    "accurat",
    "accurate",
    "pleas",
    "plea",
    "kind",
    "kindly",
    "log",
    "visit",
    "websit",
    "platform",
    "navigat",
    "section",
    "locat",
    "look",
    "click",
    "option",
    "page",
    "menu",
    "settings",
    "sett",
    "customer",
    "support",
    "team",
    "contact",
    "apologiz",
    "apology",
    "inconveni",
    "inconvenience",
    "frustration",
    "caus",
    "rest",
    "assur",
    "thank",
    "reach",
    "request",
    "sure",
];

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
