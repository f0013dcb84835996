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
    /// The small words of all languages, each with a bit for each language that it is small in.
    small: Table,
    /// [`BOILERPLATE`].
    boilerplate: Table,
}

/// That a word is small, beside the bits of the kinds of wanting that it belongs to.
const SMALL: u32 = 1 << 16;

/// Words with some bits each.
#[derive(Clone, Debug, Default)]
struct Table {
    words: Vec<(Box<str>, u32)>,
    index: Index,
}

impl Table {
    /// Of words, of which the same ones are joined.
    fn new<'a>(words: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut words: Vec<(Box<str>, u32)> = words.map(|(word, bits)| (word.into(), bits)).collect();
        words.sort_unstable();
        words.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 |= next.1;
            }
            same
        });
        let index = Index::new(words.iter().map(|w| w.0.as_ref()));
        Self { words, index }
    }

    fn get(&self, word: &str) -> Option<u32> {
        let place = self.index.find(word, |at| self.words.get(at).map(|w| w.0.as_ref()))?;
        self.words.get(place).map(|w| w.1)
    }
}

/// The words of a line, each with the same bits.
fn each(line: &str, bits: u32) -> impl Iterator<Item = (&str, u32)> {
    line.split_whitespace().map(move |word| (word, bits))
}

impl Terms {
    pub(crate) fn new(packs: &[Pack]) -> Self {
        let table = |pack: &Pack| {
            let wants = (0..16).zip(&pack.synonyms).flat_map(|(bit, line)| each(line, 1 << bit));
            Table::new(each(&pack.stop, SMALL).chain(wants))
        };
        let languages = packs.iter().zip((0..u32::BITS).map(|at| 1 << at));
        Self {
            tables: packs.iter().map(table).collect(),
            small: Table::new(languages.flat_map(|(pack, bit)| each(&pack.stop, bit))),
            boilerplate: Table::new(BOILERPLATE.iter().map(|word| (*word, 0))),
        }
    }

    /// The language, by its place among the packs, that most small words of the text belong to; the first one where
    /// none does.
    pub(crate) fn language(&self, text: &Text) -> Option<usize> {
        let mut counts = [0_u32; u32::BITS as usize];
        for token in &text.tokens {
            let mut bits = self.small.get(&token.text).unwrap_or(0);
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

    /// What an answer is about: runs of letters of its first subject words, without what every answer says, and how
    /// many words those are.
    pub(crate) fn answer(&self, text: &Text) -> (Sketch, usize) {
        let table = self.language(text).and_then(|at| self.tables.get(at));
        let mut seen: Vec<&str> = Vec::new();
        let mut sketch = Sketch::default();
        for token in &text.tokens {
            let stem = stem(&token.text);
            let small = table.and_then(|t| t.get(&token.text)).is_some_and(|bits| bits & SMALL != 0);
            if seen.len() >= ANSWER {
                break;
            }
            if !small && self.boilerplate.get(stem).is_none() && !seen.contains(&stem) {
                seen.push(stem);
                sketch.add_runs(&format!(" {stem} "));
            }
        }
        (sketch, seen.len())
    }

    /// What a question in a language asks.
    pub(crate) fn question(&self, text: &Text, language: Option<usize>) -> Sketch {
        let look_up = |word: &str| self.tables.get(language?)?.get(word);
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
            let exact = look_up(word);
            let wants = exact.or_else(|| look_up(stem)).map_or(0, |bits| (bits & (SMALL - 1)) as u16);
            let kind = match exact {
                Some(bits) if bits & SMALL != 0 => Kind::Small,
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
