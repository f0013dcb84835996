//! Where does text stay over a reload?

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A small keyed store of text. Each call may fail silently: storage can be blocked or full at any time, and
/// its owner keeps the truth in memory.
pub trait Storage {
    /// What is kept under `key`.
    fn get(&self, key: &str) -> Option<String>;
    /// Keeps `value` under `key`; false if it could not be kept.
    fn set(&self, key: &str, value: &str) -> bool;
    /// Forgets `key`.
    fn remove(&self, key: &str);
    /// All keys that begin with `prefix`, in no order.
    fn keys(&self, prefix: &str) -> Vec<String>;
}

/// Keeps text for as long as it lives; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Memory(Rc<RefCell<BTreeMap<String, String>>>);

impl Storage for Memory {
    fn get(&self, key: &str) -> Option<String> {
        self.0.borrow().get(key).cloned()
    }

    fn set(&self, key: &str, value: &str) -> bool {
        self.0.borrow_mut().insert(key.to_owned(), value.to_owned());
        true
    }

    fn remove(&self, key: &str) {
        self.0.borrow_mut().remove(key);
    }

    fn keys(&self, prefix: &str) -> Vec<String> {
        self.0.borrow().keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }
}

/// The browser's `localStorage` or `sessionStorage`; behaves as empty and full where the page may not use it.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Debug)]
pub struct Browser(Option<web_sys::Storage>);

#[cfg(target_arch = "wasm32")]
impl Browser {
    /// Stays until it is removed, shared by all tabs of the origin.
    #[must_use]
    pub fn local() -> Self {
        Self(web_sys::window().and_then(|window| window.local_storage().ok().flatten()))
    }

    /// Stays as long as the tab.
    #[must_use]
    pub fn session() -> Self {
        Self(web_sys::window().and_then(|window| window.session_storage().ok().flatten()))
    }
}

#[cfg(target_arch = "wasm32")]
impl Storage for Browser {
    fn get(&self, key: &str) -> Option<String> {
        self.0.as_ref()?.get_item(key).ok().flatten()
    }

    fn set(&self, key: &str, value: &str) -> bool {
        self.0.as_ref().is_some_and(|storage| storage.set_item(key, value).is_ok())
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = &self.0 {
            // Failing to forget is the same as storage that was blocked from the start.
            let _ = storage.remove_item(key);
        }
    }

    fn keys(&self, prefix: &str) -> Vec<String> {
        let Some(storage) = &self.0 else { return Vec::new() };
        (0..storage.length().unwrap_or_default())
            .filter_map(|i| storage.key(i).ok().flatten())
            .filter(|key| key.starts_with(prefix))
            .collect()
    }
}
