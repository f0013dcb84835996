//! Which interface strings does a browser get?

use std::collections::BTreeMap;
use std::sync::OnceLock;

macro_rules! locales {
    ($($code:literal)*) => {
        /// The strings of each language, `locales/CODE.json`; the first are the fallback.
        const LOCALES: [(&str, &str); [$($code),*].len()] =
            [$(($code, include_str!(concat!("../locales/", $code, ".json")))),*];
    };
}

locales! { "en" "de" "fr" "es" "it" "pt" "nl" "pl" "sv" "tr" "ru" "uk" "ar" "hi" "ja" "zh" "ko" }

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

    /// The places that a text leaves open, in order: `{name}`.
    fn places(text: &str) -> Vec<&str> {
        let open = text.split('{').skip(1);
        let mut places: Vec<&str> = open.filter_map(|rest| rest.split_once('}')).map(|p| p.0).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn every_text_leaves_open_what_english_leaves_open_and_says_something() {
        let (_, english) = for_locale("en");
        for (name, _) in LOCALES {
            for (key, text) in for_locale(name).1 {
                assert_eq!(places(text), places(&english[key]), "{name}: {key}");
                assert!(!text.trim().is_empty(), "{name}: {key}");
            }
        }
        assert_ne!(places("You are {place}"), places("You are {palce}"));
    }

    #[test]
    fn every_file_names_its_language_and_which_way_it_runs() {
        for (name, _) in LOCALES {
            let (_, strings) = for_locale(name);
            assert_eq!(strings["panel.language"], name);
            assert_eq!(strings["panel.direction"] == "rtl", name == "ar", "{name}");
            assert!(["rtl", "ltr"].contains(&strings["panel.direction"].as_str()), "{name}");
        }
    }

    #[test]
    fn whoever_is_understood_is_spoken_to() {
        for language in &baton_triggers::Policy::default().languages {
            assert_eq!(for_locale(language).0, language);
        }
    }

    #[test]
    fn an_unknown_language_gets_english() {
        assert_eq!(for_locale("tlh-KX").0, "en");
        assert_eq!(for_locale("EN_gb").0, "en");
    }
}
