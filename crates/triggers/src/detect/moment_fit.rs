//! How much does each sign say that a person is called for? Written by `cargo xtask train`.

use super::moment::SIGNS;

/// Log-odds of each sign, in thousandths of a step a step.
pub(crate) const WEIGHTS: [i32; SIGNS] = [
    760,   // odds of the head that is judged
    224,   // odds of a request
    -11,   // odds of anger
    -36,   // odds of something to decide
    781,   // longer than the visitor's longest so far, in sixteenths of a doubling
    29458, // the last answer was unsure
    6770,  // messages so far, up to four
];
/// The same without any, less what an alarm is due at.
pub(crate) const BIAS: i32 = -16473;
