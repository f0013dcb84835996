//! Does confidence mean what it says?
//!
//! It is fitted to help passages of a general kind and to the questions about Baton's docs that the search was tuned
//! on. How it does on questions that it was not fitted to is printed too.

#![expect(clippy::expect_used, reason = "a helper of tests may fail as a test may")]

mod common;
mod docs;

use baton_assistant::knowledge::{Calibration, Knowledge, LEXICAL, Likeness, Passage, SEMANTIC, split};
use docs::Questions;
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

/// How many of the 196 were answered wrongly when last measured; more is a step back.
const WRONG_ANSWERS: usize = 8;

/// The best hit's likeness, and whether it is right.
fn best(knowledge: &Knowledge, ask: &str, right: impl Fn(&Passage) -> bool) -> (Likeness, bool) {
    let hit = knowledge.search(ask, 1).expect("search works").remove(0);
    (hit.likeness, right(&hit.passage))
}

/// Of the general passages: the questions with an answer, then those without.
fn general(semantic: bool) -> [Vec<(Likeness, bool)>; 2] {
    let (data, passages) = data();
    let knowledge = Knowledge::from_passages(passages, "", semantic.then(common::embedder))
        .and_then(|knowledge| knowledge.index(None))
        .expect("indexes");
    let answered = data.passage.iter().flat_map(|entry| {
        entry.asks.iter().map(|ask| best(&knowledge, ask, |p| p.heading() == entry.heading))
    });
    let answered = answered.collect();
    [answered, data.unanswerable.asks.iter().map(|ask| best(&knowledge, ask, |_| false)).collect()]
}

/// Of the docs, likewise.
fn about_docs(knowledge: &Knowledge, questions: &Questions) -> [Vec<(Likeness, bool)>; 2] {
    let answered = questions.question.iter().map(|q| best(knowledge, &q.ask, |p| q.expects(p)));
    [answered.collect(), questions.unanswerable.iter().map(|q| best(knowledge, &q.ask, |_| false)).collect()]
}

/// What the curve is fitted to.
fn weighed(
    [general_yes, general_no]: [Vec<(Likeness, bool)>; 2],
    [yes, no]: [Vec<(Likeness, bool)>; 2],
) -> Vec<Scored> {
    let weigh = |parts: [Vec<(Likeness, bool)>; 2], share: f64| {
        let all: Vec<_> = parts.concat();
        let weight = share / all.len() as f64;
        all.into_iter().map(move |(likeness, right)| (likeness, right, weight))
    };
    weigh([general_yes, yes], 1.0 - UNANSWERABLE).chain(weigh([general_no, no], UNANSWERABLE)).collect()
}

/// Logistic regression by plain descent with a little shrinking: two hundred points don't carry more.
fn fit(scored: &[Scored]) -> Calibration {
    let mut weights = [0.0f64; 6];
    for _ in 0..20_000 {
        let mut slope = weights.map(|w| 0.0005 * w);
        slope[0] = 0.0;
        for (likeness, right, weight) in scored {
            let x =
                [1.0, likeness.text, likeness.agreement, likeness.section, likeness.words, likeness.margin];
            let x = x.map(f64::from);
            let odds: f64 = weights.iter().zip(x).map(|(w, x)| w * x).sum();
            let error = weight * (1.0 / (1.0 + (-odds).exp()) - f64::from(u8::from(*right)));
            slope.iter_mut().zip(x).for_each(|(s, x)| *s += error * x);
        }
        weights.iter_mut().zip(slope).for_each(|(w, s)| *w -= 8.0 * s);
    }
    let [bias, text, agreement, section, words, margin] = weights.map(|w| w as f32);
    Calibration { bias, text, agreement, section, words, margin }
}

fn brier(said: impl Fn(Likeness) -> f64, scored: &[Scored]) -> f64 {
    scored.iter().map(|(x, right, weight)| weight * (said(*x) - f64::from(u8::from(*right))).powi(2)).sum()
}

/// Prints how many hits are right and wrong at the answer threshold and at that for naming pages.
fn tell(name: &str, shipped: Calibration, hits: &[(Likeness, bool)]) {
    for bound in [400, 650] {
        let over = hits.iter().filter(|(likeness, _)| shipped.confidence(*likeness).0 >= bound);
        let (good, all) = over.fold((0, 0), |(good, all), (_, right)| (good + i32::from(*right), all + 1));
        println!("{name}: of {} at {bound} and over {good} right, {} wrong", hits.len(), all - good);
    }
}

fn check(name: &str, shipped: Calibration, semantic: bool) {
    let knowledge = docs::docs(semantic);
    let (general, tuning) = (general(semantic), about_docs(&knowledge, &docs::tuning()));
    for (part, hits) in ["answered", "unanswerable"].into_iter().zip(&general) {
        tell(&format!("{name}, general, {part}"), shipped, hits);
    }
    for (part, hits) in ["answered", "unanswerable"].into_iter().zip(&tuning) {
        tell(&format!("{name}, tuning, {part}"), shipped, hits);
    }
    for (part, hits) in
        ["answered", "unanswerable"].into_iter().zip(about_docs(&knowledge, &docs::reported()))
    {
        tell(&format!("{name}, not fitted to, {part}"), shipped, &hits);
    }
    let scored = weighed(general, tuning);
    let said = |curve: Calibration| move |x| f64::from(curve.confidence(x).0) / 1000.0;
    let fitted = fit(&scored);
    let (best, ours) = (brier(said(fitted), &scored), brier(said(shipped), &scored));
    println!("{name}: fitted {fitted:?}, Brier {best:.4}; shipped {shipped:?}, Brier {ours:.4}");
    assert!(ours <= best + 0.003, "the shipped curve is not the fitted one");
    // A curve that says the base rate to everything must be worse, else the score means nothing.
    let rate = scored.iter().map(|(_, right, weight)| weight * f64::from(u8::from(*right))).sum();
    assert!(ours < 0.9 * brier(|_| rate, &scored));
    // No more of what nothing answers is answered than when the curve was fitted.
    let wrong = scored.iter().filter(|(_, right, _)| !right);
    assert!(wrong.filter(|(likeness, ..)| shipped.confidence(*likeness).0 >= 650).count() <= WRONG_ANSWERS);
}

#[test]
fn the_semantic_curve_is_the_fitted_one() {
    check("semantic", SEMANTIC, true);
}

#[test]
fn the_lexical_curve_is_the_fitted_one() {
    check("lexical", LEXICAL, false);
}
