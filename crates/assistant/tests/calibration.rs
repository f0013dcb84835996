//! Does confidence mean what it says, on passages it was fitted to and nowhere near Baton's own docs?

#![expect(clippy::expect_used, reason = "a helper of tests may fail as a test may")]

mod common;

use baton_assistant::knowledge::{Calibration, Knowledge, LEXICAL, Likeness, Passage, SEMANTIC, split};
use serde::Deserialize;

#[derive(Deserialize)]
struct Data {
    passage: Vec<Entry>,
    unanswerable: Asks,
}

#[derive(Deserialize)]
struct Entry {
    heading: String,
    text: String,
    asks: Vec<String>,
}

#[derive(Deserialize)]
struct Asks {
    asks: Vec<String>,
}

fn data() -> (Data, Vec<Passage>) {
    let data: Data = toml::from_str(include_str!("../data/calibration.toml")).expect("valid TOML");
    let document: String = data.passage.iter().map(|p| format!("## {}\n{}\n\n", p.heading, p.text)).collect();
    let passages = split("help.md", &format!("# Help\n\n{document}"));
    (data, passages)
}

/// One question: what speaks for its best passage, whether that one answers it, and how much the question counts.
type Scored = (Likeness, bool, f64);

/// Share of questions without an answer that confidence is fitted for.
const UNANSWERABLE: f64 = 0.25;

fn scored(knowledge: &Knowledge, data: &Data) -> Vec<Scored> {
    let best = |ask: &str| knowledge.search(ask, 1).expect("search works").remove(0);
    let asked: usize = data.passage.iter().map(|p| p.asks.len()).sum();
    let (yes, no) = (asked as f64, data.unanswerable.asks.len() as f64);
    let mut scored = Vec::new();
    for entry in &data.passage {
        for ask in &entry.asks {
            let hit = best(ask);
            scored.push((hit.likeness, hit.passage.heading() == entry.heading, (1.0 - UNANSWERABLE) / yes));
        }
    }
    scored.extend(data.unanswerable.asks.iter().map(|ask| (best(ask).likeness, false, UNANSWERABLE / no)));
    scored
}

/// Logistic regression by plain descent with a little shrinking: a hundred points don't carry more.
fn fit(scored: &[Scored]) -> Calibration {
    let mut weights = [0.0f64; 4];
    for _ in 0..20_000 {
        let mut slope = weights.map(|w| 0.0005 * w);
        slope[0] = 0.0;
        for (likeness, right, weight) in scored {
            let x = [1.0, likeness.text, likeness.heading, likeness.words].map(f64::from);
            let odds: f64 = weights.iter().zip(x).map(|(w, x)| w * x).sum();
            let error = weight * (1.0 / (1.0 + (-odds).exp()) - f64::from(u8::from(*right)));
            slope.iter_mut().zip(x).for_each(|(s, x)| *s += error * x);
        }
        weights.iter_mut().zip(slope).for_each(|(w, s)| *w -= 8.0 * s);
    }
    let [bias, text, heading, words] = weights.map(|w| w as f32);
    Calibration { bias, text, heading, words }
}

fn brier(said: impl Fn(Likeness) -> f64, scored: &[Scored]) -> f64 {
    scored.iter().map(|(x, right, weight)| weight * (said(*x) - f64::from(u8::from(*right))).powi(2)).sum()
}

fn check(name: &str, shipped: Calibration, scored: &[Scored]) {
    let said = |curve: Calibration| move |x| f64::from(curve.confidence(x).0) / 1000.0;
    let fitted = fit(scored);
    let (best, ours) = (brier(said(fitted), scored), brier(said(shipped), scored));
    let right = scored.iter().filter(|(_, right, _)| *right).count();
    println!("{name}: {right} right first of {}; fitted {fitted:?}, Brier {best:.4}", scored.len());
    println!("{name}: shipped {shipped:?}, Brier {ours:.4}");
    for bound in [400, 650] {
        let over = scored.iter().filter(|(x, ..)| shipped.confidence(*x).0 >= bound);
        let (good, all) = over.fold((0, 0), |(good, all), (_, right, _)| (good + i32::from(*right), all + 1));
        println!("{name}: at {bound} and over {good} right, {} wrong", all - good);
    }
    assert!(ours <= best + 0.003, "the shipped curve is not the fitted one");
    // A curve that says the base rate to everything must be worse, else the score means nothing.
    let rate = scored.iter().map(|(_, right, weight)| weight * f64::from(u8::from(*right))).sum();
    assert!(ours < 0.9 * brier(|_| rate, scored));
}

#[test]
fn the_semantic_curve_is_the_fitted_one() {
    let (data, passages) = data();
    let knowledge = Knowledge::from_passages(passages, "", Some(common::embedder()))
        .and_then(|knowledge| knowledge.index(None))
        .expect("indexes");
    check("semantic", SEMANTIC, &scored(&knowledge, &data));
}

#[test]
fn the_lexical_curve_is_the_fitted_one() {
    let (data, passages) = data();
    let knowledge = Knowledge::from_passages(passages, "", None).expect("indexes");
    check("lexical", LEXICAL, &scored(&knowledge, &data));
}
