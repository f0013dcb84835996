//! What do the people in the flows say?

/// A question that the docs answer.
pub(crate) const KNOWN: &str = "How do I add the chat to my website?";
/// Questions that they do not.
pub(crate) const UNKNOWN: [&str; 2] =
    ["How tall is the lighthouse of Alexandria?", "Which yeast do I need for sourdough rye?"];
/// A call for a person.
pub(crate) const PERSON: &str = "get me a person";
/// Three wordings of one question.
pub(crate) const WORDINGS: [&str; 3] =
    ["how do I reset my password", "how can I reset the password", "I want to know how to reset my password"];

/// A decision shows within this time of the Enter key, in milliseconds.
pub(crate) const AT_ONCE: f64 = 1_000.0;

/// Whether the visitor has been told that a person is coming, by the browser's own judgement or the server's.
pub(crate) const TOLD: &str = "return one('baton-chat')?.getAttribute('data-control') === 'queue'
  || all('baton-chat >>> [part~=provisional]').some(visible)";
