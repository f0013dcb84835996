//! What time is it, what does chance say, and when should something run? The browser's answers.

use baton_conversation::Timestamp;
use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Now.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

/// Random bytes from the browser's cryptographic source; zeros where there is none, which never happens in a
/// supported browser and would only make ids guessable, not wrong.
#[must_use]
pub fn chance<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// A random number in the whole range of `u32`, as [`crate::stream`] and [`crate::outbox`] take it.
#[must_use]
pub fn roll() -> u32 {
    u32::from_le_bytes(chance())
}

/// A timer that is called off when it is dropped.
#[derive(Debug)]
pub struct Timer {
    id: JsValue,
    // The browser calls into it, so it has to live as long as the timer.
    _run: Closure<dyn FnMut()>,
}

impl Timer {
    /// Runs `run` once after `ms` milliseconds.
    pub fn after(ms: u32, run: impl FnOnce() + 'static) -> Self {
        let run = Closure::once(run);
        let id = global_function("setTimeout")
            .and_then(|set| set.call2(&JsValue::NULL, run.as_ref(), &JsValue::from(ms)).ok())
            .unwrap_or(JsValue::NULL);
        Self { id, _run: run }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(clear) = global_function("clearTimeout") {
            let _ = clear.call1(&JsValue::NULL, &self.id);
        }
    }
}

fn global_function(name: &str) -> Option<Function> {
    Reflect::get(&js_sys::global(), &JsValue::from_str(name)).ok()?.dyn_into().ok()
}
