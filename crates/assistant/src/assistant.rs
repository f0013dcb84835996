//! How do knowledge, provider, deadlines and checks make one Assistant?

use crate::api::{Assistant, Deadlines, Failure, Question, Reply, Said, Sentiment};
use crate::knowledge::{Hit, Knowledge, Progress};
use crate::phrases::Phrases;
use crate::provider::{Judge, Local, Material, Provider, within};
use crate::release::{Mask, by_sentence};
use crate::sentiment::LocalSentiment;
use crate::summary;
use async_stream::try_stream;
use async_trait::async_trait;
use baton_conversation::{Author, SentimentSource, VisitorBrief, mask_secrets};
use futures_util::StreamExt;
use std::sync::Arc;

/// Passages that are looked up for one question.
const HITS: usize = 8;

/// A question of so few words leans on the one before it ("and on a phone?").
const LEANING: usize = 3;

/// The Assistant of one site.
#[derive(Clone)]
pub struct SiteAssistant {
    name: String,
    knowledge: Option<Arc<Knowledge>>,
    local: Arc<Local>,
    sentiment: LocalSentiment,
    provider: Option<Arc<dyn Provider>>,
    judge: Option<Arc<dyn Judge>>,
    deadlines: Deadlines,
    phrases: Phrases,
    mask: Mask,
}

impl SiteAssistant {
    /// Answers by quoting `knowledge` and judges locally, until a provider and a judge are given.
    #[must_use]
    pub fn new(site_name: &str, knowledge: Option<Arc<Knowledge>>) -> Self {
        let embedder = knowledge.as_ref().and_then(|k| k.embedder()).cloned();
        Self {
            name: site_name.to_owned(),
            local: Arc::new(Local::new(embedder.clone())),
            sentiment: LocalSentiment::new(embedder),
            knowledge,
            provider: None,
            judge: None,
            deadlines: Deadlines::default(),
            phrases: Phrases::default(),
            mask: Arc::new(|text: &str| mask_secrets(text).text),
        }
    }

    /// Replies come from this provider wherever the question allows an LLM.
    #[must_use]
    pub fn with_provider(mut self, provider: Arc<dyn Provider>) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Sentiments and summaries come from this judge, if it answers in time.
    #[must_use]
    pub fn with_judge(mut self, judge: Arc<dyn Judge>) -> Self {
        self.judge = Some(judge);
        self
    }

    /// Other deadlines than the default.
    #[must_use]
    pub fn with_deadlines(mut self, deadlines: Deadlines) -> Self {
        self.deadlines = deadlines;
        self
    }

    /// Other words than the English ones.
    #[must_use]
    pub fn with_phrases(mut self, phrases: Phrases) -> Self {
        self.phrases = phrases;
        self
    }

    /// The local judgement; the sentence model blocks, so it runs beside the async threads.
    async fn local_sentiment(&self, text: &str) -> Sentiment {
        let (judge, text) = (self.sentiment.clone(), text.to_owned());
        let score = tokio::task::spawn_blocking(move || judge.judge(&text)).await.unwrap_or_default();
        Sentiment { score, source: SentimentSource::Local }
    }
}

/// The passages for a question; a short follow-up is looked up together with the question before it.
async fn look_up(knowledge: Option<Arc<Knowledge>>, question: &Question) -> Result<Vec<Hit>, Failure> {
    let Some(knowledge) = knowledge else { return Ok(Vec::new()) };
    let mut text = question.text.clone();
    if text.split_whitespace().count() <= LEANING {
        let before = question.history.iter().rev().find(|s| s.author == Author::Visitor && s.text != text);
        text = before.map_or(text.clone(), |before| format!("{} {text}", before.text));
    }
    let found = tokio::task::spawn_blocking(move || knowledge.search(&text, HITS)).await;
    found.map_err(|_| Failure::Knowledge)?.map_err(|_| Failure::Knowledge)
}

#[async_trait]
impl Assistant for SiteAssistant {
    fn reply(&self, question: Question) -> Reply {
        let provider: Arc<dyn Provider> = match &self.provider {
            Some(provider) if question.use_llm => Arc::clone(provider),
            _ => Arc::clone(&self.local) as Arc<dyn Provider>,
        };
        let (knowledge, site, phrases) = (self.knowledge.clone(), self.name.clone(), self.phrases.clone());
        let made: Reply = Box::pin(try_stream! {
            let hits = look_up(knowledge, &question).await?;
            let mut reply = provider.reply(Material { site, question, hits, phrases });
            while let Some(part) = reply.next().await {
                yield part?;
            }
        });
        by_sentence(within(made, self.deadlines), Arc::clone(&self.mask))
    }

    async fn sentiment(&self, text: &str, use_llm: bool) -> Sentiment {
        if let Some(judge) = self.judge.as_ref().filter(|_| use_llm) {
            match tokio::time::timeout(self.deadlines.first_piece, judge.sentiment(text)).await {
                Ok(Ok(score)) => return Sentiment { score, source: SentimentSource::Llm },
                Ok(Err(failure)) => tracing::warn!(code = failure.code(), "sentiment judged locally"),
                Err(_) => tracing::warn!(code = Failure::TimedOut.code(), "sentiment judged locally"),
            }
        }
        self.local_sentiment(text).await
    }

    fn brief(&self, transcript: &[Said], locale: &str) -> VisitorBrief {
        summary::brief(transcript, locale)
    }

    fn indexing(&self) -> Option<Progress> {
        self.knowledge.as_ref().and_then(|knowledge| knowledge.progress())
    }

    async fn summary(&self, transcript: &[Said]) -> Option<VisitorBrief> {
        let judge = self.judge.as_ref()?;
        let failure = match tokio::time::timeout(self.deadlines.total, judge.summary(transcript)).await {
            Ok(Ok(mut brief)) => {
                brief.summary = (self.mask)(&brief.summary);
                return Some(brief);
            }
            Ok(Err(failure)) => failure,
            Err(_) => Failure::TimedOut,
        };
        tracing::warn!(code = failure.code(), "the local summary stands");
        None
    }
}
