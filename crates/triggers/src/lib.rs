//! What calls for a person?
//!
//! Pure: no clock, no chance, no network; the same input gives the same answer in the browser and on the server.
//! A [`Policy`] becomes a [`CompactPolicy`] on the server (feature `compile`); a [`Detector`] is built from that
//! and judges one message at a time against a [`DetectorState`] of at most 1 KiB.
//!
//! Scores are [`baton_conversation::Score`], thousandths. Detectors live in `detect/`, one file each; phrases are
//! data in `packs/*.toml`.

mod compact;
#[cfg(feature = "compile")]
pub mod compile;
mod decide;
mod detect;
mod detector;
mod fold;
mod hash;
mod index;
mod lexicon;
mod matcher;
mod model;
pub mod normalise;
mod pack;
pub mod pattern;
mod phrases;
pub mod policy;
mod sketch;
mod state;
mod terms;

pub use decide::{Decision, Judgement};
pub use detector::Detector;
pub use pack::{Group, Pack};
pub use policy::{Action, CompactPolicy, Condition, Policy};
pub use sketch::Sketch;
pub use state::{Asked, DetectorState, Facts, STATE_VERSION};
