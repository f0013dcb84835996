//! What is it like to be embedded elsewhere? A site on an origin of its own, with the headers and the page that a
//! flow wants.
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What the site answers with.
type Answer = Arc<Mutex<(String, HeaderMap)>>;

/// A running site with one page.
#[derive(Debug)]
pub struct Host {
    origin: String,
    answer: Answer,
    task: JoinHandle<()>,
}

impl Host {
    /// Starts a site with an empty page; [`Host::show`] fills it. The origin is known before the chat server, which
    /// must allow it, has started.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start() -> Result<Self> {
        let answer = Answer::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no free port")?;
        // Another name for this machine, so that it is another origin and another site.
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        let shared = Arc::clone(&answer);
        let page = move || {
            let (page, headers) = shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
            async move { (headers, Html(page)) }
        };
        let router = Router::new().route("/", get(page));
        let task = tokio::spawn(async move {
            // It ends with the flow; nobody is left to tell.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { origin, answer, task })
    }

    /// Answers with this page and these headers from now on.
    ///
    /// # Errors
    /// When a header cannot be sent.
    pub fn show(&self, page: &str, headers: &[(&str, &str)]) -> Result<()> {
        let mut all = HeaderMap::new();
        all.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).context("not a header's name")?;
            all.insert(name, HeaderValue::from_str(value).context("not a header's value")?);
        }
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = (page.to_owned(), all);
        Ok(())
    }

    /// The site's origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.task.abort();
    }
}
