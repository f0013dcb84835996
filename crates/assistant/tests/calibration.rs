//! Does confidence mean what it says, on passages it was fitted to and nowhere near Baton's own docs?

mod common;

use baton_assistant::knowledge::{Calibration, Knowledge, LEXICAL, Passage, SEMANTIC, split};
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

/// The best score of each question, and whether the best passage is the one that answers it.
fn scored(knowledge: &Knowledge, data: &Data) -> Vec<(f32, bool)> {
    let best = |ask: &str| knowledge.search(ask, 1).expect("search works").remove(0);
    let mut scored = Vec::new();
    for entry in &data.passage {
        for ask in &entry.asks {
            let hit = best(ask);
            scored.push((hit.fused, hit.passage.headings.last() == Some(&entry.heading)));
        }
    }
    scored.extend(data.unanswerable.asks.iter().map(|ask| (best(ask).fused, false)));
    scored
}

/// Logistic regression by plain descent: two numbers, a hundred points.
fn fit(scored: &[(f32, bool)]) -> Calibration {
    let (mut slope, mut bias) = (1.0f64, 0.0f64);
    for _ in 0..200_000 {
        let (mut by_slope, mut by_bias) = (0.0, 0.0);
        for (x, right) in scored {
            let x = f64::from(*x);
            let error = 1.0 / (1.0 + (-(slope * x + bias)).exp()) - f64::from(u8::from(*right));
            by_slope += error * x;
            by_bias += error;
        }
        let step = 2.0 / scored.len() as f64;
        slope -= step * by_slope;
        bias -= step * by_bias;
    }
    Calibration { slope: slope as f32, even: (-bias / slope) as f32 }
}

fn brier(calibration: Calibration, scored: &[(f32, bool)]) -> f64 {
    let miss = |(x, right): &(f32, bool)| {
        let said = f64::from(calibration.confidence(*x).0) / 1000.0;
        (said - f64::from(u8::from(*right))).powi(2)
    };
    scored.iter().map(miss).sum::<f64>() / scored.len() as f64
}

fn check(name: &str, shipped: Calibration, scored: &[(f32, bool)]) {
    let fitted = fit(scored);
    let right = scored.iter().filter(|(_, right)| *right).count();
    println!("{name}: {right} right first of {}; fitted {fitted:?}, Brier {:.4}", scored.len(), brier(fitted, scored));
    println!("{name}: shipped {shipped:?}, Brier {:.4}", brier(shipped, scored));
    let even = scored.iter().filter(|(_, r)| *r).count() as f64 / scored.len() as f64;
    for bound in [400, 650] {
        let over = scored.iter().filter(|(x, _)| shipped.confidence(*x).0 >= bound);
        let (good, all) = over.fold((0, 0), |(good, all), (_, right)| (good + i32::from(*right), all + 1));
        println!("{name}: at {bound} and over {good} right, {} wrong", all - good);
    }
    assert!(brier(shipped, scored) <= brier(fitted, scored) + 0.005, "the shipped curve is not the fitted one");
    // A curve that says the base rate to everything must be clearly worse, else the score means nothing.
    assert!(brier(shipped, scored) < 0.8 * even * (1.0 - even));
}

#[test]
fn the_semantic_curve_is_the_fitted_one() {
    let (data, passages) = data();
    let knowledge = Knowledge::from_passages(passages, "", Some(common::embedder())).expect("indexes");
    check("semantic", SEMANTIC, &scored(&knowledge, &data));
}

#[test]
fn the_lexical_curve_is_the_fitted_one() {
    let (data, passages) = data();
    let knowledge = Knowledge::from_passages(passages, "", None).expect("indexes");
    check("lexical", LEXICAL, &scored(&knowledge, &data));
}
