//! What makes a reply, and what does it get to make it from?

mod deadlines;
mod llm;
mod local;
mod prompt;
mod scripted;
mod streamed;

pub use llm::{Llm, LlmConfig, LlmError};
pub use local::Local;
pub use scripted::{Scripted, Step};

pub(crate) use deadlines::within;

use crate::api::{Failure, Question, Reply, Said};
use crate::knowledge::Hit;
use crate::phrases::Phrases;
use async_trait::async_trait;
use baton_conversation::{Score, VisitorBrief};

/// Everything that a reply is made from.
#[derive(Clone, Debug)]
pub struct Material {
    /// The site's name, as visitors know it.
    pub site: String,
    /// The question with what came before it.
    pub question: Question,
    /// The passages that may answer, best first.
    pub hits: Vec<Hit>,
    /// What is said where there is no answer.
    pub phrases: Phrases,
}

/// Makes replies.
pub trait Provider: Send + Sync {
    /// A short name for logs, for example `llm`.
    fn name(&self) -> &'static str;

    /// Starts a reply. Nothing happens before the stream is polled, and dropping it stops the work.
    fn reply(&self, material: Material) -> Reply;
}

/// Judges and sums up.
#[async_trait]
pub trait Judge: Send + Sync {
    /// From -1000 (furious) to 1000 (delighted).
    ///
    /// # Errors
    /// When the service fails or its answer is not in the agreed form.
    async fn sentiment(&self, text: &str) -> Result<Score, Failure>;

    /// Sums up a thread for the person who takes over.
    ///
    /// # Errors
    /// When the service fails or its answer is not in the agreed form.
    async fn summary(&self, transcript: &[Said]) -> Result<VisitorBrief, Failure>;
}
