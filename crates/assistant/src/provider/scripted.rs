//! What does a provider do that follows a script? Whatever a test needs: answer, wait, stall, fail, babble.

use super::{Judge, Material, Provider};
use crate::api::{Ending, Failure, Part, Reply, Said};
use async_stream::try_stream;
use async_trait::async_trait;
use baton_conversation::{Author, Citation, Outcome, Score, VisitorBrief};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// One step of a scripted reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Waits on tokio's clock.
    Wait(Duration),
    /// Says something.
    Say(String),
    /// Says the same again and again without end.
    Babble(String),
    /// Never goes on.
    Hang,
    /// Fails.
    Fail(Failure),
    /// Ends.
    End(Ending),
}

impl Step {
    /// Says a text and ends it as answered with a confidence and one citation.
    #[must_use]
    pub fn answer(text: &str, confidence: Score) -> Vec<Self> {
        let citation = Citation { title: "Script".into(), url: None, passage: text.into() };
        let ending = Ending { outcome: Outcome::Answered, confidence, citations: vec![citation] };
        vec![Self::Say(text.into()), Self::End(ending)]
    }

    /// Says that it doesn't know.
    #[must_use]
    pub fn fallback(text: &str, confidence: Score) -> Vec<Self> {
        let ending = Ending { outcome: Outcome::Fallback, confidence, citations: vec![] };
        vec![Self::Say(text.into()), Self::End(ending)]
    }
}

/// Plays one script a reply, in order, then the one given to [`Scripted::otherwise`]. Sentiment and summary play
/// their own queues, and count how often they were called.
#[derive(Clone, Default)]
pub struct Scripted {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    replies: VecDeque<Vec<Step>>,
    last: Vec<Step>,
    asked: Vec<String>,
    sentiments: VecDeque<(Duration, Result<Score, Failure>)>,
    summaries: VecDeque<(Duration, Result<VisitorBrief, Failure>)>,
    sentiment_calls: usize,
    summary_calls: usize,
}

impl Scripted {
    /// With the scripts of the first replies.
    #[must_use]
    pub fn new(replies: impl IntoIterator<Item = Vec<Step>>) -> Self {
        let scripted = Self::default();
        replies.into_iter().for_each(|script| scripted.then(script));
        scripted
    }

    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> T {
        f(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What it plays when no script is left.
    pub fn otherwise(&self, script: Vec<Step>) {
        self.with(|inner| inner.last = script);
    }

    /// Adds the script of one more reply.
    pub fn then(&self, script: Vec<Step>) {
        self.with(|inner| inner.replies.push_back(script));
    }

    /// Adds the answer to one more call for a sentiment.
    pub fn then_sentiment(&self, after: Duration, result: Result<Score, Failure>) {
        self.with(|inner| inner.sentiments.push_back((after, result)));
    }

    /// Adds the answer to one more call for a summary.
    pub fn then_summary(&self, after: Duration, result: Result<VisitorBrief, Failure>) {
        self.with(|inner| inner.summaries.push_back((after, result)));
    }

    /// The questions it was asked so far.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.with(|inner| inner.asked.clone())
    }

    /// How often sentiment and summary were asked for.
    #[must_use]
    pub fn judged(&self) -> (usize, usize) {
        self.with(|inner| (inner.sentiment_calls, inner.summary_calls))
    }
}

impl Provider for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn reply(&self, material: Material) -> Reply {
        let script = self.with(|inner| {
            inner.asked.push(material.question.text);
            inner.replies.pop_front().unwrap_or_else(|| inner.last.clone())
        });
        Box::pin(try_stream! {
            for step in script {
                match step {
                    Step::Wait(time) => tokio::time::sleep(time).await,
                    Step::Say(text) => yield Part::Piece(text),
                    Step::Babble(text) => loop {
                        yield Part::Piece(text.clone());
                    },
                    Step::Hang => std::future::pending::<()>().await,
                    Step::Fail(failure) => Err(failure)?,
                    Step::End(ending) => yield Part::End(ending),
                }
            }
        })
    }
}

#[async_trait]
impl Judge for Scripted {
    async fn sentiment(&self, _text: &str) -> Result<Score, Failure> {
        let next = self.with(|inner| {
            inner.sentiment_calls += 1;
            inner.sentiments.pop_front()
        });
        let (after, result) = next.unwrap_or((Duration::ZERO, Ok(Score::ZERO)));
        tokio::time::sleep(after).await;
        result
    }

    async fn summary(&self, transcript: &[Said]) -> Result<VisitorBrief, Failure> {
        let next = self.with(|inner| {
            inner.summary_calls += 1;
            inner.summaries.pop_front()
        });
        let last = transcript.iter().rev().find(|s| s.author == Author::Visitor);
        let echo = VisitorBrief { summary: last.map_or(String::new(), |s| s.text.clone()), details: vec![] };
        let (after, result) = next.unwrap_or((Duration::ZERO, Ok(echo)));
        tokio::time::sleep(after).await;
        result
    }
}
