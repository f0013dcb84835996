//! What can the page and the loader ask for? `start`, and the verbs of `Baton('verb', …)`.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, StorageEvent, window};

use super::{Driver, later};
use crate::embed::{Config, warn};
use crate::session::{Effect, SessionEvent};

thread_local! {
    static DRIVER: RefCell<Option<Rc<Driver>>> = const { RefCell::new(None) };
}

/// Starts the widget in the host element that the loader has made; false if the loader's object is no such thing.
#[wasm_bindgen]
pub fn start(host: HtmlElement, config: JsValue) -> bool {
    // Only where bytes do not count: the sentence of a panic costs a visitor kilobytes.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| warn(&panic.to_string())));
    let Some(config) = Config::read(host, config) else { return false };
    let driver = Driver::start(config);
    listen(&driver);
    DRIVER.with(|slot| *slot.borrow_mut() = Some(driver));
    true
}

/// Performs a verb that the loader does not know by itself. `argument` is the first one after the verb; the loader
/// has seen to it that it is there where one is needed.
#[wasm_bindgen]
pub fn command(verb: &str, argument: JsValue) {
    let Some(driver) = DRIVER.with(|slot| slot.borrow().clone()) else { return };
    let text = argument.as_string().unwrap_or_default();
    match verb {
        "open" => {
            driver.take(SessionEvent::PanelOpened);
            driver.config.focus_composer();
        }
        "close" => driver.take(SessionEvent::PanelClosed),
        "send" => driver.take(SessionEvent::Submit(text)),
        "newConversation" => driver.take(SessionEvent::NewConversation),
        "shutdown" => driver.take(SessionEvent::Shutdown),
        "setLocale" => {
            driver.ui.locale.set(text);
            driver.perform(Effect::Bootstrap);
        }
        "setTheme" => driver.later(move |driver| later::set_theme(driver, text)),
        _ => {}
    }
}

/// The page's life goes on for as long as the widget's, so the listeners are never taken away.
fn listen(driver: &Rc<Driver>) {
    let Some(window) = window() else { return };
    let weak = Rc::downgrade(driver);
    let online = Closure::<dyn Fn()>::new(move || {
        if let Some(driver) = weak.upgrade() {
            driver.wake();
        }
    });
    let weak = Rc::downgrade(driver);
    let storage = Closure::<dyn Fn(StorageEvent)>::new(move |event: StorageEvent| {
        let Some(driver) = weak.upgrade() else { return };
        if event.key().is_some_and(|key| driver.store.is_conversation(&key))
            && let Some(id) = driver.store.conversation()
        {
            driver.take(SessionEvent::Adopted(id));
        }
    });
    let add = |name: &str, listener: &JsValue| {
        // Adding a listener to the window does not fail.
        let _ = window.add_event_listener_with_callback(name, listener.unchecked_ref());
    };
    add("online", online.as_ref());
    add("pageshow", online.as_ref());
    add("storage", storage.as_ref());
    online.forget();
    storage.forget();
}
