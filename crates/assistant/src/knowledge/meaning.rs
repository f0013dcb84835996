//! How near in meaning is a question to each passage?

use super::passage::Passage;
use crate::embedding::{Cache, Embedding};
use std::sync::Arc;

/// What is embedded of a passage: its heading with its text first, then the heading alone and each question that
/// it names.
pub(super) fn texts(passage: &Passage) -> Vec<String> {
    let short = [passage.heading().to_owned()].into_iter().chain(passage.asked.iter().cloned());
    [passage.indexed()].into_iter().chain(short).collect()
}

/// The embeddings of all passages.
#[derive(Debug)]
pub(super) struct Meaning {
    /// In the order of [`texts`].
    of: Vec<Vec<Embedding>>,
}

impl Meaning {
    /// Collects every passage's embeddings; `None` if one is missing.
    pub(super) fn gather(passages: &[Arc<Passage>], known: &Cache) -> Option<Self> {
        let all =
            |passage: &Arc<Passage>| texts(passage).iter().map(|text| known.get(text).cloned()).collect();
        passages.iter().map(all).collect::<Option<Vec<_>>>().map(|of| Self { of })
    }

    /// The cosine with the text of a passage, the best with its heading or a question that it names, and the mean of
    /// all of them.
    pub(super) fn likeness(&self, asked: &Embedding, passage: usize) -> (f32, f32, f32) {
        let Some((whole, short)) = self.of.get(passage).and_then(|all| all.split_first()) else {
            return (0.0, 0.0, 0.0);
        };
        let text = asked.cosine(whole);
        let short: Vec<f32> = short.iter().map(|e| asked.cosine(e)).collect();
        let mean = (text + short.iter().sum::<f32>()) / (short.len() + 1) as f32;
        (text, short.into_iter().fold(-1.0, f32::max), mean)
    }
}
