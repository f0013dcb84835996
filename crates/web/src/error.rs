//! How can a call to the server fail, and is it worth another try?

use baton_conversation::wire::ErrorBody;

/// Why a call brought no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientError {
    /// The server was not reached, or did not answer within the deadline.
    Offline,
    /// The server said no.
    Refused {
        /// HTTP status.
        status: u16,
        /// The stable code; `http_<status>` where a proxy answered in the server's place.
        code: String,
        /// The server's sentence; may be empty.
        message: String,
        /// The wait that `Retry-After` asks for, in milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// The answer was not what the protocol says.
    Malformed,
}

impl ClientError {
    /// Reads a refusal from an answer that was not 2xx. `retry_after` is the header's text; only its form in
    /// seconds is understood, which is the one that the server sends.
    #[must_use]
    pub fn refused(status: u16, body: &str, retry_after: Option<&str>) -> Self {
        let retry_after_ms =
            retry_after.and_then(|text| text.trim().parse::<u64>().ok()).map(|s| s.saturating_mul(1000));
        let (code, message) = match baton_json::from_str::<ErrorBody>(body) {
            Ok(body) => (body.error.code, body.error.message),
            Err(_) => (["http_", status.to_string().as_str()].concat(), String::new()),
        };
        Self::Refused { status, code, message, retry_after_ms }
    }

    /// Whether the same request may succeed later: no network, server trouble, or "slow down".
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline => true,
            // A broken answer to a stored message is repeated under the same id, which is harmless.
            Self::Malformed => true,
            Self::Refused { status, .. } => *status >= 500 || matches!(status, 408 | 425 | 429),
        }
    }

    /// The stable code: the server's, or `offline` or `malformed`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::Refused { code, .. } => code,
            Self::Malformed => "malformed",
        }
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Offline | Self::Malformed => None,
        }
    }

    /// The wait that the server asks for, in milliseconds.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::Refused { retry_after_ms, .. } => *retry_after_ms,
            Self::Offline | Self::Malformed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ClientError;

    #[test]
    fn an_error_body_gives_code_message_and_wait() {
        let body = r#"{"error":{"code":"rate_limited","message":"Wait a moment."}}"#;
        let error = ClientError::refused(429, body, Some("3"));
        assert_eq!(error.code(), "rate_limited");
        assert_eq!(error.retry_after_ms(), Some(3000));
        assert!(error.is_passing());
    }

    #[test]
    fn a_proxy_page_still_has_a_stable_code() {
        let error =
            ClientError::refused(502, "<html>Bad Gateway</html>", Some("Wed, 21 Oct 2026 07:28:00 GMT"));
        assert_eq!((error.code(), error.retry_after_ms()), ("http_502", None));
        assert!(error.is_passing());
    }

    #[test]
    fn what_the_server_will_always_refuse_is_not_tried_again() {
        for status in [400, 401, 403, 404, 409, 413, 422] {
            assert!(!ClientError::refused(status, "", None).is_passing(), "{status}");
        }
    }
}
