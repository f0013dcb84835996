//! What is a passage, the piece of a document that one question is answered from?

use std::fmt;

/// Longest passage, in characters of plain text. Twice as long would outgrow the 256 word pieces that the
/// sentence model reads; half as long would tear steps that belong together.
pub const MAX_CHARS: usize = 1000;

/// What a [`Unit`] was in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A sentence of a paragraph.
    Sentence,
    /// An entry of a list, or a row of a table.
    Item,
    /// A block of code, whole.
    Code,
}

/// The smallest part that a reply quotes: a sentence, a list entry, a table row or a block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it was.
    pub kind: UnitKind,
    /// Safe Markdown: no HTML, no images, links only to `https:`, `http:` and `mailto:`.
    pub markdown: String,
    /// The same without any markup, for matching.
    pub plain: String,
    /// Number of the paragraph, list or table within its section; passages are cut between these.
    pub block: usize,
}

/// A section of a document, or a part of a long one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Path below the knowledge folder, with forward slashes.
    pub file: String,
    /// The document's title: its first heading, or the file's name.
    pub title: String,
    /// Headings from the document's second level down to this section; empty for the opening text.
    pub headings: Vec<String>,
    /// The section's anchor as Markdown renderers make it; empty for the opening text.
    pub anchor: String,
    /// Questions that its writer says it answers, in visitors' words; never shown.
    pub asked: Vec<String>,
    /// What it says.
    pub units: Vec<Unit>,
}

impl Passage {
    /// The heading that stands right above the text.
    #[must_use]
    pub fn heading(&self) -> &str {
        self.headings.last().unwrap_or(&self.title)
    }

    /// What a citation shows: `Title › Heading`.
    #[must_use]
    pub fn source_title(&self) -> String {
        match self.headings.last() {
            Some(heading) => format!("{} › {heading}", self.title),
            None => self.title.clone(),
        }
    }

    /// Where a citation leads: `base` + file + `#anchor`.
    #[must_use]
    pub fn url(&self, base: &str) -> String {
        let hash = if self.anchor.is_empty() { "" } else { "#" };
        format!("{base}{}{hash}{}", self.file, self.anchor)
    }

    /// The words without markup and without headings.
    #[must_use]
    pub fn plain(&self) -> String {
        self.units.iter().map(|u| u.plain.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The text in safe Markdown, as an LLM gets it.
    #[must_use]
    pub fn markdown(&self) -> String {
        self.units.iter().map(|u| u.markdown.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// What is indexed: headings say what the text itself often leaves out.
    #[must_use]
    pub(crate) fn indexed(&self) -> String {
        format!("{}. {}", self.heading(), self.plain())
    }
}

impl fmt::Display for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        self.headings.iter().try_for_each(|heading| write!(f, " › {heading}"))
    }
}

/// The anchor that Markdown renderers give a heading: lower case, words joined by hyphens.
#[must_use]
pub fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}
