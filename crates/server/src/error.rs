//! How does a failure leave the server?
//!
//! Each error is a status, a stable code for machines and a sentence for people. Faults of ours are logged once,
//! here, without the text of any message.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use baton_conversation::Refusal;
use baton_conversation::wire::{ErrorBody, ErrorDetail};
use baton_store::{CommitError, Fault};

/// An error on its way to a client.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: &'static str,
    /// Says what to do.
    pub message: String,
    /// Seconds after which a retry makes sense.
    pub retry_after_s: Option<u64>,
}

impl ApiError {
    /// An error with this status, code and sentence.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after_s: None }
    }

    /// 400: the request itself is wrong.
    #[must_use]
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 401: no token, or one that no longer works.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "The token is missing, expired or unknown. Open a new session or sign in again.",
        )
    }

    /// 404. Also for what exists but belongs to someone else, so that ids can't be probed.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here under this address.")
    }

    /// 409: the client id was used for another body.
    #[must_use]
    pub fn id_reused() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "id_reused",
            "This message id was used for another text. Nothing was stored; send it under a new id.",
        )
    }

    /// 503: try again.
    #[must_use]
    pub fn busy() -> Self {
        let message = "The server is busy. Try again in a moment; nothing is lost.";
        Self { retry_after_s: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message) }
    }

    /// 429: over a limit.
    #[must_use]
    pub fn rate_limited(retry_after_s: u64) -> Self {
        let message = "That was too fast. Wait a moment and send it again.";
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message);
        Self { retry_after_s: Some(retry_after_s), ..error }
    }

    /// The body that goes out.
    #[must_use]
    pub fn body(&self) -> ErrorBody {
        ErrorBody { error: ErrorDetail { code: self.code.to_owned(), message: self.message.clone() } }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::EmptyText | Refusal::TooLong(_) | Refusal::BadRating => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::AlreadyStarted
            | Refusal::WrongState(_)
            | Refusal::StaleEpoch { .. }
            | Refusal::TakenBy(_)
            | Refusal::NotYours
            | Refusal::NoSuchReply
            | Refusal::BriefIsVisitors => StatusCode::CONFLICT,
        };
        Self::new(status, refusal.code(), refusal.to_string())
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        tracing::error!(%fault, "store failed");
        let message =
            "The server could not store or read this. Nothing was half-stored; try again in a moment.";
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage_unavailable", message);
        Self { retry_after_s: Some(2), ..error }
    }
}

impl From<CommitError> for ApiError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Fault(fault) => fault.into(),
            CommitError::AgentFull(_) => Self::new(
                StatusCode::CONFLICT,
                "agent_full",
                "You hold as many conversations as your limit allows. Resolve or hand back one first.",
            ),
            CommitError::StaleEpoch(_) => {
                let message = "Control has moved. Reload and decide again.";
                Self::new(StatusCode::CONFLICT, "stale_epoch", message)
            }
            CommitError::KnownClientId(_) => Self::id_reused(),
            CommitError::Conflict(_) => Self::busy(),
            CommitError::Malformed(what) => {
                tracing::error!(what, "malformed commit");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
            }
        }
    }
}
