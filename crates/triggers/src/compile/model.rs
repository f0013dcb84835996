//! How is a trained model written, and what does training need of the detector?

use crate::Detector;
use crate::model::{Feature, HASH_BITS, HEADS, LEVELS, UNIT, WHOLE};
use crate::normalise::normalise;

/// The alphabet of the text form, six bits a character.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What each head judges.
pub const MODEL_HEADS: [&str; HEADS.len()] = HEADS;
/// Number of different features.
pub const FEATURES: usize = 1 << HASH_BITS;
/// Steps of a weight in one unit of log-odds.
pub const WEIGHT_UNIT: i32 = UNIT;

/// A model as the trainer has it.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// For each head its bias, in steps.
    pub bias: Vec<i32>,
    /// Feature, head and weight in steps.
    pub weights: Vec<(u32, usize, i32)>,
}

/// The level nearest to a weight in steps, as its code.
#[must_use]
pub fn nearest_level(weight: i32) -> usize {
    let distance = |l: &(usize, &i8)| (i32::from(*l.1) - weight).abs();
    LEVELS.iter().enumerate().min_by_key(distance).map_or(0, |l| l.0)
}

/// A weight in steps as it will be read back.
#[must_use]
pub fn rounded(weight: i32) -> i32 {
    LEVELS.get(nearest_level(weight)).copied().unwrap_or_default().into()
}

impl Weights {
    /// Writes the text form; weights are rounded to the nearest level.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bits = Vec::new();
        let mut put = |value: u32, n: u32| bits.extend((0..n).rev().map(|i| value >> i & 1 == 1));
        for head in 0..HEADS.len() {
            let bias = self.bias.get(head).copied().unwrap_or(-2048).clamp(-2048, 2047) + 2048;
            put(bias.unsigned_abs(), 12);
            let mine = self.weights.iter().filter(|w| w.1 == head);
            let mut mine: Vec<(u32, usize)> =
                mine.map(|&(hash, _, weight)| (hash, nearest_level(weight))).collect();
            mine.sort_unstable();
            mine.dedup_by_key(|w| w.0);
            put(u32::try_from(mine.len()).unwrap_or(0), 13);
            // The shortest code splits a gap at about its mean.
            let mean = FEATURES.checked_div(mine.len()).unwrap_or(1);
            let rice = mean.checked_ilog2().unwrap_or(0).min(15);
            put(rice, 4);
            let mut last = 0;
            for (hash, code) in mine {
                let gap = hash - last;
                last = hash;
                (0..gap >> rice).for_each(|_| put(1, 1));
                put(0, 1);
                put(gap & ((1 << rice) - 1), rice);
                put(u32::try_from(code).unwrap_or(0), 4);
            }
        }
        bits.chunks(6)
            .map(|six| six.iter().enumerate().fold(0, |n, (i, b)| n | usize::from(*b) << (5 - i)))
            .filter_map(|n| ALPHABET.get(n).map(|c| char::from(*c)))
            .collect()
    }
}

impl Detector {
    /// What the model looks at in a visitor's message, each part that it judges for itself: the sentences, and first
    /// the whole where it is short or one sentence. Hashes, each below [`FEATURES`], ascending.
    #[must_use]
    pub fn parts(&self, text: &str) -> Vec<Vec<u32>> {
        let normal = normalise(text);
        let features = self.look(&normal).features;
        let part = |sentence: Option<u16>| {
            let mine = |f: &&Feature| f.sentence.is_none() || sentence.is_none() || f.sentence == sentence;
            let mut part: Vec<u32> = features.iter().filter(mine).map(|f| f.hash).collect();
            part.sort_unstable();
            part
        };
        let mut sentences: Vec<Option<u16>> =
            features.iter().map(|f| f.sentence).filter(Option::is_some).collect();
        sentences.dedup();
        if sentences.len() <= 1 {
            return vec![part(None)];
        }
        let whole = (normal.tokens.len() <= WHOLE).then_some(None);
        whole.into_iter().chain(sentences).map(part).collect()
    }

    /// The log-odds in steps that the model gives each head for a message; empty without a model.
    #[must_use]
    pub fn odds(&self, text: &str) -> Vec<i32> {
        self.look(&normalise(text)).verdict.map(|v| v.odds.to_vec()).unwrap_or_default()
    }
}
