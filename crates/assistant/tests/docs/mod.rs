//! What do visitors ask about Baton's own docs, and what should they find?

use baton_assistant::knowledge::{Knowledge, Passage, Source};
use serde::Deserialize;
use std::path::Path;

/// A file of questions about the docs.
#[derive(Deserialize)]
pub(crate) struct Questions {
    pub(crate) question: Vec<Question>,
    /// What nothing in the docs answers.
    pub(crate) unanswerable: Vec<Question>,
}

#[derive(Deserialize)]
pub(crate) struct Question {
    pub(crate) ask: String,
    /// `file.md#Heading`, several joined by ` | `; empty if nothing answers.
    #[serde(default)]
    pub(crate) expect: String,
}

impl Question {
    pub(crate) fn expects(&self, passage: &Passage) -> bool {
        self.expect.split(" | ").any(|expect| expect == name(passage))
    }
}

pub(crate) fn name(passage: &Passage) -> String {
    format!("{}#{}", passage.file, passage.heading())
}

/// The 30 that retrieval is judged by.
pub(crate) fn reported() -> Questions {
    toml::from_str(include_str!("../questions.toml")).expect("valid TOML")
}

/// The 69 that it was tuned on.
pub(crate) fn tuning() -> Questions {
    toml::from_str(include_str!("../questions_dev.toml")).expect("valid TOML")
}

/// The docs' passages. Embeddings are kept under `target/`, keyed by the text, so that only what changed in the
/// docs costs the test its time.
pub(crate) fn docs(semantic: bool) -> Knowledge {
    let source = Source {
        folder: crate::common::root().join("docs"),
        base_url: "/docs/".to_owned(),
        // As `cargo xtask run` sets up the demo's site.
        exclude: ["decisions", "protocol.md", "triggers-model-card.md"].map(str::to_owned).to_vec(),
    };
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs-embeddings");
    Knowledge::open(&source, semantic.then(crate::common::embedder))
        .and_then(|knowledge| knowledge.index(Some(&cache)))
        .expect("the docs are readable")
}
