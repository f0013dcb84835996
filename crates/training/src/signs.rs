//! How are a few signs weighed? Logistic regression by Newton's method: the same data give the same weights in a
//! moment. The weights are written as a file of the crate that uses them.

use std::fmt::Display;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::fit::chance;

/// A case: its signs, whether it is one, how much it counts.
#[derive(Clone, Debug)]
pub(crate) struct Case<const N: usize> {
    pub(crate) signs: [f64; N],
    pub(crate) yes: bool,
    pub(crate) weight: f64,
}

/// The log-odds of each sign. `constant` is the column that is 1 everywhere and may be anything; the others are held
/// near zero.
pub(crate) fn fit<const N: usize>(cases: &[Case<N>], constant: usize) -> [f64; N] {
    // Each sign in units of its own size, so that one ridge suits all.
    let mut size = [0.0; N];
    for case in cases {
        size.iter_mut().zip(case.signs).for_each(|(s, x): (&mut f64, f64)| *s = s.max(x.abs()));
    }
    let mut found = [0.0; N];
    for _ in 0..30 {
        let mut slope = [0.0; N];
        let mut bend = [[0.0; N]; N];
        for case in cases {
            let x: [f64; N] = core::array::from_fn(|i| case.signs[i] / size[i].max(1.0));
            let p = chance(x.iter().zip(found).map(|(x, w)| x * w).sum());
            let (error, curve) =
                ((f64::from(u8::from(case.yes)) - p) * case.weight, p * (1.0 - p) * case.weight);
            for i in 0..N {
                slope[i] += error * x[i];
                for j in 0..N {
                    bend[i][j] += curve * x[i] * x[j];
                }
            }
        }
        for i in 0..N {
            let ridge = if i == constant { 1e-9 } else { 0.1 };
            slope[i] -= ridge * found[i];
            bend[i][i] += ridge;
        }
        solve(&mut bend, &mut slope);
        found.iter_mut().zip(slope).for_each(|(w, step)| *w += step);
    }
    core::array::from_fn(|i| found[i] / size[i].max(1.0))
}

/// Solves a system of equations by elimination; the solution replaces the right side.
fn solve<const N: usize>(left: &mut [[f64; N]; N], right: &mut [f64; N]) {
    for i in 0..N {
        let (above, known) = (left[i], right[i]);
        for (row, value) in left.iter_mut().zip(right.iter_mut()).skip(i + 1) {
            let share = row[i] / above[i];
            row.iter_mut().zip(above).for_each(|(x, y)| *x -= share * y);
            *value -= share * known;
        }
    }
    for i in (0..N).rev() {
        let known: f64 = left[i].iter().zip(right.iter()).skip(i + 1).map(|(x, y)| x * y).sum();
        right[i] = (right[i] - known) / left[i][i];
    }
}

/// What a file of weights says of itself.
pub(crate) struct File {
    /// Where it lies in the repository.
    pub(crate) path: &'static str,
    /// The question that it answers.
    pub(crate) question: &'static str,
    /// The detector whose signs it weighs.
    pub(crate) detector: &'static str,
    /// Unit of the weights.
    pub(crate) unit: &'static str,
    /// What the bias is.
    pub(crate) bias: &'static str,
}

impl File {
    /// Writes the weights, or with `check` compares them with what is there.
    ///
    /// # Errors
    /// The file can't be written, or holds something else.
    pub(crate) fn put(
        &self,
        root: &Path,
        names: &[impl Display],
        weights: &[i32],
        bias: i32,
        check: bool,
    ) -> Result<()> {
        // As rustfmt lays it out: the remarks under each other.
        let widest = weights.iter().map(|w| w.to_string().len()).max().unwrap_or(0);
        let line = |(weight, name): (&i32, &_)| {
            let number = format!("{weight},");
            format!("    {number:<0$} // {name}\n", widest + 1)
        };
        let list: String = weights.iter().zip(names).map(line).collect();
        let Self { question, detector, unit, bias: what, .. } = self;
        let text = format!(
            "//! {question} Written by `cargo xtask train`.\n\n\
             use super::{detector}::SIGNS;\n\n\
             /// Log-odds of each sign, in {unit}.\n\
             pub(crate) const WEIGHTS: [i32; SIGNS] = [\n{list}];\n\
             /// {what}\n\
             pub(crate) const BIAS: i32 = {bias};\n",
        );
        let path = root.join(self.path);
        if check {
            let there = std::fs::read_to_string(&path).context(self.path)?;
            ensure!(there == text, "{} is not what training gives: run `cargo xtask train`", self.path);
            return Ok(());
        }
        std::fs::write(&path, text).context(self.path)
    }
}
