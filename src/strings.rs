//! What does the interface say, in the language that the bootstrap answer brought?

use baton_json::{FromJson, Value};

/// Interface strings by key. Before the server's are here, the few that an unreached server needs stand in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings {
    by_key: Vec<(String, String)>,
}

/// What has to be said even if the server was never reached.
const BUILT_IN: [(&str, &str); 12] = [
    ("panel.label", "Chat"),
    ("panel.language", "en"),
    ("panel.direction", "ltr"),
    ("header.close", "Close chat"),
    ("composer.label", "Your message"),
    ("composer.placeholder", "Write a message…"),
    ("composer.send", "Send"),
    ("boot.failed", "We can't reach the chat right now."),
    ("boot.retry", "Try again"),
    ("boot.loading", "Loading…"),
    ("contact.write", "You can also write to"),
    ("connection.offline", "No connection. We keep trying."),
];

impl FromJson for Strings {
    /// An object of texts, as the bootstrap answer brings it.
    fn read(value: Value, bad: &mut bool) -> Self {
        let Value::Object(members) = value else {
            *bad = true;
            return Self::default();
        };
        let mut by_key = Vec::new();
        for (key, text) in members {
            by_key.push((key, String::read(text, bad)));
        }
        Self { by_key }
    }
}

impl Strings {
    /// The string of a key; empty where neither the server nor the widget has one.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        let given = self.by_key.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str());
        given
            .unwrap_or_else(|| BUILT_IN.iter().find(|(known, _)| *known == key).map_or("", |(_, text)| *text))
    }

    /// The string of a key with `{name}` replaced by its value, for each pair.
    #[must_use]
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(key);
        let mut out = String::new();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            // A brace that nothing closes is a slip in the string; what follows it would read as nonsense.
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value));
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    fn english() -> BTreeMap<String, String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/server/locales/en.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// Every literal in `src` that looks like a key: `word.word`, in lower case.
    fn used() -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for folder in ["", "view", "session"] {
            for file in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_none_or(|e| e != "rs") || path.ends_with("tests.rs") {
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("mod tests {").next().unwrap_or_default();
                keys.extend(code.split('"').filter(|s| is_key(s)).map(str::to_owned));
            }
        }
        keys
    }

    fn is_key(text: &str) -> bool {
        text.split('.').count() == 2
            && text.split('.').all(|part| {
                part.starts_with(|c: char| c.is_ascii_lowercase())
                    && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            })
    }

    #[test]
    fn code_and_english_name_the_same_strings() {
        let english: BTreeSet<_> = english().into_keys().collect();
        let used = used();
        assert!(used.len() > 40, "the scan found {} keys only", used.len());
        assert_eq!(
            used.difference(&english).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "missing in en.json"
        );
        assert_eq!(english.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "unused in en.json");
    }

    #[test]
    fn what_is_built_in_says_the_same_as_english() {
        let english = english();
        for (key, text) in BUILT_IN {
            assert_eq!(english.get(key).map(String::as_str), Some(text), "{key}");
        }
    }

    #[test]
    fn values_go_into_their_places() {
        let strings = baton_json::from_str::<Strings>(r#"{"a.b":"{who} has {n}{x}, ok {"}"#).unwrap();
        assert_eq!(strings.with("a.b", &[("n", "2"), ("who", "{n}")]), "{n} has 2, ok ");
        assert_eq!(strings.with("no.such", &[]), "");
    }
}
