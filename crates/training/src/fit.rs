//! How are the weights found? Logistic regression by AdaGrad, one head at a time; the same data give the same bits:
//! fixed order, ordered sums, no function of the platform's mathematics library but square root, which is exact.

use baton_triggers::compile::{FEATURES, MODEL_HEADS, Order, WEIGHT_UNIT, Weights, rounded};

use crate::corpus::Example;

/// Passes over the data, before and after pruning.
const EPOCHS: usize = 8;
const RATE: f64 = 0.25;
/// Pull towards zero at each step.
const SHRINK: f64 = 5e-3;
/// Weights kept for each head: all that a word is worth must be paid by everyone who opens the widget.
const KEEP_ENGLISH: [usize; MODEL_HEADS.len()] = [2050, 1100, 2500, 45, 35, 35, 35, 35, 45, 30, 45];
/// The same for the other languages, whose packs of phrases leave more room.
const KEEP: [usize; MODEL_HEADS.len()] = [2500, 1500, 4000, 120, 120, 120, 120, 120, 120, 120, 120];
/// Rows in which a feature must occur.
const MIN_ROWS: u32 = 2;

/// A row made ready: the features of each part of the message that is judged for itself, ascending.
pub(crate) struct Row<'a> {
    pub(crate) example: &'a Example,
    pub(crate) parts: Vec<Vec<u32>>,
}

/// e^x for a moderate x by squaring: multiplications alone, so every machine agrees.
fn exp(x: f64) -> f64 {
    let mut y = 1.0 + x.clamp(-30.0, 30.0) / 1_048_576.0;
    for _ in 0..20 {
        y *= y;
    }
    y
}

pub(crate) fn chance(odds: f64) -> f64 {
    1.0 / (1.0 + exp(-odds))
}

/// Trains every head on some rows of one language.
pub(crate) fn train(language: &str, rows: &[&Row<'_>]) -> Weights {
    let mut out = Weights { bias: vec![0; MODEL_HEADS.len()], weights: Vec::new() };
    let keep = if language == "en" { KEEP_ENGLISH } else { KEEP };
    for (head, keep) in keep.into_iter().enumerate() {
        let known: Vec<(&Row<'_>, bool)> =
            rows.iter().filter_map(|r| r.example.known[head].map(|y| (*r, y))).collect();
        if !known.iter().any(|k| k.1) {
            out.bias[head] = -2048;
            continue;
        }
        let mut seen = vec![0_u32; FEATURES];
        for (row, _) in &known {
            let mut all: Vec<u32> = row.parts.concat();
            all.sort_unstable();
            all.dedup();
            all.iter().for_each(|f| seen[*f as usize] += 1);
        }
        let mut open: Vec<bool> = seen.iter().map(|n| *n >= MIN_ROWS).collect();
        let mut fit = Fit::new();
        fit.run(&known, &open);
        let mut ranked: Vec<(u64, usize)> = (0..FEATURES)
            .filter(|&f| open[f] && fit.weight[f] != 0.0)
            .map(|f| (rank(fit.weight[f].abs() * f64::from(seen[f]).sqrt()), f))
            .collect();
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        ranked.truncate(keep);
        open.fill(false);
        ranked.iter().for_each(|r| open[r.1] = true);
        let mut fit = Fit::new();
        fit.run(&known, &open);
        let steps = |w: f64| (w * f64::from(WEIGHT_UNIT)).round() as i32;
        for (_, f) in ranked {
            // What is nearer to nothing than to the smallest level is left out.
            if steps(fit.weight[f]).abs() >= 3 {
                let level = rounded(steps(fit.weight[f]));
                out.weights.push((u32::try_from(f).unwrap_or(0), head, level));
            }
        }
        out.bias[head] = steps(fit.bias);
    }
    out
}

fn rank(value: f64) -> u64 {
    // Positive floats order as their bits do.
    value.to_bits()
}

struct Fit {
    weight: Vec<f64>,
    grown: Vec<f64>,
    bias: f64,
    bias_grown: f64,
}

impl Fit {
    fn new() -> Self {
        Self { weight: vec![0.0; FEATURES], grown: vec![1e-2; FEATURES], bias: -1.0, bias_grown: 1e-2 }
    }

    fn run(&mut self, rows: &[(&Row<'_>, bool)], open: &[bool]) {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut random = Order::new(0x9e37_79b9_7f4a_7c15);
        for _ in 0..EPOCHS {
            random.shuffle(&mut order);
            for &at in &order {
                let (row, y) = rows[at];
                // The strongest part is what is judged later, so that is what learns, for better or worse.
                let sum = |part: &Vec<u32>| part.iter().map(|f| self.weight[*f as usize]).sum::<f64>();
                let strongest = row.parts.iter().map(|part| (sum(part), part));
                let Some((odds, part)) = strongest.max_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
                let error = (f64::from(u8::from(y)) - chance(odds + self.bias)) * row.example.weight;
                for &f in part.iter().filter(|f| open[**f as usize]) {
                    let f = f as usize;
                    let slope = error - SHRINK * self.weight[f] * row.example.weight * 10.0;
                    self.grown[f] += slope * slope;
                    self.weight[f] += RATE * slope / self.grown[f].sqrt();
                }
                self.bias_grown += error * error;
                self.bias += RATE * error / self.bias_grown.sqrt();
            }
        }
    }
}
