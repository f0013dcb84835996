//! What is compared of a text: which words are small, which say what is wanted, which are the subject?

use crate::fold::is_ideograph;
use crate::index::Index;
use crate::normalise::{Text, is_stretched, squeeze};
use crate::pack::Pack;
use crate::sketch::{Kind, Sketch};

/// Subject words of an answer that are compared: the subject stands at the front.
const ANSWER: usize = 12;

/// Small words and words of asking of the languages in use, one table each: what is small in one language ("order",
/// "die") may be the subject in another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    tables: Vec<Table>,
    /// The small words of all languages, each with a bit for each language that it is small in; sorted.
    small: Vec<(Box<str>, u32)>,
    index: Index,
}

/// A word of a table: whether it is small, and the kinds of wanting that it belongs to, a bit each.
type Entry = (Box<str>, bool, u16);
/// Sorted by word.
type Table = Vec<Entry>;

fn look_up<'a>(table: &'a Table, word: &str) -> Option<&'a Entry> {
    table.binary_search_by(|e| e.0.as_ref().cmp(word)).ok().and_then(|i| table.get(i))
}

impl Terms {
    pub(crate) fn new(packs: &[Pack]) -> Self {
        let table = |pack: &Pack| {
            let small = pack.stop.split_whitespace().map(|w| (w.into(), true, 0));
            let wants = (0..16)
                .zip(&pack.synonyms)
                .flat_map(|(bit, line)| line.split_whitespace().map(move |w| (w.into(), false, 1 << bit)));
            let mut table: Table = small.chain(wants).collect();
            table.sort_unstable();
            table.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 |= next.1;
                    kept.2 |= next.2;
                }
                same
            });
            table
        };
        let tables: Vec<Table> = packs.iter().map(table).collect();
        let bits = (0..u32::BITS).map(|at| 1 << at);
        let small = tables.iter().zip(bits).flat_map(|(table, bit)| {
            table.iter().filter(|entry| entry.1).map(move |entry| (entry.0.clone(), bit))
        });
        let mut small: Vec<(Box<str>, u32)> = small.collect();
        small.sort_unstable();
        small.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 |= next.1;
            }
            same
        });
        let index = Index::new(small.iter().map(|s| s.0.as_ref()));
        Self { tables, small, index }
    }

    /// The language, by its place among the packs, that most small words of the text belong to; the first one where
    /// none does.
    pub(crate) fn language(&self, text: &Text) -> Option<usize> {
        let mut counts = [0_u32; u32::BITS as usize];
        for token in &text.tokens {
            let found = self.index.find(&token.text, |at| self.small.get(at).map(|s| s.0.as_ref()));
            let mut bits = found.and_then(|at| self.small.get(at)).map_or(0, |s| s.1);
            while bits != 0 {
                if let Some(count) = counts.get_mut(bits.trailing_zeros() as usize) {
                    *count += 1;
                }
                bits &= bits - 1;
            }
        }
        let known = counts.iter().take(self.tables.len()).enumerate();
        known.max_by_key(|(at, count)| (**count, core::cmp::Reverse(*at))).map(|(at, _)| at)
    }

    fn table(&self, language: Option<usize>) -> &Table {
        language.and_then(|at| self.tables.get(at)).unwrap_or(const { &Vec::new() })
    }

    /// What an answer is about: runs of letters of its first subject words, without what every answer says, and how
    /// many words those are.
    pub(crate) fn answer(&self, text: &Text) -> (Sketch, usize) {
        let table = self.table(self.language(text));
        let mut seen: Vec<&str> = Vec::new();
        let mut sketch = Sketch::default();
        for token in &text.tokens {
            let stem = stem(&token.text);
            let small = look_up(table, &token.text).is_some_and(|e| e.1);
            if seen.len() >= ANSWER {
                break;
            }
            if !small && !BOILERPLATE.contains(&stem) && !seen.contains(&stem) {
                seen.push(stem);
                sketch.add_runs(&format!(" {stem} "));
            }
        }
        (sketch, seen.len())
    }

    /// What a question in a language asks.
    pub(crate) fn question(&self, text: &Text, language: Option<usize>) -> Sketch {
        let table = self.table(language);
        let mut sketch = Sketch::default();
        let mut joined = String::from(" ");
        let mut tokens = text.tokens.iter().peekable();
        while let Some(token) = tokens.next() {
            joined.push_str(&token.text);
            joined.push(' ');
            // One character alone says little: it counts with the one that follows.
            if is_character(&token.text) {
                if let Some(next) = tokens.peek().filter(|t| is_character(&t.text)) {
                    let kind =
                        if is_kana(&token.text) || is_kana(&next.text) { Kind::Small } else { Kind::Subject };
                    sketch.add_word(&[token.text.as_str(), &next.text].concat(), kind, 0);
                }
                continue;
            }
            let squeezed;
            let word = if is_stretched(&token.text) {
                squeezed = squeeze(&token.text, 1);
                &squeezed
            } else {
                &token.text
            };
            let stem = stem(word);
            let exact = look_up(table, word);
            let wants = exact.or_else(|| look_up(table, stem)).map_or(0, |e| e.2);
            let kind = match exact {
                Some((_, true, _)) => Kind::Small,
                _ if wants != 0 => Kind::Want,
                _ => Kind::Subject,
            };
            sketch.add_word(stem, kind, wants);
        }
        sketch.add_runs(&joined);
        sketch
    }
}

/// Whether a token is one character of a script without spaces.
fn is_character(token: &str) -> bool {
    let mut all = token.chars();
    all.next().is_some_and(is_ideograph) && all.next().is_none()
}

/// Whether a token begins with hiragana, which Japanese writes its endings and small words in.
fn is_kana(token: &str) -> bool {
    token.starts_with(|c| ('\u{3040}'..='\u{309F}').contains(&c))
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
