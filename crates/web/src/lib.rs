//! What do widget and console share in the browser?
//!
//! Pure parts, which run and are tested natively too: [`stream`] (which frame is applied, what is fetched again,
//! when to reconnect), [`outbox`] (what is sent, in which order, how often), [`markdown`] (text to a small
//! tree), [`ids`]. Edges, for the browser alone: `Client` (HTTP), `socket::Link` performs a stream,
//! `courier::Courier` performs an outbox, `leader::Leader` picks the one tab that does so, `storage::Browser`
//! keeps text.

mod error;
pub mod ids;
pub mod markdown;
pub mod outbox;
pub mod storage;
pub mod stream;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
pub mod courier;
#[cfg(target_arch = "wasm32")]
pub mod leader;
#[cfg(target_arch = "wasm32")]
pub mod socket;

#[cfg(target_arch = "wasm32")]
pub use client::{Answer, Client, Listed};
pub use error::ClientError;
