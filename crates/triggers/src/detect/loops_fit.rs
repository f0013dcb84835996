//! How much does each sign say that a question has been asked again? Written by `cargo xtask train`.

use super::loops::SIGNS;

/// Log-odds of each sign, in hundred-thousandths, in the order of `signs` in `loops.rs`.
pub(crate) const WEIGHTS: [i32; SIGNS] =
    [494, 360, -119, 429, 13711, 28421, -975, -41148, -27899, -45913, -28766, -101763];
/// Log-odds without any, less those at which an alarm is due.
pub(crate) const BIAS: i32 = -470041;
