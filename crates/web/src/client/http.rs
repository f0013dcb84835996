//! How does one request travel? With a deadline, the token in its header, and every failure in one type.

use super::{Call, Client};
use crate::ClientError;
use crate::browser::Timer;
pub(super) use gloo_net::http::Method;
use gloo_net::http::RequestBuilder;
use web_sys::AbortController;

impl Client {
    /// Sends a request and returns the body of a 2xx answer.
    pub(super) fn call(&self, method: Method, path: String, body: Option<String>, deadline_ms: u32) -> Call {
        Box::pin(self.clone().called(method, path, body, deadline_ms))
    }

    async fn called(
        self,
        method: Method,
        path: String,
        body: Option<String>,
        deadline_ms: u32,
    ) -> Result<String, ClientError> {
        let abort = AbortController::new().ok();
        let mut request = RequestBuilder::new(&[&*self.base, &path].concat())
            .method(method)
            // Tokens are sent by hand, so that no cookie of the page's own site rides along.
            .credentials(web_sys::RequestCredentials::Omit)
            .abort_signal(abort.as_ref().map(AbortController::signal).as_ref());
        if let Some(token) = &self.token {
            request = request.header("authorization", &["Bearer ", token].concat());
        }
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body),
            None => request.build(),
        }
        .map_err(|_| ClientError::Malformed)?;
        let _deadline = Timer::after(deadline_ms, move || {
            if let Some(abort) = abort {
                abort.abort();
            }
        });
        let response = request.send().await.map_err(|_| ClientError::Offline)?;
        let text = response.text().await.map_err(|_| ClientError::Offline)?;
        if response.ok() {
            return Ok(text);
        }
        let retry_after = response.headers().get("retry-after");
        Err(ClientError::refused(response.status(), &text, retry_after.as_deref()))
    }
}
