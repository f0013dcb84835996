//! Does the local sentiment judge messages that it was not trained on?

#![expect(clippy::expect_used, reason = "a helper of tests may fail as a test may")]

mod common;

use baton_assistant::sentiment::{Examples, Head, LocalSentiment, train};
use serde::Deserialize;

#[derive(Deserialize)]
struct Data {
    train: Examples,
    held_out: Examples,
}

fn data() -> Data {
    toml::from_str(include_str!("../data/sentiment.toml")).expect("valid TOML")
}

/// From which side of these a message counts as bad or good: the policy's offer threshold, and its mirror.
fn class(score: i32) -> &'static str {
    match score {
        ..=-300 => "bad",
        200.. => "good",
        _ => "plain",
    }
}

fn right(judge: &LocalSentiment, held_out: &Examples) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    for (wanted, texts) in held_out {
        for text in texts {
            let score = judge.judge(text).0;
            println!("{score:>5}  {wanted:<5}  {text}");
            right += usize::from(class(score) == wanted);
            all += 1;
        }
    }
    (right, all)
}

#[test]
fn held_out_messages_are_judged_better_with_the_model_than_by_words() {
    let held_out = data().held_out;
    let (model, all) = right(&LocalSentiment::new(Some(common::embedder())), &held_out);
    let (words, _) = right(&LocalSentiment::new(None), &held_out);
    println!("right of {all}: {model} with the sentence model, {words} by words alone");
    assert!(model * 10 >= all * 8, "{model} of {all}");
    assert!(model > words);
}

#[test]
fn no_plain_question_looks_furious() {
    let judge = LocalSentiment::new(Some(common::embedder()));
    for text in &data().held_out["plain"] {
        assert!(judge.judge(text).0 > -600, "{text}");
    }
}

#[test]
fn the_stored_head_is_the_trained_one() {
    let stored: Head = serde_json::from_str(include_str!("../data/sentiment-head.json")).expect("valid JSON");
    let trained = train(&common::embedder(), &data().train).expect("trains");
    assert_eq!(stored.weights.len(), trained.weights.len());
    // Floating point differs by a rounding between machines; a changed example differs by far more.
    let far = stored.weights.iter().zip(&trained.weights).filter(|(a, b)| (**a - **b).abs() > 2).count();
    assert_eq!(far, 0, "run `cargo xtask model --sentiment EXAMPLES HEAD` after changing the examples");
}
