//! How is a reply, a mood or a summary had from an LLM?
//!
//! Any OpenAI-compatible server, or Anthropic, through one client library. Answers are structured: the schema
//! is sent along, and an answer that doesn't fit is a failure, never shown.

use super::streamed::{Answer, Header, Streamed};
use super::{Judge, Material, Provider, prompt};
use crate::api::{Ending, Failure, Part, Reply, Said};
use async_stream::try_stream;
use async_trait::async_trait;
use baton_conversation::{Citation, Detail, Outcome, Score, VisitorBrief};
use futures_util::StreamExt;
use genai::adapter::AdapterKind;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, JsonSpec};
use genai::resolver::{AuthData, Endpoint, ServiceTargetResolver};
use genai::{Client, ModelIden, ServiceTarget};
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;

/// The longest answer, in tokens.
const MAX_TOKENS: u32 = 800;

/// How long connecting may take; the deadlines around a reply cover the rest.
const CONNECT: Duration = Duration::from_secs(5);

/// Confidence of an answer that names no passage: under every sensible threshold.
const UNFOUNDED: Score = Score(300);

/// Where the LLM is.
#[derive(Clone)]
pub struct LlmConfig {
    /// Base address, for example `https://api.openai.com/v1`, `http://127.0.0.1:8101/v1` or
    /// `https://api.anthropic.com`.
    pub url: String,
    /// The key; empty where none is needed.
    pub key: String,
    /// The model's name at that address.
    pub model: String,
}

impl std::fmt::Debug for LlmConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key must never reach a log.
        write!(f, "LlmConfig({} at {})", self.model, self.url)
    }
}

/// Why the LLM can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum LlmError {
    /// The address is not one.
    #[error(
        "llm_url: `{0}` is not an http or https address; give the base address, for example https://api.openai.com/v1"
    )]
    Url(String),
    /// No model is named.
    #[error("llm_model: no model is named; set the model that the address offers")]
    Model,
    /// The client library refused.
    #[error("llm_client: {0}")]
    Client(String),
}

/// A site's LLM.
#[derive(Clone)]
pub struct Llm {
    client: Client,
    model: String,
}

impl Llm {
    /// Sets the client up; nothing is sent yet.
    ///
    /// # Errors
    /// When the address or the model's name is missing or malformed.
    pub fn new(config: &LlmConfig) -> Result<Self, LlmError> {
        let url = reqwest::Url::parse(&config.url).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| LlmError::Url(config.url.clone()))?;
        if config.model.trim().is_empty() {
            return Err(LlmError::Model);
        }
        let anthropic = url.host_str().is_some_and(|host| host.ends_with("anthropic.com"))
            || url.path().trim_end_matches('/').ends_with("/anthropic");
        let kind = if anthropic { AdapterKind::Anthropic } else { AdapterKind::OpenAI };
        let mut base = url.as_str().trim_end_matches('/').to_owned();
        if anthropic && !base.ends_with("/v1") {
            base.push_str("/v1");
        }
        base.push('/');
        let target = ServiceTarget {
            endpoint: Endpoint::from_owned(base),
            auth: AuthData::from_single(config.key.clone()),
            model: ModelIden::new(kind, config.model.clone()),
        };
        let resolver = ServiceTargetResolver::from_resolver_fn(
            move |_: ServiceTarget| -> Result<ServiceTarget, genai::resolver::Error> { Ok(target.clone()) },
        );
        // A second call finds it installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| LlmError::Client(e.to_string()))?;
        let client = Client::builder()
            .with_reqwest(http)
            .with_service_target_resolver(resolver)
            .build()
            .map_err(|e| LlmError::Client(e.to_string()))?;
        Ok(Self { client, model: config.model.clone() })
    }

    /// One structured answer, not streamed.
    async fn structured<T: for<'de> Deserialize<'de>>(
        &self,
        system: &str,
        user: String,
        name: &str,
        schema: Value,
    ) -> Result<T, Failure> {
        let request = ChatRequest::from_system(system).append_message(ChatMessage::user(user));
        let answer = self.client.exec_chat(&self.model, request, Some(&options(name, schema))).await;
        let text = answer.map_err(|e| failure(&e))?.into_first_text().ok_or(Failure::Malformed)?;
        serde_json::from_str(text.trim()).map_err(|_| Failure::Malformed)
    }
}

impl Provider for Llm {
    fn name(&self) -> &'static str {
        "llm"
    }

    fn reply(&self, material: Material) -> Reply {
        let this = self.clone();
        Box::pin(try_stream! {
            let mut request = ChatRequest::from_system(prompt::reply_system(&material));
            for (visitor, text) in prompt::history(&material.question.history) {
                let turn = if visitor { ChatMessage::user(text) } else { ChatMessage::assistant(text) };
                request = request.append_message(turn);
            }
            request = request.append_message(ChatMessage::user(material.question.text.clone()));
            let options = options("reply", prompt::reply_schema());
            let answer = this.client.exec_chat_stream(&this.model, request, Some(&options)).await;
            let mut stream = answer.map_err(|e| failure(&e))?.stream;
            let mut streamed = Streamed::default();
            let mut held = String::new();
            while let Some(event) = stream.next().await {
                let ChatStreamEvent::Chunk(chunk) = event.map_err(|e| failure(&e))? else { continue };
                let text = streamed.push(&chunk.content);
                match streamed.header() {
                    Some(header) if gate(header, &material).is_some() => break,
                    Some(_) if !text.is_empty() => yield Part::Piece(text),
                    // Without knowing the outcome first nothing is shown before the end.
                    _ => held.push_str(&text),
                }
            }
            if let Some(refused) = streamed.header().and_then(|header| gate(header, &material)) {
                yield Part::Piece(material.phrases.unknown.clone());
                yield Part::End(refused);
                return;
            }
            let Answer { header, .. } = streamed.finish().ok_or(Failure::Malformed)?;
            if let Some(refused) = gate(&header, &material) {
                yield Part::Piece(material.phrases.unknown.clone());
                yield Part::End(refused);
                return;
            }
            if !held.is_empty() {
                yield Part::Piece(held);
            }
            yield Part::End(ending(&header, &material));
        })
    }
}

/// The ending of an answer that must not be shown: the model doesn't know, or is less sure than the site asks,
/// or claims an answer that no passage backs.
fn gate(header: &Header, material: &Material) -> Option<Ending> {
    let ending = ending(header, material);
    let unsure = ending.outcome == Outcome::Answered && ending.confidence < material.question.threshold;
    (unsure || ending.outcome == Outcome::Fallback).then_some(Ending {
        outcome: Outcome::Fallback,
        citations: Vec::new(),
        ..ending
    })
}

fn ending(header: &Header, material: &Material) -> Ending {
    let passages = &material.hits[..material.hits.len().min(prompt::PASSAGES)];
    let used = header.basis.iter().filter_map(|number| passages.get(number.checked_sub(1)?));
    let mut citations: Vec<Citation> = Vec::new();
    for hit in used {
        if !citations.contains(&hit.citation) {
            citations.push(hit.citation.clone());
        }
    }
    let mut confidence = Score(header.confidence.clamp(0, 1000));
    if header.outcome == Outcome::Answered && citations.is_empty() {
        confidence = confidence.min(UNFOUNDED);
    }
    Ending { outcome: header.outcome, confidence, citations }
}

#[derive(Deserialize)]
struct Mood {
    mood: String,
}

#[derive(Deserialize)]
struct Brief {
    summary: String,
    #[serde(default)]
    details: Vec<Detail>,
}

#[async_trait]
impl Judge for Llm {
    async fn sentiment(&self, text: &str) -> Result<Score, Failure> {
        let user = prompt::fenced_message(text);
        let made: Mood = self.structured(prompt::SENTIMENT, user, "mood", prompt::sentiment_schema()).await?;
        let mood = prompt::MOODS.iter().find(|(name, _)| *name == made.mood);
        mood.map(|(_, score)| Score(*score)).ok_or(Failure::Malformed)
    }

    async fn summary(&self, transcript: &[Said]) -> Result<VisitorBrief, Failure> {
        let user = prompt::fenced_transcript(transcript);
        let made: Brief = self.structured(prompt::SUMMARY, user, "brief", prompt::summary_schema()).await?;
        let brief = VisitorBrief { summary: made.summary.trim().to_owned(), details: made.details };
        if brief.summary.is_empty() || !brief.fits() {
            return Err(Failure::Malformed);
        }
        Ok(brief)
    }
}

fn options(name: &str, schema: Value) -> ChatOptions {
    ChatOptions::default()
        .with_temperature(0.0)
        .with_max_tokens(MAX_TOKENS)
        .with_response_format(JsonSpec::new(name, schema))
}

/// The library's errors hold bodies and prompts; only their kind leaves this file.
fn failure(error: &genai::Error) -> Failure {
    if let Some(status) = error.status() {
        return match status.as_u16() {
            code @ (429 | 503 | 529) => Failure::Overloaded(code),
            code @ 500.. => Failure::Broken(code),
            code => Failure::Refused(code),
        };
    }
    match error {
        genai::Error::WebStream { error, .. } => match error.downcast_ref::<genai::Error>() {
            Some(cause) => failure(cause),
            None => Failure::Unreachable,
        },
        genai::Error::WebModelCall { webc_error, .. } | genai::Error::WebAdapterCall { webc_error, .. } => {
            match webc_error {
                genai::webc::Error::Reqwest(cause) if cause.is_timeout() => Failure::TimedOut,
                genai::webc::Error::Reqwest(cause) if !cause.is_decode() => Failure::Unreachable,
                _ => Failure::Malformed,
            }
        }
        _ => Failure::Malformed,
    }
}
