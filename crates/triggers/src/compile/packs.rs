//! Which language packs are built in?

use crate::Pack;

/// Code and TOML text of each built-in pack.
pub const PACKS: [(&str, &str); 17] = [
    ("en", include_str!("../../packs/en.toml")),
    ("de", include_str!("../../packs/de.toml")),
    ("fr", include_str!("../../packs/fr.toml")),
    ("es", include_str!("../../packs/es.toml")),
    ("it", include_str!("../../packs/it.toml")),
    ("pt", include_str!("../../packs/pt.toml")),
    ("nl", include_str!("../../packs/nl.toml")),
    ("pl", include_str!("../../packs/pl.toml")),
    ("sv", include_str!("../../packs/sv.toml")),
    ("tr", include_str!("../../packs/tr.toml")),
    ("ru", include_str!("../../packs/ru.toml")),
    ("uk", include_str!("../../packs/uk.toml")),
    ("ar", include_str!("../../packs/ar.toml")),
    ("hi", include_str!("../../packs/hi.toml")),
    ("ja", include_str!("../../packs/ja.toml")),
    ("zh", include_str!("../../packs/zh.toml")),
    ("ko", include_str!("../../packs/ko.toml")),
];

/// The built-in pack of a language; `None` if there is none. A test holds every pack readable.
#[must_use]
pub fn pack(code: &str) -> Option<Pack> {
    let (_, text) = PACKS.iter().find(|(c, _)| *c == code)?;
    let mut pack: Pack = toml::from_str(text).ok()?;
    // Written over several lines in the document, one line in the compact form.
    for words in [&mut pack.filler, &mut pack.fixable, &mut pack.stop] {
        *words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Some(pack)
}
