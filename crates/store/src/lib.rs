//! The event log: one trait, its backends and their conformance suite
