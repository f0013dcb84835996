//! Does the whole router do what docs/protocol.md says? Real router, real triggers, a scripted provider, and a
//! clock that only moves when a test moves it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_input;
mod cli;
mod fence;
mod flow;
mod harness;
mod kill;
mod knowledge;
mod matrix;
mod open;
mod policies;
mod rows;
mod sockets;
