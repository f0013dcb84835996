//! Which interface strings does a browser get?

use std::collections::BTreeMap;
use std::sync::OnceLock;

const LOCALES: [(&str, &str); 1] = [("en", include_str!("../locales/en.json"))];

/// The strings of a locale's language, or English.
pub fn for_locale(locale: &str) -> (&'static str, &'static BTreeMap<String, String>) {
    static STRINGS: OnceLock<Vec<(&'static str, BTreeMap<String, String>)>> = OnceLock::new();
    let all = STRINGS.get_or_init(|| {
        // A file that is not valid fails the test below, so an empty map never reaches a browser.
        LOCALES.iter().map(|(name, json)| (*name, serde_json::from_str(json).unwrap_or_default())).collect()
    });
    let language = locale.split(['-', '_']).next().unwrap_or_default();
    let found = all.iter().find(|(name, _)| name.eq_ignore_ascii_case(language)).unwrap_or(&all[0]);
    (found.0, &found.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_string() {
        let (_, english) = for_locale("en");
        assert!(english.len() > 20, "{}", english.len());
        for (name, _) in LOCALES {
            let (found, strings) = for_locale(name);
            assert_eq!(found, name);
            assert!(strings.keys().eq(english.keys()), "{name}");
        }
    }

    #[test]
    fn an_unknown_language_gets_english() {
        assert_eq!(for_locale("tlh-KX").0, "en");
        assert_eq!(for_locale("EN_gb").0, "en");
    }
}
