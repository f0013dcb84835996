//! What is Baton's chat widget?
//!
//! `session` decides (pure), `driver` performs, `view` shows, `embed` is all that touches JavaScript; `loader/`
//! draws the launcher and fetches this module on intent.

pub mod session;
pub mod strings;
pub mod wait;

#[cfg(target_arch = "wasm32")]
pub mod dom;
#[cfg(target_arch = "wasm32")]
mod driver;
#[cfg(target_arch = "wasm32")]
pub mod embed;
#[cfg(target_arch = "wasm32")]
pub mod live;
#[cfg(target_arch = "wasm32")]
mod store;
#[cfg(target_arch = "wasm32")]
mod theme;
#[cfg(target_arch = "wasm32")]
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub mod view;

#[cfg(target_arch = "wasm32")]
pub use driver::{command, start};
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod api_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod calls_tests;
