//! Is the bundled model the pinned one, and does quantising it keep its meaning?

#![expect(clippy::expect_used, reason = "a helper of tests may fail as a test may")]

mod common;

use baton_assistant::embedding::{DIMENSIONS, Embedder, MODEL_FILE, ModelError};

/// Largest loss of cosine that quantising may cost; measured: 0.0005.
const LOSS: f32 = 0.002;

#[test]
fn quantised_embeddings_agree_with_full_precision() {
    let reference =
        std::fs::read_to_string(common::model().join("reference.jsonl")).expect("reference vectors");
    let embedder = common::embedder();
    let mut count = 0;
    let mut all = Vec::new();
    for line in reference.lines() {
        let (text, full): (String, Vec<f32>) = serde_json::from_str(line).expect("a line is JSON");
        assert_eq!(full.len(), DIMENSIONS);
        let length = full.iter().map(|v| v * v).sum::<f32>().sqrt();
        let small = embedder.embed(&text).expect("embeds");
        let cosine = small.values().iter().zip(&full).map(|(a, b)| a * b / length).sum::<f32>();
        println!("{cosine:.5} {text}");
        assert!(cosine > 1.0 - LOSS, "{text}: {cosine}");
        all.push((small, full));
        count += 1;
    }
    assert_eq!(count, 6);
    // The control: another text's vector is nowhere near.
    let other = all[0].0.values().iter().zip(&all[1].1).map(|(a, b)| a * b / 10_000.0).sum::<f32>();
    assert!(other < 0.5, "{other}");
}

#[test]
fn a_batch_gives_what_single_texts_give() {
    let embedder = common::embedder();
    let texts = ["short", "a somewhat longer text about queues and waiting", "third"];
    let together = embedder.embed_all(&texts).expect("embeds");
    for (text, embedding) in texts.iter().zip(together) {
        let alone = embedder.embed(text).expect("embeds");
        assert!(alone.cosine(&embedding) > 0.9999, "{text}");
    }
}

#[test]
fn a_missing_or_altered_file_is_named() {
    let folder = std::env::temp_dir().join(format!("baton-model-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let missing = Embedder::load(&folder).expect_err("nothing is there");
    assert!(matches!(missing, ModelError::Unreadable { .. }), "{missing}");
    std::fs::write(folder.join(MODEL_FILE), b"not a model").expect("writes");
    let altered = Embedder::load(&folder).expect_err("it is not the model");
    assert!(matches!(altered, ModelError::Altered { .. }), "{altered}");
    std::fs::remove_dir_all(&folder).expect("cleans up");
}
