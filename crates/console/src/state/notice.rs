//! How is a failure told to an agent, and does it end the session?

use baton_web::ClientError;

/// A line that tells what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it looks and whether it interrupts a screen reader.
    pub tone: Tone,
    /// One sentence or two.
    pub text: String,
}

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Something did not happen.
    Problem,
}

impl Notice {
    /// Something good to know.
    #[must_use]
    pub fn info(text: &str) -> Self {
        Self { tone: Tone::Info, text: text.to_owned() }
    }
}

/// What to tell after a call failed. `what` names what was tried, for example `Accepting`.
#[must_use]
pub fn after_error(what: &str, error: &ClientError) -> Notice {
    let text = match error {
        ClientError::Offline => [what, " did not work: no connection. Try again in a moment."].concat(),
        ClientError::Malformed => {
            [what, " brought an answer that this console cannot read. Reload the page."].concat()
        }
        // The server's sentence names who took it, or what to do; it is made for this.
        ClientError::Refused { message, .. } if !message.is_empty() => message.clone(),
        ClientError::Refused { code, .. } => {
            [what, " was refused (", code, "). Try again in a moment."].concat()
        }
    };
    Notice { tone: Tone::Problem, text }
}

/// Whether the error says that the session is over.
#[must_use]
pub fn is_signed_out(error: &ClientError) -> bool {
    error.status() == Some(401)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_case_names_the_winner() {
        let body = r#"{"error":{"code":"taken","message":"Sam has taken this conversation."}}"#;
        let error = ClientError::refused(409, body, None);
        assert_eq!(after_error("Accepting", &error).text, "Sam has taken this conversation.");
        assert!(!is_signed_out(&error));
    }

    #[test]
    fn failures_without_a_sentence_still_say_what_to_do() {
        let proxy = ClientError::refused(502, "<html>", None);
        assert_eq!(
            after_error("Resolving", &proxy).text,
            "Resolving was refused (http_502). Try again in a moment."
        );
        assert!(after_error("Resolving", &ClientError::Offline).text.contains("no connection"));
        assert!(is_signed_out(&ClientError::refused(401, "", None)));
    }
}
