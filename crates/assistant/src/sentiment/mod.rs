//! What mood is a message in, judged without an LLM?
//!
//! With the sentence model: a linear head on its embedding, trained on the examples in `data/sentiment.toml`.
//! Without it: a small list of words. Loudness (capitals, exclamation marks) darkens what is dark already.

mod lexicon;
mod train;

pub use train::{Examples, Head, train};

use crate::embedding::Embedder;
use baton_conversation::Score;
use std::sync::Arc;

/// The trained head; `make-model sentiment` writes it.
const HEAD: &str = include_str!("../../data/sentiment-head.json");

/// What loudness adds to a negative score, in thousandths: as much as lies between annoyed and furious.
const LOUD: i32 = 250;

/// The local judge. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LocalSentiment {
    model: Option<(Arc<Embedder>, Arc<Head>)>,
}

impl LocalSentiment {
    /// With the sentence model, if it is there.
    #[must_use]
    pub fn new(embedder: Option<Arc<Embedder>>) -> Self {
        let head = serde_json::from_str(HEAD).ok().map(Arc::new);
        Self { model: embedder.zip(head) }
    }

    /// From -1000 to 1000. Blocks for milliseconds when the sentence model is there.
    #[must_use]
    pub fn judge(&self, text: &str) -> Score {
        let words = lexicon::score(text);
        let learned = self.model.as_ref().and_then(|(embedder, head)| {
            let embedding = embedder.embed(text).ok()?;
            Some(head.score(&embedding))
        });
        // Words that are insults or praise in every context pull the learned score along.
        let calm = match learned {
            Some(learned) if words != 0 => (2 * learned + words) / 3,
            Some(learned) => learned,
            None => words,
        };
        let loud = if calm <= -100 && is_loud(text) { calm - LOUD } else { calm };
        Score(loud.clamp(-1000, 1000))
    }
}

/// Mostly capitals, or more than one exclamation mark.
fn is_loud(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    (letters >= 8 && capitals * 10 >= letters * 7) || text.matches('!').count() > 1
}
