//! Automation for this repository: `cargo xtask <command>`.
fn main() {}
