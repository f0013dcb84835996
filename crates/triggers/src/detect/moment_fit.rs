//! How much does each sign say that a person is called for? Written by `cargo xtask train`.

use super::moment::SIGNS;

/// Log-odds of each sign, in thousandths of a step a step.
pub(crate) const WEIGHTS: [i32; SIGNS] = [
    657,   // odds of the head that is judged
    419,   // odds of a request
    27,    // odds of anger
    68,    // odds of something to decide
    927,   // longer than the visitor's longest so far, in sixteenths of a doubling
    26069, // the last answer was unsure
    5435,  // messages so far, up to four
];
/// The same without any, less what an alarm is due at.
pub(crate) const BIAS: i32 = 14762;
