//! How alike are a question and a passage, and how likely is it that the one answers the other?

use baton_conversation::Score;

/// Weight of [`Likeness::text`]; 0 to 0.4 do equally well, and of two parts of one section it finds the right one.
const TEXT: f32 = 0.2;

/// Weight of [`Likeness::words`]; 0.1 to 0.4 do equally well.
const WORDS: f32 = 0.25;

/// What speaks for a passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Cosine of the question and the heading with the text; 0 without the sentence model.
    pub text: f32,
    /// The mean of the cosines with the text, the heading alone and the questions that the passage names: one of them
    /// may be near by accident, all of them hardly; 0 without the sentence model.
    pub agreement: f32,
    /// How far the lines nearest to the question are those of this section, about 0 to 1; 0 without the sentence
    /// model.
    pub section: f32,
    /// BM25 divided by the whole IDF mass of the question, about 0 to 1.
    pub words: f32,
    /// By how much [`Likeness::fused`] is above that of the best passage of any other section; negative for all
    /// but the first.
    pub margin: f32,
}

impl Likeness {
    /// One number to order passages by.
    #[must_use]
    pub fn fused(self) -> f32 {
        self.section + TEXT * self.text + WORDS * self.words
    }
}

/// A logistic curve from likeness to the probability that the passage answers.
///
/// Fitted to `data/calibration.toml` (67 questions that its 22 passages answer, 40 that they don't) together with
/// `tests/questions_dev.toml` (69 and 20, on the guides in `docs/`), weighted so that a quarter of all questions has
/// no answer, because 70–80 % solved is the aim. The test `calibration` fits it again and fails when the numbers here
/// are no longer the fitted ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Added to everything.
    pub bias: f32,
    /// Weight of [`Likeness::text`].
    pub text: f32,
    /// Weight of [`Likeness::agreement`].
    pub agreement: f32,
    /// Weight of [`Likeness::section`].
    pub section: f32,
    /// Weight of [`Likeness::words`].
    pub words: f32,
    /// Weight of [`Likeness::margin`].
    pub margin: f32,
}

/// For sentence embeddings and words together.
pub const SEMANTIC: Calibration =
    Calibration { bias: -3.32, text: 4.25, agreement: 4.21, section: 3.44, words: 1.55, margin: 2.06 };

/// For words alone.
pub const LEXICAL: Calibration =
    Calibration { bias: -3.28, text: 0.0, agreement: 0.0, section: 0.0, words: 5.27, margin: 6.01 };

impl Calibration {
    /// The probability in thousandths.
    #[must_use]
    pub fn confidence(self, likeness: Likeness) -> Score {
        let Likeness { text, agreement, section, words, margin } = likeness;
        let odds = self.bias
            + self.text * text
            + self.agreement * agreement
            + self.section * section
            + self.words * words
            + self.margin * margin;
        Score((1000.0 / (1.0 + (-odds).exp())).round() as i32)
    }
}
