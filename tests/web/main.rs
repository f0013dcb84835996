//! Do the views show what the session knows, in a real browser?
//!
//! Each module is named after what it mounts. Roles, parts and texts are compared, never HTML.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod composer;
mod decisions;
mod handoff;
mod panel;
mod stage;
mod thread;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
