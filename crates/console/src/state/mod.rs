//! What does the console know, and what does it make of it? Pure, so that it is tested without a browser.

mod board;
mod draft;
mod keys;
mod notice;
mod rows;
mod session;
mod thread;
mod words;

pub use board::{Section, Seen, next_to_accept, sections, step, title, waiting};
pub use draft::Draft;
pub use keys::{Action, KeyContext, action};
pub use notice::{Notice, Tone, after_error, is_signed_out};
pub use rows::{Row, RowKind, Source};
pub use session::{base_of, code_of};
pub use thread::{Role, Thread};
pub use words::{
    CAUSES, cause_label, duration, follow_up_label, measure, outcome_label, percent, phase_label,
    priority_label, reason_label, signed, trend_label,
};
