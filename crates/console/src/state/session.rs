//! Where is the server, and with which code was the console opened?

/// The one-time code out of an address's fragment (`#code=…`). Only what a code is made of, so that nothing else
/// of an address is ever sent.
#[must_use]
pub fn code_of(fragment: &str) -> Option<&str> {
    let code = fragment.trim_start_matches('#').split('&').find_map(|pair| pair.strip_prefix("code="))?;
    let sound =
        !code.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    sound.then_some(code)
}

/// The server's address from the page's: everything before the console's own folder, so that a server under a
/// path works as well.
#[must_use]
pub fn base_of(origin: &str, path: &str) -> String {
    let base = path.rfind("/console").and_then(|at| path.get(..at)).unwrap_or_default();
    [origin, base].concat()
}

#[cfg(test)]
mod tests {
    use super::{base_of, code_of};

    #[test]
    fn a_code_is_taken_from_the_fragment_alone() {
        let cases = [
            ("#code=a-B_9.z", Some("a-B_9.z")),
            ("code=x", Some("x")),
            ("#a=b&code=x&c=d", Some("x")),
            ("#code=", None),
            ("#code=a b", None),
            ("#code=<script>", None),
            ("#other", None),
            ("", None),
        ];
        for (fragment, code) in cases {
            assert_eq!(code_of(fragment), code, "{fragment}");
        }
    }

    #[test]
    fn the_server_is_where_the_console_is_served() {
        assert_eq!(base_of("https://a.example", "/console/"), "https://a.example");
        assert_eq!(base_of("https://a.example", "/chat/console/index.html"), "https://a.example/chat");
        assert_eq!(base_of("https://a.example", "/elsewhere"), "https://a.example");
    }
}
