//! What is it like to be embedded elsewhere? A site on an origin of its own, with the headers and the page that a
//! flow wants.
use anyhow::{Context, Result};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running site with one page.
#[derive(Debug)]
pub struct Host {
    origin: String,
    task: JoinHandle<()>,
}

impl Host {
    /// Serves a page at `/`. `page` gets the site's origin, as the chat server must allow it, and is called for
    /// each request; `headers` go with every answer.
    ///
    /// # Errors
    /// When a header cannot be sent or no port is free.
    pub async fn start(page: impl Into<String>, headers: &[(&str, &str)]) -> Result<Self> {
        let page: String = page.into();
        let mut more = vec![(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).context("not a header's name")?;
            more.push((name, HeaderValue::from_str(value).context("not a header's value")?));
        }
        let answer = move || {
            let (page, more) = (page.clone(), more.clone());
            async move {
                let mut answer = axum::response::IntoResponse::into_response(Html(page));
                answer.headers_mut().extend(more);
                answer
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no free port")?;
        // Another name for this machine, so that it is another origin and another site.
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        let router = Router::new().route("/", get(answer));
        let task = tokio::spawn(async move {
            // It ends with the flow; nobody is left to tell.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { origin, task })
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
