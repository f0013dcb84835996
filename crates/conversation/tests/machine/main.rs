//! Does the state machine keep its promises: drawn at random, in every state, and in every order of a race?
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod draw;
mod laws;
mod log;
mod model;
mod random;
mod samples;
mod transitions;
