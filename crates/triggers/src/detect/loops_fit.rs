//! How much does each sign say that a question has been asked again? Written by `cargo xtask train`.

use super::loops::SIGNS;

/// Log-odds of each sign, in hundred-thousandths.
pub(crate) const WEIGHTS: [i32; SIGNS] = [
    656,     // shared runs of letters, the two least alike, in thousandths
    358,     // shared runs of letters, the two most alike
    -313,    // shared words, the two least alike, in thousandths
    530,     // shared words, the two in the middle
    22223,   // shared words of the subject
    20225,   // shared words, small ones left out
    4508,    // words, small ones left out
    -45508,  // pairs that want different things
    -61261,  // messages after a question of the assistant
    -61219,  // messages with a new number
    -35365,  // messages that go on: also, another
    -164985, // the last begins with yes, no, thanks
    12235,   // words of the last, up to twelve
    3146,    // words of the last beyond twelve
];
/// Log-odds without any, less those at which an alarm is due.
pub(crate) const BIAS: i32 = -562972;
