//! Which language packs are built in, and which models?

use crate::Pack;

/// What is built in for one language, as text.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// The language, for example `de`.
    pub code: &'static str,
    /// Phrases and small words, TOML.
    pub pack: &'static str,
    /// The learned model, one line.
    pub model: &'static str,
    /// Example messages of each kind of issue: a line each below `= KIND`.
    pub issues: &'static str,
}

macro_rules! built_in {
    ($($code:literal)*) => {
        /// What is built in, English first.
        pub const PACKS: [BuiltIn; [$($code),*].len()] = [$(BuiltIn {
            code: $code,
            pack: include_str!(concat!("../../packs/", $code, ".toml")),
            model: include_str!(concat!("../../model/", $code, ".txt")),
            issues: include_str!(concat!("../../issues/", $code, ".txt")),
        }),*];
    };
}

built_in! { "en" "de" "fr" "es" "it" "pt" "nl" "pl" "sv" "tr" "ru" "uk" "ar" "hi" "ja" "zh" "ko" }

/// The built-in pack of a language; `None` if there is none. A test holds every pack readable.
#[must_use]
pub fn pack(code: &str) -> Option<Pack> {
    let built_in = PACKS.iter().find(|p| p.code == code)?;
    let mut pack: Pack = toml::from_str(built_in.pack).ok()?;
    built_in.model.trim().clone_into(&mut pack.model);
    // Written over several lines in the document, one line in the compact form.
    for words in [&mut pack.filler, &mut pack.fixable, &mut pack.stop] {
        *words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Some(pack)
}
