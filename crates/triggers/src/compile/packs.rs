//! Which language packs are built in, and which models?

use crate::Pack;

macro_rules! built_in {
    ($($code:literal)*) => {
        /// Code, TOML text and learned model of each built-in pack.
        pub const PACKS: [(&str, &str, &str); [$($code),*].len()] = [$((
            $code,
            include_str!(concat!("../../packs/", $code, ".toml")),
            include_str!(concat!("../../model/", $code, ".txt")),
        )),*];
    };
}

built_in! { "en" "de" "fr" "es" "it" "pt" "nl" "pl" "sv" "tr" "ru" "uk" "ar" "hi" "ja" "zh" "ko" }

/// The built-in pack of a language; `None` if there is none. A test holds every pack readable.
#[must_use]
pub fn pack(code: &str) -> Option<Pack> {
    let (_, text, model) = PACKS.iter().find(|p| p.0 == code)?;
    let mut pack: Pack = toml::from_str(text).ok()?;
    model.trim().clone_into(&mut pack.model);
    // Written over several lines in the document, one line in the compact form.
    for words in [&mut pack.filler, &mut pack.fixable, &mut pack.stop] {
        *words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Some(pack)
}
