//! Where in a document is the mistake?

use std::fmt;
use std::ops::Range;

/// One mistake in a policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The field, for example `rule[0].when.tier`.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}, {}: {}", self.line, self.column, self.field, self.message)
    }
}

impl std::error::Error for PolicyError {}

/// A mistake at a span of the document.
pub(crate) fn at(text: &str, span: &Range<usize>, field: &str, message: impl Into<String>) -> PolicyError {
    let before = text.get(..span.start.min(text.len())).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    PolicyError {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or("").chars().count() + 1,
        field: field.into(),
        message: message.into(),
    }
}

/// A mistake found after reading: looks the field up again to say where it stands.
pub(crate) fn locate(text: &str, field: &str, message: String) -> PolicyError {
    let (root, _) = toml::de::DeTable::parse_recoverable(text);
    let mut span = root.span();
    let mut value: Option<&toml::Spanned<toml::de::DeValue<'_>>> = None;
    for part in field.split(['.', '[', ']']).filter(|p| !p.is_empty()) {
        let next = match (value, part.parse::<usize>()) {
            (None, _) => root.get_ref().get(part),
            (Some(v), Ok(index)) => v.get_ref().as_array().and_then(|a| a.get(index)),
            (Some(v), Err(_)) => v.get_ref().as_table().and_then(|t| t.get(part)),
        };
        let Some(next) = next else { break };
        span = next.span();
        value = Some(next);
    }
    at(text, &span, field, message)
}
