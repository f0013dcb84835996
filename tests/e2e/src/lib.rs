//! How are whole flows tested? With the built server in a process of its own, the built assets, and headless
//! Chromium driven as a visitor or an agent would: real clicks and keys, and waiting for what a person would see.
//!
//! `cargo xtask test` builds everything and passes the places on; see [`setup::Setup`] for the variables.
mod aside;
mod axe;
mod browser;
mod cable;
mod console;
mod host;
mod llm;
mod page;
mod seed;
mod server;
pub mod setup;
mod trap;
mod widget;
mod world;

pub use aside::Aside;
pub use axe::{Audit, Violation};
pub use browser::{Chromedriver, Look};
pub use cable::Cable;
pub use console::Console;
pub use host::Host;
pub use llm::{Llm, Mood};
pub use page::{PATIENCE, Page};
pub use server::{Server, ServerOptions};
pub use trap::Trap;
pub use widget::Widget;
pub use world::{World, run};
