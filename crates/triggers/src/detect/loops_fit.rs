//! How much does each sign say that a question has been asked again? Written by `cargo xtask train`.

use super::loops::SIGNS;

/// Log-odds of each sign, in hundred-thousandths.
pub(crate) const WEIGHTS: [i32; SIGNS] = [
    494,     // shared runs of letters, the two least alike, in thousandths
    360,     // shared runs of letters, the two most alike
    -119,    // shared words, the two least alike, in thousandths
    429,     // shared words, the two in the middle
    13711,   // shared words of the subject
    28421,   // shared words, small ones left out
    -975,    // words, small ones left out
    -41148,  // pairs that want different things
    -27899,  // messages after a question of the assistant
    -45913,  // messages with a new number
    -28766,  // messages that go on: also, another
    -101763, // the last begins with yes, no, thanks
];
/// Log-odds without any, less those at which an alarm is due.
pub(crate) const BIAS: i32 = -470041;
