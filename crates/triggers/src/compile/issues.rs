//! What kind of issue is it? Learned from example messages when a policy is made ready, so that a site adds a kind,
//! or examples of a known one, by writing some down.
//!
//! The server's part: it never reaches the browser. Softmax regression over the features of the triggers' model,
//! each weighted by how rare it is, trained by AdaGrad in a fixed order: the same examples give the same weights on
//! one machine.

use std::collections::BTreeMap;

use baton_conversation::Score;

use super::order::Order;
use super::packs::PACKS;
use crate::Detector;
use crate::policy::Policy;

/// Kinds that are built in.
pub const ISSUES: [&str; 7] = ["billing", "bug", "account", "contract", "onboarding", "product", "other"];
/// Least examples of a kind: fewer don't tell it from others.
pub const MIN_EXAMPLES: usize = 5;

/// Passes over the examples, chosen by hand like what follows.
const EPOCHS: usize = 12;
const RATE: f32 = 0.5;
/// Pull towards zero at each step.
const SHRINK: f32 = 1e-4;
/// A site's own example counts as so many: it knows its visitors, and has few.
const OWN: f32 = 3.0;
/// Least chance at which a kind is named. Below it none is: on held-back lines four of five are then right.
const CERTAIN: f32 = 0.5;

/// Example messages of a kind of issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueExamples {
    /// Its name; one of [`ISSUES`] adds to what is built in.
    pub name: String,
    /// Messages as visitors write them, in any language of the policy.
    pub examples: Vec<String>,
}

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Its kind.
    pub name: String,
    /// How likely it is, 500–1000.
    pub chance: Score,
}

/// The kinds of a policy, learned.
#[derive(Clone, Debug, Default)]
pub struct IssueTypes {
    names: Vec<String>,
    /// Where each feature's weights begin, and how rare it is.
    rarity: BTreeMap<u32, (usize, f32)>,
    /// For each feature in use one weight a kind.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// One example made ready.
struct Ready {
    kind: usize,
    weight: f32,
    /// Weights' place and share of each feature.
    features: Vec<(usize, f32)>,
}

impl IssueTypes {
    /// Learns the built-in kinds in the policy's languages, and the policy's own: some tenths of a second.
    #[must_use]
    pub fn learn(detector: &Detector, policy: &Policy) -> Self {
        let mut names: Vec<String> = ISSUES.map(String::from).into();
        for own in &policy.issues {
            if !names.contains(&own.name) {
                names.push(own.name.clone());
            }
        }
        let mut examples: Vec<(usize, f32, &str)> = Vec::new();
        for built_in in PACKS.iter().filter(|p| policy.languages.iter().any(|l| l == p.code)) {
            let mut kind = None;
            for line in built_in.issues.lines() {
                match line.strip_prefix("= ") {
                    Some(name) => kind = names.iter().position(|n| n == name),
                    None => examples.extend(kind.map(|kind| (kind, 1.0, line))),
                }
            }
        }
        for own in &policy.issues {
            let kind = names.iter().position(|n| *n == own.name).unwrap_or_default();
            examples.extend(own.examples.iter().map(|text| (kind, OWN, text.as_str())));
        }
        let mut learned = Self { names, ..Self::default() };
        learned.fit(detector, &examples);
        learned
    }

    /// The names of the kinds.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What a message, or several joined, is about; `None` where that is unsure.
    #[must_use]
    pub fn of(&self, detector: &Detector, text: &str) -> Option<Issue> {
        let chances = self.chances(&self.shares(&seen(detector, text)));
        let (at, chance) = chances.into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
        #[expect(clippy::cast_possible_truncation, reason = "a chance, at most one")]
        let score = Score((chance * 1000.0) as i32);
        (chance >= CERTAIN)
            .then(|| self.names.get(at).cloned())
            .flatten()
            .map(|name| Issue { name, chance: score })
    }

    fn fit(&mut self, detector: &Detector, examples: &[(usize, f32, &str)]) {
        let all: Vec<Vec<u32>> = examples.iter().map(|e| seen(detector, e.2)).collect();
        let mut count: BTreeMap<u32, f32> = BTreeMap::new();
        all.iter().flatten().for_each(|f| *count.entry(*f).or_default() += 1.0);
        let kinds = self.names.len();
        #[expect(clippy::cast_precision_loss, reason = "thousands")]
        let rows = all.len() as f32;
        let rare = count.iter().enumerate();
        self.rarity =
            rare.map(|(at, (f, n))| (*f, (at * kinds, ((1.0 + rows) / (1.0 + n)).ln() + 1.0))).collect();
        // A kind with few examples is as likely as one with many.
        let mut weight = vec![0.0_f32; kinds];
        examples.iter().for_each(|e| weight[e.0] += e.1);
        let total: f32 = weight.iter().sum();
        let full = weight.iter().filter(|w| **w > 0.0).fold(0.0, |n, _| n + 1.0);
        let ready = |(e, features): (&(usize, f32, &str), &Vec<u32>)| Ready {
            kind: e.0,
            weight: e.1 * total / (weight[e.0] * full),
            features: self.shares(features),
        };
        let ready: Vec<Ready> = examples.iter().zip(&all).map(ready).collect();
        self.weights = vec![0.0; self.rarity.len() * kinds];
        self.bias = vec![0.0; kinds];
        let (mut grown, mut bias_grown) = (vec![1e-2_f32; self.weights.len()], vec![1e-2_f32; kinds]);
        let mut order: Vec<usize> = (0..ready.len()).collect();
        let mut by = Order::new(0x9e37_79b9_7f4a_7c15);
        for _ in 0..EPOCHS {
            by.shuffle(&mut order);
            for row in order.iter().filter_map(|at| ready.get(*at)) {
                self.step(row, &mut grown, &mut bias_grown);
            }
        }
    }

    fn step(&mut self, row: &Ready, grown: &mut [f32], bias_grown: &mut [f32]) {
        let chances = self.chances(&row.features);
        for (kind, chance) in chances.into_iter().enumerate() {
            let error = (f32::from(u8::from(kind == row.kind)) - chance) * row.weight;
            for (at, share) in &row.features {
                let slope = error * share - SHRINK * self.weights[at + kind];
                grown[at + kind] += slope * slope;
                self.weights[at + kind] += RATE * slope / grown[at + kind].sqrt();
            }
            bias_grown[kind] += error * error;
            self.bias[kind] += RATE * error / bias_grown[kind].sqrt();
        }
    }

    /// The known features of a message with their shares, of which the squares sum to one.
    fn shares(&self, features: &[u32]) -> Vec<(usize, f32)> {
        let mut known: Vec<(usize, f32)> =
            features.iter().filter_map(|f| self.rarity.get(f).copied()).collect();
        let length = known.iter().map(|k| k.1 * k.1).sum::<f32>().sqrt();
        known.iter_mut().for_each(|k| k.1 /= length);
        known
    }

    /// The chance of each kind.
    fn chances(&self, features: &[(usize, f32)]) -> Vec<f32> {
        let mut odds = self.bias.clone();
        for (at, share) in features {
            odds.iter_mut().zip(self.weights.iter().skip(*at)).for_each(|(sum, w)| *sum += w * share);
        }
        let most = odds.iter().copied().fold(f32::MIN, f32::max);
        odds.iter_mut().for_each(|o| *o = (*o - most).exp());
        let sum: f32 = odds.iter().sum();
        odds.iter_mut().for_each(|o| *o /= sum);
        odds
    }
}

/// The features of a message, each once.
fn seen(detector: &Detector, text: &str) -> Vec<u32> {
    let mut all = detector.parts(text).concat();
    all.sort_unstable();
    all.dedup();
    all
}
