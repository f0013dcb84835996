//! A tiny server on loopback that speaks the two dialects LLM services speak, well or badly.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How the server behaves.
#[derive(Clone, Debug)]
pub(crate) enum Behaviour {
    /// Answers with this text, streamed in pieces or whole, as the request asks.
    Says(String),
    /// Answers so after a while.
    Late(Duration, String),
    /// Answers with a status and an error body.
    Status(u16),
    /// Takes the request and never answers.
    Hangs,
    /// Streams the first characters and then nothing, with the connection open.
    Stalls(String, usize),
    /// Streams the first characters and closes.
    Breaks(String, usize),
    /// Answers with status 200 and bytes that are no such answer.
    Garbage,
}

/// A running stub.
pub(crate) struct Stub {
    /// Its base address for the OpenAI dialect.
    pub(crate) openai: String,
    /// Its base address for the Anthropic dialect.
    pub(crate) anthropic: String,
    seen: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

impl Stub {
    /// Starts one on a free port.
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        let seen = Arc::default();
        let app = Router::new().fallback(serve).with_state((behaviour, Arc::clone(&seen)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            openai: format!("http://{address}/v1"),
            anthropic: format!("http://{address}/anthropic"),
            seen,
        }
    }

    /// What the last request said.
    pub(crate) fn last(&self) -> (HeaderMap, Value) {
        self.seen.lock().expect("not poisoned").last().cloned().expect("a request came")
    }
}

type Shared = (Behaviour, Arc<Mutex<Vec<(HeaderMap, Value)>>>);

async fn serve(
    State((behaviour, seen)): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request: Value = serde_json::from_slice(&body).expect("the request is JSON");
    let anthropic = match uri.path() {
        "/v1/chat/completions" => false,
        "/anthropic/v1/messages" => true,
        _ => return answer(404, "application/json", Body::from("{}")),
    };
    let streamed = request["stream"] == true;
    seen.lock().expect("not poisoned").push((headers, request));
    match behaviour {
        Behaviour::Says(text) if streamed => pieces(anthropic, &text, text.len(), End::Proper),
        Behaviour::Says(text) => whole(anthropic, &text),
        Behaviour::Late(time, text) => {
            tokio::time::sleep(time).await;
            if streamed { pieces(anthropic, &text, text.len(), End::Proper) } else { whole(anthropic, &text) }
        }
        Behaviour::Status(status) => {
            let error = json!({"error": {"type": "stub", "message": "no"}});
            answer(status, "application/json", Body::from(error.to_string()))
        }
        Behaviour::Hangs => std::future::pending().await,
        Behaviour::Stalls(text, upto) => pieces(anthropic, &text, upto, End::Never),
        Behaviour::Breaks(text, upto) => pieces(anthropic, &text, upto, End::Closed),
        Behaviour::Garbage if streamed => {
            answer(200, "text/event-stream", Body::from("data: {\"choices\": 7\n\n"))
        }
        Behaviour::Garbage => answer(200, "application/json", Body::from("<html>502</html>")),
    }
}

fn answer(status: u16, kind: &str, body: Body) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    Response::builder().status(status).header(header::CONTENT_TYPE, kind).body(body).expect("a response")
}

fn whole(anthropic: bool, text: &str) -> Response {
    let body = if anthropic {
        json!({"id": "m", "type": "message", "role": "assistant", "model": "small", "stop_reason": "end_turn",
               "content": [{"type": "text", "text": text}], "usage": {"input_tokens": 1, "output_tokens": 1}})
    } else {
        json!({"id": "c", "object": "chat.completion", "model": "small",
               "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}]})
    };
    answer(200, "application/json", Body::from(body.to_string()))
}

enum End {
    Proper,
    Closed,
    Never,
}

fn pieces(anthropic: bool, text: &str, upto: usize, end: End) -> Response {
    let mut events = Vec::new();
    if anthropic {
        events.push(event(
            "message_start",
            &json!({"type": "message_start", "message": {"id": "m", "usage": {}}}),
        ));
        let block =
            json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}});
        events.push(event("content_block_start", &block));
    }
    let letters: Vec<char> = text.chars().take(upto).collect();
    for chunk in letters.chunks(7) {
        let piece: String = chunk.iter().collect();
        events.push(if anthropic {
            let delta = json!({"type": "text_delta", "text": piece});
            event("content_block_delta", &json!({"type": "content_block_delta", "index": 0, "delta": delta}))
        } else {
            format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {"content": piece}}]}))
        });
    }
    if matches!(end, End::Proper) {
        if anthropic {
            events.push(event("content_block_stop", &json!({"type": "content_block_stop", "index": 0})));
            events.push(event("message_stop", &json!({"type": "message_stop"})));
        } else {
            let last = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
            events.push(format!("data: {last}\n\ndata: [DONE]\n\n"));
        }
    }
    let sent = stream::iter(events.into_iter().map(|e| Ok::<_, Infallible>(Bytes::from(e))));
    let body = if matches!(end, End::Never) {
        Body::from_stream(sent.chain(stream::pending()))
    } else {
        Body::from_stream(sent)
    };
    answer(200, "text/event-stream", body)
}

fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}
