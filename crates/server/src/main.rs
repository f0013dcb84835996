//! Starts the `baton` command line.
fn main() {}
