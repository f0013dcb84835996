//! How is a question answered without any LLM? By quoting.

use super::{Material, Provider};
use crate::api::{Ending, Failure, Part, Reply};
use crate::embedding::Embedder;
use crate::knowledge::Hit;
use crate::quote::quote;
use async_stream::try_stream;
use baton_conversation::{Outcome, Score};
use std::sync::Arc;

/// Between this and the threshold the closest pages are named; below it they are more likely wrong than
/// right, so nothing is shown. The policy's default for escalating.
const WORTH_NAMING: Score = Score(400);

/// A second page is named beside the first if it is nearly as close.
const NEARLY: f32 = 0.07;

/// Quotes the documents with their source.
#[derive(Clone, Debug, Default)]
pub struct Local {
    embedder: Option<Arc<Embedder>>,
}

impl Local {
    /// With the sentence model it finds the right sentence of a long passage by meaning, else by words.
    #[must_use]
    pub fn new(embedder: Option<Arc<Embedder>>) -> Self {
        Self { embedder }
    }
}

impl Provider for Local {
    fn name(&self) -> &'static str {
        "local"
    }

    fn reply(&self, material: Material) -> Reply {
        let embedder = self.embedder.clone();
        Box::pin(try_stream! {
            let made = tokio::task::spawn_blocking(move || compose(&material, embedder.as_deref()));
            let (text, ending) = made.await.map_err(|_| Failure::Knowledge)??;
            yield Part::Piece(text);
            yield Part::End(ending);
        })
    }
}

fn compose(material: &Material, embedder: Option<&Embedder>) -> Result<(String, Ending), Failure> {
    let Material { question, hits, phrases, .. } = material;
    if let Some(answer) = phrases.small_talk(&question.text) {
        return Ok((answer.to_owned(), ending(Outcome::Clarify, Score::ONE, &[])));
    }
    let Some(best) = hits.first() else {
        return Ok((phrases.unknown.clone(), ending(Outcome::Fallback, Score::ZERO, &[])));
    };
    if best.confidence >= question.threshold {
        let text = quote(&question.text, &best.passage, embedder).map_err(|_| Failure::Knowledge)?;
        return Ok((text, ending(Outcome::Answered, best.confidence, &hits[..1])));
    }
    if best.confidence < WORTH_NAMING {
        return Ok((phrases.unknown.clone(), ending(Outcome::Fallback, best.confidence, &[])));
    }
    let near = hits.iter().take(2).filter(|h| best.likeness.fused() - h.likeness.fused() <= NEARLY);
    let near: Vec<&Hit> = near.collect();
    let mut headings: Vec<&str> = near.iter().map(|h| h.passage.heading()).collect();
    headings.dedup();
    let text = phrases.unsure(&headings);
    Ok((text, ending(Outcome::Fallback, best.confidence, &hits[..near.len()])))
}

fn ending(outcome: Outcome, confidence: Score, hits: &[Hit]) -> Ending {
    Ending { outcome, confidence, citations: hits.iter().map(|h| h.citation.clone()).collect() }
}
