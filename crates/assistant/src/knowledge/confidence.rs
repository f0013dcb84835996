//! How likely is it that a passage with this score answers the question?

use baton_conversation::Score;

/// A logistic curve from the fused score to a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// How fast confidence grows with the score.
    pub slope: f32,
    /// The fused score at which an answer is as likely right as wrong.
    pub even: f32,
}

/// For sentence embeddings and words together.
pub const SEMANTIC: Calibration = Calibration { slope: 14.0, even: 0.45 };

/// For words alone.
pub const LEXICAL: Calibration = Calibration { slope: 10.0, even: 0.4 };

impl Calibration {
    /// The probability in thousandths.
    #[must_use]
    pub fn confidence(self, fused: f32) -> Score {
        let probability = 1.0 / (1.0 + (-self.slope * (fused - self.even)).exp());
        Score((probability * 1000.0).round() as i32)
    }
}
