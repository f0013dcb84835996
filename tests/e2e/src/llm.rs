//! What if the LLM is slow, refuses, hangs or talks nonsense? A server that speaks the OpenAI form, does as the flow
//! says, and counts what it was asked. It stands in for a service outside; everything of Baton's own is real.
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Between two looks at a condition.
const LOOK: Duration = Duration::from_millis(5);

/// How the stub answers from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mood {
    /// A confident reply with this text, sourced from the first passage; neutral sentiment; a short summary.
    Says(String),
    /// HTTP 500.
    Refuses,
    /// Takes the question and never answers.
    Hangs,
    /// Text that is no answer.
    Babbles,
}

/// A running stub.
#[derive(Debug)]
pub struct Llm {
    url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    now: Mutex<(Mood, Duration)>,
    calls: Mutex<BTreeMap<String, u64>>,
    open: Mutex<u64>,
}

/// A question under way; gone when it is answered or the asker has hung up.
struct Open(Arc<Shared>);

impl Open {
    fn new(shared: &Arc<Shared>) -> Self {
        *lock(&shared.open) += 1;
        Self(Arc::clone(shared))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        *lock(&self.0.open) -= 1;
    }
}

impl Llm {
    /// Starts a stub that answers at once.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(text: &str) -> Result<Self> {
        let now = Mutex::new((Mood::Says(text.to_owned()), Duration::ZERO));
        let shared = Arc::new(Shared { now, calls: Mutex::default(), open: Mutex::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no free port")?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let router =
            Router::new().route("/v1/chat/completions", post(answer)).with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            // It ends with the flow; nobody is left to tell.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, shared, task })
    }

    /// The server's variables that make it ask this stub.
    #[must_use]
    pub fn env(&self) -> BTreeMap<String, String> {
        let pairs =
            [("BATON_LLM_URL", self.url.as_str()), ("BATON_LLM_MODEL", "stub"), ("BATON_LLM_KEY", "none")];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// Changes how it answers, and how long it takes before the first word.
    pub fn set(&self, mood: Mood, delay: Duration) {
        *lock(&self.shared.now) = (mood, delay);
    }

    /// Whether no question is under way: each was answered, or the asker has hung up.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        *lock(&self.shared.open) == 0
    }

    /// Waits until a condition on this stub holds.
    ///
    /// # Errors
    /// When it does not within [`crate::PATIENCE`].
    pub async fn until(&self, holds: impl Fn(&Self) -> bool) -> Result<()> {
        let looking = async {
            while !holds(self) {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(crate::PATIENCE, looking).await.context("the LLM stub was not asked as expected")
    }

    /// How many times it was asked for a `reply`, a `mood` or a `brief`.
    #[must_use]
    pub fn calls(&self, what: &str) -> u64 {
        lock(&self.shared.calls).get(what).copied().unwrap_or(0)
    }
}

impl Drop for Llm {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, Json(request): Json<Value>) -> Response {
    let what = request["response_format"]["json_schema"]["name"].as_str().unwrap_or("other").to_owned();
    let _open = Open::new(&shared);
    *lock(&shared.calls).entry(what.clone()).or_default() += 1;
    let (mood, delay) = lock(&shared.now).clone();
    tokio::time::sleep(delay).await;
    let content = match mood {
        Mood::Refuses => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::Hangs => return std::future::pending().await,
        Mood::Babbles => "Sure! Here you go.".to_owned(),
        Mood::Says(text) => content(&what, &text),
    };
    if request["stream"] == true { streamed(&content) } else { whole(&content) }
}

/// What each kind of question is answered with, in the form that the server asks for.
fn content(what: &str, text: &str) -> String {
    match what {
        "mood" => json!({ "mood": "neutral" }).to_string(),
        "brief" => json!({ "summary": text, "details": [] }).to_string(),
        _ => {
            // The outcome stands before the text; a JSON map would sort the keys the same way.
            let text = json!(text);
            format!(r#"{{"basis":[1],"confidence":950,"outcome":"answered","reply":{text}}}"#)
        }
    }
}

fn whole(content: &str) -> Response {
    let message = json!({ "role": "assistant", "content": content });
    let choice = json!({ "index": 0, "message": message, "finish_reason": "stop" });
    let usage = json!({ "prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2 });
    Json(json!({ "id": "1", "object": "chat.completion", "model": "stub", "choices": [choice], "usage": usage }))
        .into_response()
}

/// The same in pieces of a few words each.
fn streamed(content: &str) -> Response {
    let chunk = |delta: Value, finish: Value| {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
        json!({ "id": "1", "object": "chat.completion.chunk", "model": "stub", "choices": [choice] })
            .to_string()
    };
    let pieces = content.split_inclusive(' ').map(|piece| chunk(json!({ "content": piece }), Value::Null));
    let end = [chunk(json!({}), "stop".into()), "[DONE]".to_owned()];
    let events: Vec<_> =
        pieces.chain(end).map(|data| Ok::<_, Infallible>(Event::default().data(data))).collect();
    Sse::new(stream::iter(events)).into_response()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
