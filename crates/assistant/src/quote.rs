//! Which part of a passage is shown as the answer?
//!
//! A chat bubble holds a few sentences. A short passage is shown whole; of a longer one the part around the
//! unit nearest to the question, always whole units in their order, so that it reads as it was written.

use crate::embedding::{Embedder, ModelError};
use crate::knowledge::{Passage, Unit, UnitKind};
use std::collections::HashSet;

/// Characters of text that fit a bubble comfortably on a phone: about eight lines.
const BUBBLE: usize = 420;

/// The longest block of code that is shown along, in characters.
const LONGEST_CODE: usize = 500;

/// Quotes the part of the passage that answers, as safe Markdown.
///
/// # Errors
/// When the sentence model can't be run.
pub(crate) fn quote(
    question: &str,
    passage: &Passage,
    embedder: Option<&Embedder>,
) -> Result<String, ModelError> {
    let units = &passage.units;
    let size = |unit: &Unit| if unit.kind == UnitKind::Code { 0 } else { unit.plain.chars().count() };
    if units.iter().map(size).sum::<usize>() <= BUBBLE {
        return Ok(written(units));
    }
    let best = nearest(question, units, embedder)?;
    let (mut from, mut to) = (best, best + 1);
    let mut room = BUBBLE.saturating_sub(size(&units[best]));
    // Forward first: what follows a sentence explains it more often than what stands before.
    while let Some(next) = units.get(to).filter(|next| size(next) <= room) {
        room -= size(next);
        to += 1;
    }
    while let Some(before) = from.checked_sub(1).map(|at| &units[at]).filter(|before| size(before) <= room) {
        room -= size(before);
        from -= 1;
    }
    Ok(written(&units[from..to]))
}

/// Index of the unit that is most like the question.
fn nearest(question: &str, units: &[Unit], embedder: Option<&Embedder>) -> Result<usize, ModelError> {
    let scores: Vec<f32> = match embedder {
        Some(embedder) => {
            let asked = embedder.embed(question)?;
            let texts: Vec<&str> = units.iter().map(|u| u.plain.as_str()).collect();
            embedder.embed_all(&texts)?.iter().map(|e| asked.cosine(e)).collect()
        }
        None => units.iter().map(|unit| shared(question, &unit.plain)).collect(),
    };
    let prose = units.iter().zip(scores).map(|(u, s)| if u.kind == UnitKind::Code { -1.0 } else { s });
    Ok(prose.enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map_or(0, |(at, _)| at))
}

/// How many of the question's words of four letters and more begin alike in the text.
fn shared(question: &str, text: &str) -> f32 {
    let stems = |text: &str| -> HashSet<String> {
        let text = text.to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3);
        words.map(|w| w.chars().take(5).collect()).collect()
    };
    stems(question).intersection(&stems(text)).count() as f32
}

/// The units as Markdown: sentences flow, list entries and code stand by themselves.
fn written(units: &[Unit]) -> String {
    let mut text = String::new();
    let mut before: Option<&Unit> = None;
    for unit in units {
        if unit.kind == UnitKind::Code && unit.markdown.chars().count() > LONGEST_CODE {
            continue;
        }
        text.push_str(match (before, unit.kind) {
            (None, _) => "",
            (Some(b), UnitKind::Item) if b.kind == UnitKind::Item => "\n",
            (Some(b), UnitKind::Sentence) if b.kind == UnitKind::Sentence && b.block == unit.block => " ",
            _ => "\n\n",
        });
        if unit.kind == UnitKind::Item {
            text.push_str("- ");
        }
        text.push_str(&unit.markdown);
        before = Some(unit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::split;

    fn passage(text: &str) -> Passage {
        split("a.md", text).remove(0)
    }

    #[test]
    fn a_short_passage_is_quoted_whole_with_its_list_and_code() -> Result<(), ModelError> {
        let passage = passage("# T\nDo this. Then that.\n\n- one\n- two\n\n```\nrun\n```\n");
        assert_eq!(quote("?", &passage, None)?, "Do this. Then that.\n\n- one\n- two\n\n```\nrun\n```");
        Ok(())
    }

    #[test]
    fn a_long_passage_is_quoted_around_the_nearest_sentence() -> Result<(), ModelError> {
        let filler = "Nothing of interest stands in this sentence, which is only here to be long. ".repeat(5);
        let passage = passage(&format!("# T\n{filler}Refunds arrive after five working days. {filler}"));
        let quoted = quote("when does my refund arrive?", &passage, None)?;
        assert!(quoted.starts_with("Refunds arrive after five working days."), "{quoted}");
        assert!(quoted.chars().count() <= BUBBLE + 5 && quoted.ends_with('.'), "{quoted}");
        Ok(())
    }
}
