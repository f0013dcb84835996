//! Which language packs are built in?

use crate::Pack;

/// Code and TOML text of each built-in pack.
pub const PACKS: [(&str, &str); 4] = [
    ("en", include_str!("../../packs/en.toml")),
    ("de", include_str!("../../packs/de.toml")),
    ("fr", include_str!("../../packs/fr.toml")),
    ("es", include_str!("../../packs/es.toml")),
];

/// The built-in pack of a language; `None` if there is none. A test holds every pack readable.
#[must_use]
pub fn pack(code: &str) -> Option<Pack> {
    let (_, text) = PACKS.iter().find(|(c, _)| *c == code)?;
    toml::from_str(text).ok()
}
