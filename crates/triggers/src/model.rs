//! What does the learned model make of a message? Small weights over hashed words and pairs of words, and over what
//! the phrases found; integers only.
//!
//! Every head (a request for a person, anger, something for people to decide, and the topics) adds up its weights
//! sentence by sentence; the strongest sentence counts, or the whole message where it is short. The trainer is
//! `cargo xtask train`.

use crate::hash::fnv;
use crate::normalise::{Text, is_stretched, squeeze};
use crate::phrases::{Finding, Meaning, Phrases};

/// Bits of a feature's hash. Fewer cost less to ship and collide more.
pub(crate) const HASH_BITS: u32 = 18;
/// Steps of a weight in one unit of log-odds.
pub(crate) const UNIT: i32 = 16;
/// Messages up to this many words are also judged as a whole; on validation lines in English the topics' average
/// precision was .69 with 48 and .76 with this.
pub(crate) const WHOLE: usize = 120;
/// What the heads judge, in the order of their numbers. From the fourth on they only tell topics apart.
pub(crate) const HEADS: [&str; 11] = [
    "explicit",
    "anger",
    "policy",
    "refund",
    "cancel",
    "privacy",
    "legal",
    "fraud",
    "security",
    "complaint",
    "sensitive",
];
/// Number of the head for an explicit request.
pub(crate) const EXPLICIT: usize = 0;
/// Number of the head for anger.
pub(crate) const ANGER: usize = 1;
/// Number of the head for what people should decide.
pub(crate) const POLICY: usize = 2;

/// One feature of a message: where in the message, and its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Feature {
    /// Sentence that it belongs to, counted from 0; `None` for the message as a whole.
    pub(crate) sentence: Option<u16>,
    /// First word.
    pub(crate) start: usize,
    /// One past the last word.
    pub(crate) end: usize,
    /// Hash, below `1 << HASH_BITS`.
    pub(crate) hash: u32,
}

/// The heads' verdict on one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Log-odds of each head in [`UNIT`]s.
    pub(crate) odds: [i32; HEADS.len()],
    /// Sentence that was strongest; `None` for the whole message.
    pub(crate) sentence: [Option<u16>; HEADS.len()],
}

/// The weights, ready to look up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    bias: Vec<i32>,
    /// `hash << 4 | head`, ascending.
    keys: Vec<u32>,
    weights: Vec<i8>,
    /// For each value of the hash's top bits, where its keys begin.
    index: Vec<u16>,
}

/// Bits of the index.
const INDEX_BITS: u32 = 10;

impl Model {
    /// Reads the text form; an empty or broken one gives a model that knows nothing.
    pub(crate) fn new(text: &str) -> Self {
        read(text).unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    fn each(&self, hash: u32, mut add: impl FnMut(usize, i32)) {
        let from = self.index.get((hash >> (HASH_BITS - INDEX_BITS)) as usize).copied().unwrap_or(u16::MAX);
        let mut at = usize::from(from);
        while let Some(&key) = self.keys.get(at) {
            if key >> 4 == hash {
                add((key & 15) as usize, self.weights.get(at).copied().unwrap_or(0).into());
            } else if key >> 4 > hash {
                return;
            }
            at += 1;
        }
    }

    /// Judges a message of so many words by its features.
    pub(crate) fn judge(&self, features: &[Feature], words: usize) -> Option<Verdict> {
        if self.is_empty() {
            return None;
        }
        let base = |head: usize| self.bias.get(head).copied().unwrap_or(i32::MIN / 2);
        let (mut whole, mut part, mut shared) = ([0; HEADS.len()], [0; HEADS.len()], [0; HEADS.len()]);
        let mut verdict = Verdict { odds: [i32::MIN / 2; HEADS.len()], ..Verdict::default() };
        for f in features.iter().filter(|f| f.sentence.is_none()) {
            self.each(f.hash, |head, w| bump(&mut shared, head, w));
        }
        let mut now = None;
        let mut several = false;
        for f in features {
            let Some(sentence) = f.sentence else { continue };
            if now.is_some_and(|n| n != sentence) {
                close(&mut verdict, &mut part, &shared, now);
                several = true;
            }
            now = Some(sentence);
            self.each(f.hash, |head, w| {
                bump(&mut part, head, w);
                bump(&mut whole, head, w);
            });
        }
        close(&mut verdict, &mut part, &shared, now);
        if several && words <= WHOLE {
            close(&mut verdict, &mut whole, &shared, None);
        }
        for (head, odds) in verdict.odds.iter_mut().enumerate() {
            *odds = odds.saturating_add(base(head));
        }
        Some(verdict)
    }

    /// The features that spoke most for a head, strongest first.
    pub(crate) fn reasons<'f>(
        &self,
        features: &'f [Feature],
        head: usize,
        sentence: Option<u16>,
    ) -> Vec<&'f Feature> {
        let mut best: Vec<(i32, &Feature)> = Vec::new();
        for f in features.iter().filter(|f| sentence.is_none() || f.sentence == sentence) {
            let mut weight = 0;
            self.each(f.hash, |h, w| weight += if h == head { w } else { 0 });
            if weight > 0 && f.end > f.start {
                let at = best.iter().position(|b| b.0 < weight).unwrap_or(best.len());
                best.insert(at, (weight, f));
                best.truncate(8);
            }
        }
        best.into_iter().map(|b| b.1).collect()
    }
}

fn bump(sums: &mut [i32; HEADS.len()], head: usize, weight: i32) {
    if let Some(sum) = sums.get_mut(head) {
        *sum = sum.saturating_add(weight);
    }
}

/// Takes a finished sentence into the verdict and begins the next.
fn close(
    verdict: &mut Verdict,
    part: &mut [i32; HEADS.len()],
    shared: &[i32; HEADS.len()],
    sentence: Option<u16>,
) {
    for head in 0..HEADS.len() {
        let sum = part[head].saturating_add(shared[head]);
        if sum > verdict.odds[head] {
            verdict.odds[head] = sum;
            verdict.sentence[head] = sentence;
        }
        part[head] = 0;
    }
}

/// Log-odds in [`UNIT`]s as a chance in thousandths.
pub(crate) fn chance(odds: i32) -> i32 {
    // 1000 / (1 + e^-x) for x = 0, 0.5, 1 … 6; straight between them.
    const CURVE: [i32; 14] = [500, 622, 731, 818, 881, 924, 953, 971, 982, 989, 993, 996, 998, 999];
    let half = UNIT / 2;
    let far = odds.unsigned_abs().min(10_000) as i32;
    let (at, rest) = ((far / half) as usize, far % half);
    let low = CURVE.get(at).copied().unwrap_or(1000);
    let high = CURVE.get(at + 1).copied().unwrap_or(1000);
    let value = low + (high - low) * rest / half;
    if odds < 0 { 1000 - value } else { value }
}

fn mix(a: u32, b: u32, kind: u32) -> u32 {
    let h = (a.rotate_left(7) ^ b).wrapping_add(kind).wrapping_mul(0x9e37_79b1);
    (h ^ (h >> 15)).wrapping_mul(0x85eb_ca6b) >> (32 - HASH_BITS)
}

/// Letters of the beginning that longer words are also known by: `refunded` and `refunding` are alike.
const PREFIX: usize = 5;

/// The words that stand before the first and after the last one of a sentence.
const START: u32 = 1;
const END: u32 = 2;

/// Everything that the model looks at in a message, whose known words are `words`: words, beginnings of words, neighbours, what the phrases found
/// or excepted, and how loud it is. Sentences come in order.
#[must_use]
pub(crate) fn features(
    text: &Text,
    phrases: &Phrases,
    words: &[Option<u16>],
    findings: &[Finding],
    exceptions: &[Finding],
) -> Vec<Feature> {
    let mut out = Vec::with_capacity(text.tokens.len() * 3 + 8);
    let mut sentence = None;
    let mut last = START;
    for (at, token) in text.tokens.iter().enumerate() {
        if sentence != Some(token.sentence) {
            if let Some(old) = sentence {
                end(&mut out, old, at, last);
            }
            sentence = Some(token.sentence);
            last = START;
        }
        let known = words.get(at).copied().flatten().and_then(|id| phrases.word(id));
        let text = known.unwrap_or(&token.text);
        let word = plain(text);
        let mut put = |start, hash| {
            out.push(Feature { sentence: Some(token.sentence), start, end: at + 1, hash });
        };
        put(at, mix(word, 0, 1));
        put(if last == START { at } else { at - 1 }, mix(last, word, 2));
        if let Some((rest, _)) = text.char_indices().nth(PREFIX) {
            put(at, mix(fnv(text.get(..rest).unwrap_or("")), 0, 3));
        }
        last = word;
        let cue = |f: &&Finding| f.start == at;
        for (f, kind) in
            findings.iter().filter(cue).map(|f| (f, 4)).chain(exceptions.iter().filter(cue).map(|f| (f, 5)))
        {
            if let Some(meaning) = phrases.meaning(f.slot) {
                let strong = u32::from(f.score.0 >= 500);
                put(at, mix(meaning_hash(meaning), strong, kind));
            }
        }
    }
    if let Some(old) = sentence {
        end(&mut out, old, text.tokens.len(), last);
    }
    let capitals = text.letters >= 10 && text.capitals * 10 >= text.letters * 7;
    let loud = [
        (capitals, 1),
        (text.shouts > 0, 2),
        (text.angry > 0, 3),
        (text.cheerful > 0, 4),
        (text.question, 5),
    ];
    for (is, kind) in loud {
        if is {
            out.push(Feature { sentence: None, start: 0, end: 0, hash: mix(kind, 0, 6) });
        }
    }
    out
}

fn end(out: &mut Vec<Feature>, sentence: u16, at: usize, last: u32) {
    out.push(Feature { sentence: Some(sentence), start: at - 1, end: at, hash: mix(last, END, 2) });
}

fn meaning_hash(meaning: &Meaning) -> u32 {
    match meaning {
        Meaning::Explicit => 1,
        Meaning::Topic(_) => 2,
        Meaning::Sensitive(_) => 3,
        Meaning::Frustration => 4,
        Meaning::Calm => 5,
        Meaning::Solved => 6,
        Meaning::Fallback => 7,
        Meaning::Reask => 8,
        Meaning::Mute => 9,
    }
}

/// A word's hash; numbers are all one word, stretched letters are shortened.
fn plain(word: &str) -> u32 {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return fnv("0");
    }
    if is_stretched(word) { fnv(&squeeze(word, 1)) } else { fnv(word) }
}

/// What the sixteen codes of a weight stand for, in [`UNIT`]s.
pub(crate) const LEVELS: [i8; 16] = [-64, -44, -32, -24, -17, -12, -8, -5, 5, 8, 12, 17, 24, 32, 44, 64];

/// Text form: for each head its bias (12 bits, offset 2048), the number of its weights (13 bits), the Rice parameter
/// (4 bits), then for each weight the gap between its hash and the one before (Rice code) and its code (4 bits).
fn read(text: &str) -> Option<Model> {
    if text.is_empty() {
        return None;
    }
    let mut bits = Bits { text: text.as_bytes(), at: 0 };
    let mut model = Model::default();
    let mut all = Vec::new();
    for head in 0..HEADS.len() as u32 {
        model.bias.push(bits.take(12)? as i32 - 2048);
        let (count, rice) = (bits.take(13)?, bits.take(4)?);
        let mut hash = 0_u32;
        for _ in 0..count {
            let mut high = 0_u32;
            while bits.take(1)? == 1 {
                high += 1;
            }
            hash = hash.checked_add((high << rice) | bits.take(rice)?)?;
            all.push((hash << 4 | head, LEVELS.get(bits.take(4)? as usize).copied()?));
        }
    }
    all.sort_unstable();
    (model.keys, model.weights) = all.into_iter().unzip();
    let mut at = 0;
    for top in 0..1_u32 << INDEX_BITS {
        while model.keys.get(at).is_some_and(|k| k >> (4 + HASH_BITS - INDEX_BITS) < top) {
            at += 1;
        }
        model.index.push(u16::try_from(at).ok()?);
    }
    Some(model)
}

struct Bits<'a> {
    text: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, n: u32) -> Option<u32> {
        let mut out = 0;
        for _ in 0..n {
            let c = *self.text.get(self.at / 6)?;
            let six = match c {
                b'A'..=b'Z' => c - b'A',
                b'a'..=b'z' => c - b'a' + 26,
                b'0'..=b'9' => c - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                _ => return None,
            };
            out = out << 1 | u32::from(six >> (5 - self.at % 6) & 1);
            self.at += 1;
        }
        Some(out)
    }
}
