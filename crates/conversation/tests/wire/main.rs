//! Does the wire form stay as it was written down?
//!
//! The JSON files beside this one hold an example of every event, request, answer and socket frame. Each must be
//! written exactly so and read back to the same value; what clients send must refuse unknown fields.
//! `BATON_BLESS=1 cargo test -p baton-conversation --test wire` writes the files anew: a change in them is a change
//! of the protocol.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod console;
mod events;
mod golden;
mod samples;
mod socket;
mod visitor;
