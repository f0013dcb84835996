//! What is left of JavaScript streams where nobody streams? The names that Leptos' server functions need to compile.

use futures_util::Stream;
use wasm_bindgen::JsValue;

/// A stream of the browser's that is neither read nor filled here.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Keeps the browser's stream.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Gives it back.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// One error: reading is not built in.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> + 'static {
        futures_util::stream::iter([Err(JsValue::from_str("streams are not built in"))])
    }

    /// An empty stream: filling is not built in.
    #[must_use]
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self(JsValue::UNDEFINED.into())
    }
}
