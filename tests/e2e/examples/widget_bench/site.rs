//! Where do the other candidates live? On a site on the loopback with the demo page, the packages' files as a content
//! network would send them, and the few answers that their back ends would give.
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::candidate::{ALL, Candidate, LONG};
use crate::messages;

/// A running site; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Site {
    origin: String,
    task: JoinHandle<()>,
}

impl Site {
    /// The page without any chat.
    pub(crate) const BARE: &str = "/bare";
    /// A page of the site with nothing on it.
    pub(crate) const BLANK: &str = "/blank";

    /// Starts it with the demo page's text and the folder where npm has put the packages.
    ///
    /// # Errors
    /// When the packages are not there or no port is free.
    pub(crate) async fn start(demo: &str, packages: PathBuf) -> Result<Self> {
        ensure!(packages.is_dir(), "BATON_CANDIDATES names no folder: run by `cargo xtask bench widget`");
        let mut router = Router::new()
            .route("/npm/{*path}", get(file))
            .with_state(Arc::new(packages))
            .route(Self::BLANK, get(async || Html("<!doctype html><title>blank</title>")))
            .route("/favicon.ico", get(async || StatusCode::NO_CONTENT));
        let page = |candidate, long| {
            Candidate::page(candidate, demo, long).context("the demo page does not embed Baton")
        };
        let mut pages = vec![(Self::BARE.to_owned(), page(None, false)?)];
        for candidate in &ALL {
            for long in [false, true] {
                pages.push((candidate.path(long), page(Some(candidate), long)?));
            }
        }
        for (path, page) in pages {
            let page: Arc<str> = page.into();
            router = router.route(&path, get(async move || Html(page.to_string())));
        }
        for (path, value) in answers() {
            let value: Arc<Value> = value.into();
            router = router.route(path, any(async move || Json(value).into_response()));
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no free port")?;
        let origin = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let task = tokio::spawn(async move {
            // It ends with the bench; nobody is left to tell.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { origin, task })
    }

    /// An address on the site.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the back ends say: nothing to go on with, a long thread, and to a message a few words.
fn answers() -> [(&'static str, Value); 4] {
    [
        ("/n8n/empty", json!({ "data": [], "output": "Hello." })),
        ("/n8n/long", messages::for_n8n(LONG)),
        ("/deep-chat/answer", json!({ "text": "Hello." })),
        ("/deep-chat/long", messages::for_deep_chat(LONG)),
    ]
}

/// A file of a package, compressed beforehand, to be kept for good: its address would carry the version.
async fn file(State(packages): State<Arc<PathBuf>>, Path(path): Path<String>) -> Response {
    if path.split('/').any(|part| part == "..") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let compressed = packages.join("node_modules").join(format!("{path}.br"));
    let Ok(bytes) = std::fs::read(compressed) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_ENCODING, "br"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, bytes).into_response()
}
