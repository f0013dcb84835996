//! What does the visitor see? One component a file; its style has the same name under `style/parts/`.
//!
//! A view that carries a part for page CSS says so above it: `/// part: name, what it is`.

mod announcer;
mod assistant_bar;
mod citation;
mod composer;
mod connection;
mod greeting;
mod handoff_card;
mod header;
mod icon;
mod later;
mod message;
mod messages;
mod note;
mod offer;
mod offline_form;
mod panel;
mod queue_notice;
mod rating;
mod trouble;

pub use note::words as note_words;
pub use panel::panel;
