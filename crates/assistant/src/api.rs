//! What does the server ask of an Assistant, and what comes back?

use crate::knowledge::Progress;
use async_trait::async_trait;
use baton_conversation::{Author, Citation, Outcome, Score, SentimentSource, VisitorBrief};
use futures_util::Stream;
use std::pin::Pin;
use std::time::Duration;

/// One thing that was said in the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// By whom.
    pub author: Author,
    /// The text, secrets already masked.
    pub text: String,
    /// For the Assistant's replies: how they ended.
    pub outcome: Option<Outcome>,
}

/// What is to be answered.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The visitor's message.
    pub text: String,
    /// What was said before it, oldest first; the Assistant reads as much of the end as it needs.
    pub history: Vec<Said>,
    /// What an agent noted when handing back, if one did.
    pub note: Option<String>,
    /// The visitor's language as a BCP 47 tag, for example `en`.
    pub language: String,
    /// Under it a reply is a fallback, 0–1000; the policy's field.
    pub threshold: Score,
    /// Whether the LLM may be called; `false` when its budget is used up, then the answer is quoted.
    pub use_llm: bool,
}

/// How a reply ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Typed, never a magic word in the text.
    pub outcome: Outcome,
    /// How sure it is, 0–1000.
    pub confidence: Score,
    /// Where the answer comes from, best first.
    pub citations: Vec<Citation>,
}

/// A part of a streaming reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// More text, as safe Markdown; already checked, one or more whole sentences.
    Piece(String),
    /// The end. Nothing follows.
    End(Ending),
}

/// Why a reply or a judgement could not be made. None of them carries text of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The service refused the key or the request.
    #[error("provider_refused: the service refuses the key or the request (HTTP {0})")]
    Refused(u16),
    /// The service is busy or over its quota.
    #[error("provider_overloaded: the service is busy or over its quota (HTTP {0})")]
    Overloaded(u16),
    /// The service failed by itself.
    #[error("provider_broken: the service failed (HTTP {0})")]
    Broken(u16),
    /// The service can't be reached, or the connection broke.
    #[error("provider_unreachable: the service can't be reached or the connection broke")]
    Unreachable,
    /// Nothing came in time.
    #[error("provider_timed_out: the service did not answer within its deadline")]
    TimedOut,
    /// What came can't be understood.
    #[error("provider_malformed: the service's answer is not in the agreed form")]
    Malformed,
    /// It talks on and on.
    #[error("provider_babbling: the service's answer is longer than allowed")]
    Babbling,
    /// The knowledge can't be searched.
    #[error("knowledge_failed: the knowledge can't be searched")]
    Knowledge,
}

impl Failure {
    /// The stable code, for example `provider_timed_out`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Refused(_) => "provider_refused",
            Self::Overloaded(_) => "provider_overloaded",
            Self::Broken(_) => "provider_broken",
            Self::Unreachable => "provider_unreachable",
            Self::TimedOut => "provider_timed_out",
            Self::Malformed => "provider_malformed",
            Self::Babbling => "provider_babbling",
            Self::Knowledge => "knowledge_failed",
        }
    }
}

/// A reply in the making. It ends with [`Part::End`] or with one [`Failure`]; dropping it stops the work.
pub type Reply = Pin<Box<dyn Stream<Item = Result<Part, Failure>> + Send>>;

/// How long a provider may take. Each is measured on tokio's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Until the first piece.
    pub first_piece: Duration,
    /// Between two pieces.
    pub stall: Duration,
    /// The whole reply, and a sentiment or a summary.
    pub total: Duration,
}

impl Default for Deadlines {
    /// 8 s to the first piece, 8 s of silence, 30 s in all: a visitor who sees nothing for longer is better
    /// served by a person.
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { first_piece: seconds(8), stall: seconds(8), total: seconds(30) }
    }
}

/// A judged sentiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentiment {
    /// From -1000 (furious) to 1000 (delighted).
    pub score: Score,
    /// Who judged.
    pub source: SentimentSource,
}

/// What answers, judges and sums up for one site.
#[async_trait]
pub trait Assistant: Send + Sync {
    /// Answers a question as a stream.
    fn reply(&self, question: Question) -> Reply;

    /// Judges a message's sentiment: by the LLM if it is allowed, configured and in time, else locally.
    async fn sentiment(&self, text: &str, use_llm: bool) -> Sentiment;

    /// Sums up without a model and at once, so that a handoff never waits for it, in the words of a locale.
    fn brief(&self, transcript: &[Said], locale: &str) -> VisitorBrief;

    /// How far the indexing of its knowledge is, while one is under way; until then words alone are compared.
    fn indexing(&self) -> Option<Progress> {
        None
    }

    /// Sums up by the LLM; `None` if none is configured or it fails, then what [`Assistant::brief`] said stands.
    async fn summary(&self, transcript: &[Said]) -> Option<VisitorBrief>;
}
