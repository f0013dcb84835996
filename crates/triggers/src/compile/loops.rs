//! What does training see of three questions?

use crate::Detector;
use crate::detect::loops;
use crate::normalise::normalise;

/// Signs that training weighs, see [`Detector::signs`].
pub const SIGNS: usize = loops::SIGNS;

impl Detector {
    /// What speaks for three messages being one question, and against it, in the order of the weights; the flag says
    /// that a message follows a question of the assistant. `None` where one of them is no question.
    #[must_use]
    pub fn signs(&self, asks: [(&str, bool); 3]) -> Option<[i32; SIGNS]> {
        let [a, b, c] = asks.map(|(text, answering)| (normalise(text), answering));
        loops::signs_of([(&a.0, a.1), (&b.0, b.1), (&c.0, c.1)], self.terms())
    }
}
