//! Which addresses may a message link to?

/// Longer addresses are shown as text, in bytes.
pub(super) const MAX_URL: usize = 2048;

/// The address without surrounding space, if a link may lead there: absolute `http`, `https` or `mailto`, with no
/// name or password before the host (`https://bank.example@evil.example` reads like the bank), and without
/// control or direction-changing characters that would make it read as something else.
#[must_use]
pub fn safe_url(url: &str) -> Option<&str> {
    let url = url.trim();
    let hides = |c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(c, '\\' | '<' | '>' | '"' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if url.len() > MAX_URL || url.contains(hides) {
        return None;
    }
    let rest = after_scheme(url, "https://").or_else(|| after_scheme(url, "http://"));
    let Some(rest) = rest else {
        return after_scheme(url, "mailto:").filter(|to| to.contains('@')).map(|_| url);
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (!authority.is_empty() && !authority.starts_with(':') && !authority.contains('@')).then_some(url)
}

fn after_scheme<'a>(url: &'a str, scheme: &str) -> Option<&'a str> {
    let (head, rest) = url.split_at_checked(scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then_some(rest)
}
