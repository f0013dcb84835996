//! How does a document become passages?
//!
//! Sections follow the headings; a section longer than [`MAX_CHARS`] is cut between its paragraphs.
//! A comment `<!-- asked: … | … -->` under a heading names questions that the section answers.
//! HTML is turned into Markdown first and plain text is read as Markdown, so there is one path.

use super::passage::{MAX_CHARS, Passage, Unit, UnitKind, anchor};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::HashMap;
use unicode_segmentation::UnicodeSegmentation;

/// Splits one document. `file` is its path below the knowledge folder and decides how it is read.
#[must_use]
pub fn split(file: &str, text: &str) -> Vec<Passage> {
    markdown(file, text).map(|markdown| split_markdown(file, &markdown)).unwrap_or_default()
}

/// A document as Markdown: HTML is translated, without scripts and what only surrounds the text; everything else is
/// Markdown already. `None` if the HTML can't be read. Links and raw HTML in it are not made safe by this.
#[must_use]
pub fn markdown<'a>(file: &str, text: &'a str) -> Option<Cow<'a, str>> {
    let html = std::path::Path::new(file)
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("html") || e.eq_ignore_ascii_case("htm"));
    if !html {
        return Some(Cow::Borrowed(text));
    }
    let skipped = vec!["script", "style", "noscript", "nav", "footer", "head", "template", "svg"];
    htmd::HtmlToMarkdown::builder().skip_tags(skipped).build().convert(text).ok().map(Cow::Owned)
}

fn split_markdown(file: &str, text: &str) -> Vec<Passage> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader::new(file);
    for event in Parser::new_ext(text, options) {
        reader.take(event);
    }
    reader.finish()
}

/// Where the reader is inside a block.
#[derive(Default)]
struct Reader {
    file: String,
    title: Option<String>,
    /// Open headings with their level.
    headings: Vec<(HeadingLevel, String)>,
    anchor: String,
    /// How often each anchor was given, because repeats get `-1`, `-2`.
    anchors: HashMap<String, usize>,
    /// Questions that the section says it answers.
    asked: Vec<String>,
    units: Vec<Unit>,
    block: usize,
    /// Markdown of the block being read.
    text: String,
    /// Where each open link's target stands, if it may be kept.
    links: Vec<Option<String>>,
    /// Depth of what is left out: images' own syntax, raw HTML, front matter.
    hidden: usize,
    items: usize,
    code: bool,
    heading: Option<HeadingLevel>,
    passages: Vec<Passage>,
}

impl Reader {
    fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.hidden == 0 => {
                if self.code {
                    self.text.push_str(&text);
                } else {
                    escape(&text, &mut self.text);
                }
            }
            Event::Code(code) if self.hidden == 0 => {
                let fence = if code.contains('`') { "``" } else { "`" };
                self.text.push_str(&format!("{fence}{code}{fence}"));
            }
            Event::SoftBreak | Event::HardBreak if self.hidden == 0 => self.text.push(' '),
            Event::Html(html) => self.asked.extend(asked(&html)),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.close_section();
                self.heading = Some(level);
            }
            Tag::CodeBlock(_) => {
                self.close_unit(UnitKind::Sentence);
                self.code = true;
            }
            Tag::Item | Tag::TableRow | Tag::TableHead => {
                self.close_unit(UnitKind::Sentence);
                self.items += 1;
            }
            Tag::TableCell if !self.text.trim().is_empty() => self.text.push_str(" – "),
            Tag::Paragraph | Tag::List(_) | Tag::Table(_) if self.items == 0 => self.block += 1,
            Tag::Link { dest_url, .. } => self.links.push(safe_link(&dest_url).then(|| {
                self.text.push('[');
                dest_url.to_string()
            })),
            Tag::Image { .. } | Tag::MetadataBlock(_) | Tag::HtmlBlock => self.hidden += 1,
            Tag::Strong => self.text.push_str("**"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.open_section(level),
            TagEnd::CodeBlock => {
                self.close_unit(UnitKind::Code);
                self.code = false;
            }
            TagEnd::Item | TagEnd::TableRow => {
                self.close_unit(UnitKind::Item);
                self.items = self.items.saturating_sub(1);
            }
            // The column names say nothing by themselves.
            TagEnd::TableHead => {
                self.text.clear();
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::Paragraph => {
                self.close_unit(if self.items > 0 { UnitKind::Item } else { UnitKind::Sentence });
            }
            TagEnd::Link => {
                if let Some(Some(target)) = self.links.pop() {
                    self.text.push_str(&format!("]({target})"));
                }
            }
            TagEnd::Image | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            TagEnd::Strong => self.text.push_str("**"),
            _ => {}
        }
    }

    fn open_section(&mut self, level: HeadingLevel) {
        let heading = plain(std::mem::take(&mut self.text).trim());
        self.heading = None;
        self.block = 0;
        if self.title.is_none() && level == HeadingLevel::H1 {
            self.title = Some(heading);
            return;
        }
        let base = anchor(&heading);
        let seen = self.anchors.entry(base.clone()).or_insert(0);
        self.anchor = if *seen == 0 { base } else { format!("{base}-{seen}") };
        *seen += 1;
        self.headings.retain(|(open, _)| *open < level);
        self.headings.push((level, heading));
    }

    fn close_unit(&mut self, kind: UnitKind) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let block = self.block;
        let mut push = |kind, markdown: String, plain: String| {
            self.units.push(Unit { kind, markdown, plain, block });
        };
        match kind {
            UnitKind::Code => push(kind, fenced(text), text.to_owned()),
            UnitKind::Item => push(kind, text.to_owned(), plain(text)),
            UnitKind::Sentence => {
                sentences(text).into_iter().for_each(|s| push(kind, s.to_owned(), plain(s)));
            }
        }
    }

    fn close_section(&mut self) {
        self.close_unit(UnitKind::Sentence);
        let asked = std::mem::take(&mut self.asked);
        let headings: Vec<String> = self.headings.iter().map(|(_, heading)| heading.clone()).collect();
        for units in bounded(std::mem::take(&mut self.units)) {
            self.passages.push(Passage {
                file: self.file.clone(),
                title: String::new(),
                headings: headings.clone(),
                anchor: self.anchor.clone(),
                asked: asked.clone(),
                units,
            });
        }
    }

    fn finish(mut self) -> Vec<Passage> {
        self.close_section();
        let stem = std::path::Path::new(&self.file).file_stem().map(|s| s.to_string_lossy().into_owned());
        let title = self.title.or(stem).unwrap_or_default();
        for passage in &mut self.passages {
            passage.title.clone_from(&title);
        }
        self.passages
    }
}

/// Cuts a section into parts of at most [`MAX_CHARS`], between blocks where it can. A single unit that is
/// longer stays whole: half a sentence or half a program helps nobody.
fn bounded(units: Vec<Unit>) -> Vec<Vec<Unit>> {
    let mut parts: Vec<Vec<Unit>> = Vec::new();
    let mut length = 0;
    let mut units = units.into_iter().peekable();
    while let Some(first) = units.next() {
        let block = first.block;
        let mut group = vec![first];
        while let Some(next) = units.next_if(|u| u.block == block) {
            group.push(next);
        }
        let size: usize = group.iter().map(|u| u.plain.chars().count()).sum();
        if size > MAX_CHARS {
            for unit in group {
                append(&mut parts, &mut length, vec![unit]);
            }
        } else {
            append(&mut parts, &mut length, group);
        }
    }
    parts
}

fn append(parts: &mut Vec<Vec<Unit>>, length: &mut usize, group: Vec<Unit>) {
    let size: usize = group.iter().map(|u| u.plain.chars().count()).sum();
    match parts.last_mut() {
        Some(last) if *length + size <= MAX_CHARS => {
            last.extend(group);
            *length += size;
        }
        _ => {
            parts.push(group);
            *length = size;
        }
    }
}

/// The sentences of a paragraph of Markdown; code spans and links are never torn.
#[must_use]
pub fn sentences(markdown: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for piece in markdown.split_sentence_bounds() {
        end += piece.len();
        let so_far = &markdown[start..end];
        let open_code = so_far.matches('`').count() % 2 == 1;
        let abbreviation = ["e.g. ", "i.e. ", "etc. ", "vs. "].iter().any(|a| so_far.ends_with(a));
        if !(open_code || inside_link(so_far) || abbreviation) {
            found.push(so_far.trim());
            start = end;
        }
    }
    found.push(markdown[start..].trim());
    found.retain(|s| !s.is_empty());
    found
}

/// Whether the text ends between a link's bracket and the end of its address.
fn inside_link(text: &str) -> bool {
    let opened = text.match_indices('[').map(|(at, _)| at).rfind(|at| !text[..*at].ends_with('\\'));
    opened.is_some_and(|at| text[at..].split_once("](").is_none_or(|(_, address)| !address.contains(')')))
}

/// The words of a piece of inline Markdown.
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut words = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}

fn fenced(code: &str) -> String {
    let fence = if code.contains("```") { "~~~~" } else { "```" };
    format!("{fence}\n{}\n{fence}", code.trim_end())
}

/// The questions of a comment `<!-- asked: one | another -->`, with which a page's writer says in visitors' own
/// words what a section answers. Readers don't see it.
fn asked(html: &str) -> Vec<String> {
    let comment = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    let Some(questions) = comment.and_then(|inside| inside.trim().strip_prefix("asked:")) else {
        return Vec::new();
    };
    questions.split('|').map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()).collect()
}

/// Text is text: what could start markup is escaped.
fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '[' | ']' | '<') {
            into.push('\\');
        }
        into.push(c);
    }
}

/// Only schemes that lead to a page or to a letter.
fn safe_link(target: &str) -> bool {
    let target = target.to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
