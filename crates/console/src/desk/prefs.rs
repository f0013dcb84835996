//! Which of an agent's wishes are kept on this machine?

use baton_web::storage::{Browser, Storage};

/// A sound when something asks for attention.
pub(super) const SOUND: &str = "baton.console.sound";
/// Single keys do nothing.
pub(super) const KEYS_OFF: &str = "baton.console.keys-off";
/// The bearer token; only as long as the tab.
const TOKEN: &str = "baton.console.token";

pub(super) fn read(key: &str) -> bool {
    Browser::local().get(key).is_some()
}

pub(super) fn write(key: &str, on: bool) {
    if on {
        Browser::local().set(key, "on");
    } else {
        Browser::local().remove(key);
    }
}

pub(super) fn token() -> Option<String> {
    Browser::session().get(TOKEN)
}

pub(super) fn keep_token(token: &str) {
    Browser::session().set(TOKEN, token);
}

pub(super) fn forget_token() {
    Browser::session().remove(TOKEN);
}
