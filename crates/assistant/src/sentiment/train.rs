//! How is the linear head made from the examples?

use crate::embedding::{DIMENSIONS, Embedder, Embedding, ModelError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The examples: mood to messages.
pub type Examples = BTreeMap<String, Vec<String>>;

/// The moods and the score that stands for each.
const MOODS: [(&str, f64); 6] = [
    ("furious", -900.0),
    ("annoyed", -600.0),
    ("slightly_negative", -250.0),
    ("neutral", 0.0),
    ("positive", 400.0),
    ("delighted", 800.0),
];

/// Shrinking of the weights: with 64 examples of 384 numbers each the head would learn them by heart.
const SHRINK: f64 = 0.004;

/// Rounds of descent; the error no longer moves after about half of them.
const ROUNDS: usize = 2000;

/// Score = `bias` + embedding · `weights`, all in thousandths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The score of a message without any direction.
    pub bias: i32,
    /// One for each of the embedding's numbers.
    pub weights: Vec<i32>,
}

impl Head {
    /// The mood of an embedded message, in thousandths, not yet bounded.
    #[must_use]
    pub fn score(&self, embedding: &Embedding) -> i32 {
        let sum: f64 =
            embedding.values().iter().zip(&self.weights).map(|(v, w)| f64::from(*v) * f64::from(*w)).sum();
        self.bias + sum.round() as i32
    }
}

/// Ridge regression by descent, each mood weighing the same however many examples it has.
///
/// # Errors
/// When the sentence model can't be run.
pub fn train(embedder: &Embedder, examples: &Examples) -> Result<Head, ModelError> {
    let mut rows: Vec<(Embedding, f64, f64)> = Vec::new();
    for (mood, score) in MOODS {
        let texts: Vec<&str> = examples.get(mood).into_iter().flatten().map(String::as_str).collect();
        let weight = 1.0 / (MOODS.len() * texts.len().max(1)) as f64;
        rows.extend(embedder.embed_all(&texts)?.into_iter().map(|e| (e, score, weight)));
    }
    let (mut bias, mut weights) = (0.0f64, vec![0.0f64; DIMENSIONS]);
    for _ in 0..ROUNDS {
        let mut bias_slope = 0.0;
        let mut slopes: Vec<f64> = weights.iter().map(|w| SHRINK * w).collect();
        for (embedding, wanted, weight) in &rows {
            let values = embedding.values();
            let said = bias + values.iter().zip(&weights).map(|(v, w)| f64::from(*v) * w).sum::<f64>();
            let error = weight * (said - wanted);
            bias_slope += error;
            slopes.iter_mut().zip(values).for_each(|(s, v)| *s += error * f64::from(*v));
        }
        bias -= 0.9 * bias_slope;
        weights.iter_mut().zip(slopes).for_each(|(w, s)| *w -= 0.9 * s);
    }
    let whole = |x: f64| x.round() as i32;
    Ok(Head { bias: whole(bias), weights: weights.into_iter().map(whole).collect() })
}
