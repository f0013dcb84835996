//! How much does each sign say that a question has been asked again? Written by `cargo xtask train`.

use super::loops::SIGNS;

/// Log-odds of each sign, in hundred-thousandths.
pub(crate) const WEIGHTS: [i32; SIGNS] = [
    682,     // shared runs of letters, the two least alike, in thousandths
    311,     // shared runs of letters, the two most alike
    -444,    // shared words, the two least alike, in thousandths
    483,     // shared words, the two in the middle
    33391,   // shared words of the subject
    32249,   // shared words, small ones left out
    3881,    // words, small ones left out
    -45664,  // pairs that want different things
    -51879,  // messages after a question of the assistant
    -102628, // messages with a new number
    -35562,  // messages that go on: also, another
    -158478, // the last begins with yes, no, thanks
    12367,   // words of the last, up to twelve
    2730,    // words of the last beyond twelve
];
/// Log-odds without any, less those at which an alarm is due.
pub(crate) const BIAS: i32 = -550637;
