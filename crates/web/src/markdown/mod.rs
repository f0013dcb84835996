//! How does text with a little Markdown become a tree in which nothing is dangerous?
//!
//! Understood: paragraphs, line breaks, bold, italic, `code`, fenced code, lists, quotes, headings (shown bold), links and bare
//! addresses with `http`, `https` or `mailto`. Everything else is shown as it was written. There is no HTML in
//! the tree and so none to escape; parsing takes linear time and bounded depth whatever the text.

mod block;
#[cfg(target_arch = "wasm32")]
mod dom;
mod inline;
mod link;
#[cfg(test)]
mod tests;

pub use block::parse;
#[cfg(target_arch = "wasm32")]
pub use dom::render;
pub use inline::parse_inline;
pub use link::safe_url;

/// A part of a text that stands on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading; its level says nothing inside a message.
    Heading(Vec<Inline>),
    /// Code between fences, without its language.
    Code(String),
    /// A list; `start` is the first number of an ordered one.
    List {
        /// `None` for bullets.
        start: Option<u32>,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A quote.
    Quote(Vec<Block>),
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Bold.
    Strong(Vec<Inline>),
    /// Italic.
    Emphasis(Vec<Inline>),
    /// Code.
    Code(String),
    /// A link that [`safe_url`] let through.
    Link {
        /// Where it leads: absolute, `http`, `https` or `mailto`.
        url: String,
        /// What is shown.
        text: Vec<Inline>,
    },
    /// A line break.
    Break,
}
