//! Do 30 everyday questions about Baton find the passage of its docs that answers them?
//!
//! Prints for each question the rank of the expected passage, the share of the question's words that the
//! passage holds too, and the confidence of the first hit; then the totals, beside BM25 alone as a control. The same
//! for the questions that the search was tuned on, which prove nothing but show where it fails.

#![expect(clippy::expect_used, reason = "a helper of tests may fail as a test may")]

mod common;
mod docs;

use baton_assistant::knowledge::{Hit, Knowledge};
use docs::{Question, Questions, docs, name};
use std::collections::HashSet;

/// How many of the 30 should have the right passage first.
const AIM: usize = 27;

/// How many had it when last measured; fewer is a step back.
const FLOOR: usize = 28;

/// Likewise for the 69.
const TUNED: usize = 64;

/// Likewise for the 148.
const GUIDES: usize = 134;

/// Another 148, one for nearly each section, that it was tuned on too.
fn guides() -> Questions {
    toml::from_str(include_str!("questions_guides.toml")).expect("valid TOML")
}

fn rank(question: &Question, hits: &[Hit]) -> Option<usize> {
    hits.iter().position(|hit| question.expects(&hit.passage)).map(|at| at + 1)
}

/// Share of the question's words that stand in the text as they are.
fn overlap(question: &str, text: &str) -> f64 {
    let words = |text: &str| -> HashSet<String> {
        let text = text.to_lowercase();
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (question, text) = (words(question), words(text));
    question.intersection(&text).count() as f64 / question.len().max(1) as f64
}

fn first_right(knowledge: &Knowledge, questions: &[Question]) -> usize {
    let mut right = 0;
    for question in questions {
        let hits = knowledge.search(&question.ask, knowledge.passages().len()).expect("search works");
        let rank = rank(question, &hits);
        let wanted = knowledge.passages().iter().find(|p| question.expects(p)).expect("the passage exists");
        let words = overlap(&question.ask, &format!("{} {}", wanted.heading(), wanted.plain()));
        println!(
            "rank {:>3}  words in common {:>3.0} %  confidence {:>4}  {}  →  {}",
            rank.map_or("-".to_owned(), |r| r.to_string()),
            words * 100.0,
            hits[0].confidence.0,
            question.ask,
            name(&hits[0].passage),
        );
        right += usize::from(rank == Some(1));
    }
    right
}

#[test]
fn every_expected_passage_exists() {
    let knowledge = docs(false);
    let (reported, tuning, guides) = (docs::reported(), docs::tuning(), guides());
    for question in reported.question.iter().chain(&tuning.question).chain(&guides.question) {
        for expect in question.expect.split(" | ") {
            let found = knowledge.passages().iter().any(|p| name(p) == expect);
            assert!(found, "{}: no passage is called {expect:?}", question.ask);
        }
    }
}

#[test]
fn questions_find_their_passage_where_words_alone_do_not() {
    let (reported, tuning, guides) = (docs::reported(), docs::tuning(), guides());
    assert_eq!((reported.question.len(), tuning.question.len(), guides.question.len()), (30, 69, 148));
    let knowledge = docs(true);
    let one_each = first_right(&knowledge, &guides.question);
    println!("--- tuned on");
    let tuned = first_right(&knowledge, &tuning.question);
    println!("--- reported");
    let semantic = first_right(&knowledge, &reported.question);
    println!("--- words alone");
    let lexical = first_right(&docs(false), &reported.question);
    println!("--- nothing answers");
    for question in reported.unanswerable.iter().chain(&tuning.unanswerable) {
        let hit = knowledge.search(&question.ask, 1).expect("search works").remove(0);
        println!("confidence {:>4}  {}  →  {}", hit.confidence.0, question.ask, name(&hit.passage));
    }
    println!("tuned on: {tuned} of 69 and {one_each} of 148 right first");
    println!("right first: {semantic} of 30 (aim {AIM}), with BM25 alone {lexical}");
    assert!(semantic >= FLOOR, "{semantic} of 30 found their passage first, it was {FLOOR}");
    assert!(tuned >= TUNED, "{tuned} of 69 found their passage first, it was {TUNED}");
    assert!(one_each >= GUIDES, "{one_each} of 148 found their passage first, it was {GUIDES}");
    assert!(lexical < semantic, "words alone do as well: the questions share their wording with the docs");
}
