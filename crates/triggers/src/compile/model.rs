//! How is a trained model written, and what does training need of the detector?

use crate::Detector;
use crate::model::{HASH_BITS, HEADS, LEVELS, RICE, UNIT};
use crate::normalise::normalise;

/// The model that is built in, in its text form.
pub const MODEL: &str = include_str!("../../model/triggers.txt");

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

impl Weights {
    /// Writes the text form; weights are rounded to the nearest level.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bits = Vec::new();
        let mut put = |value: u32, n: u32| bits.extend((0..n).rev().map(|i| value >> i & 1 == 1));
        for head in 0..HEADS.len() {
            let bias = self.bias.get(head).copied().unwrap_or(-2048).clamp(-2048, 2047) + 2048;
            put(bias.unsigned_abs(), 12);
        }
        let mut all: Vec<(u32, usize)> = self
            .weights
            .iter()
            .map(|&(hash, head, weight)| {
                (hash << 4 | u32::try_from(head).unwrap_or(15), nearest_level(weight))
            })
            .collect();
        all.sort_unstable();
        all.dedup_by_key(|w| w.0);
        put(u32::try_from(all.len()).unwrap_or(0), 16);
        let mut last = 0;
        for (key, code) in all {
            let gap = key - last;
            last = key;
            (0..gap >> RICE).for_each(|_| put(1, 1));
            put(0, 1);
            put(gap & ((1 << RICE) - 1), RICE);
            put(u32::try_from(code).unwrap_or(0), 4);
        }
        bits.chunks(6)
            .map(|six| six.iter().enumerate().fold(0, |n, (i, b)| n | usize::from(*b) << (5 - i)))
            .filter_map(|n| ALPHABET.get(n).map(|c| char::from(*c)))
            .collect()
    }
}

impl Detector {
    /// What the model looks at in a visitor's message: hashes, each below [`FEATURES`], ascending.
    #[must_use]
    pub fn features(&self, text: &str) -> Vec<u32> {
        let mut all: Vec<u32> = self.look(&normalise(text)).features.iter().map(|f| f.hash).collect();
        all.sort_unstable();
        all
    }

    /// The log-odds in steps that the model gives each head for a message; empty without a model.
    #[must_use]
    pub fn odds(&self, text: &str) -> Vec<i32> {
        self.look(&normalise(text)).verdict.map(|v| v.odds.to_vec()).unwrap_or_default()
    }
}
