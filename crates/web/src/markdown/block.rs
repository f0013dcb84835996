//! Which lines belong together, and as what?

use super::{Block, Inline, parse_inline};

/// Lists in quotes in lists and so on: deeper ones are shown as text.
const MAX_DEPTH: usize = 4;

/// Parses a message. Never fails: what is not understood stays text.
#[must_use]
pub fn parse(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    blocks(&lines, 0)
}

/// What the first line of a block says about it.
enum Start<'a> {
    Fence(&'a str),
    Heading(&'a str),
    Quote,
    Item { start: Option<u32>, text: &'a str },
    Text,
}

fn start(line: &str) -> Start<'_> {
    let trimmed = line.trim_start();
    if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| trimmed.starts_with(fence)) {
        return Start::Fence(fence);
    }
    if trimmed.starts_with('>') {
        return Start::Quote;
    }
    let after = trimmed.trim_start_matches('#');
    if (1..=6).contains(&(trimmed.len() - after.len())) && after.starts_with(' ') {
        return Start::Heading(after.trim().trim_end_matches('#').trim_end());
    }
    if let Some(text) = ["- ", "* ", "+ "].into_iter().find_map(|marker| trimmed.strip_prefix(marker)) {
        return Start::Item { start: None, text };
    }
    let digits = trimmed.len() - trimmed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = trimmed.split_at(digits);
    // Nine digits fit; ten and more are no list but some number.
    if (1..=9).contains(&digits)
        && let Some(text) = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))
    {
        return Start::Item { start: Some(number.parse().unwrap_or(1)), text };
    }
    Start::Text
}

fn blocks(mut lines: &[&str], depth: usize) -> Vec<Block> {
    let mut out = Vec::new();
    while let Some((first, rest)) = lines.split_first() {
        if first.trim().is_empty() {
            lines = rest;
            continue;
        }
        let nested = depth < MAX_DEPTH;
        let (block, left) = match start(first) {
            Start::Fence(fence) => fenced(fence, rest),
            Start::Heading(text) => (Block::Heading(parse_inline(text)), rest),
            Start::Quote if nested => quote(lines, depth),
            Start::Item { start, .. } if nested => list(start, lines, depth),
            Start::Quote | Start::Item { .. } | Start::Text => paragraph(lines, nested),
        };
        out.push(block);
        lines = left;
    }
    out
}

fn fenced<'a, 'b>(fence: &str, lines: &'b [&'a str]) -> (Block, &'b [&'a str]) {
    let end = lines.iter().position(|line| line.trim().starts_with(fence)).unwrap_or(lines.len());
    let left = lines.get(end + 1..).unwrap_or_default();
    (Block::Code(lines.get(..end).unwrap_or_default().join("\n")), left)
}

fn quote<'a, 'b>(lines: &'b [&'a str], depth: usize) -> (Block, &'b [&'a str]) {
    let end = lines.iter().position(|line| !matches!(start(line), Start::Quote)).unwrap_or(lines.len());
    let (quoted, left) = lines.split_at(end);
    let inner: Vec<&str> = quoted
        .iter()
        .map(|line| {
            let text = line.trim_start().strip_prefix('>').unwrap_or(line);
            text.strip_prefix(' ').unwrap_or(text)
        })
        .collect();
    (Block::Quote(blocks(&inner, depth + 1)), left)
}

fn list<'a, 'b>(first: Option<u32>, lines: &'b [&'a str], depth: usize) -> (Block, &'b [&'a str]) {
    let indent = lines.first().map_or(0, |line| indent_of(line));
    let mut items: Vec<Vec<&str>> = Vec::new();
    let mut used = 0;
    while let Some(line) = lines.get(used) {
        let deeper = indent_of(line) > indent + 1;
        match start(line) {
            _ if line.trim().is_empty() => {
                // A blank line stays inside only if the list goes on behind it.
                let next = lines.get(used + 1).filter(|next| goes_on(first, next, indent));
                let (Some(_), Some(item)) = (next, items.last_mut()) else { break };
                item.push("");
            }
            Start::Item { start, text } if !deeper && start.is_some() == first.is_some() => {
                items.push(vec![text]);
            }
            _ if deeper && let Some(item) = items.last_mut() => item.push(unindented(line, indent + 2)),
            _ => break,
        }
        used += 1;
    }
    let items = items.iter().map(|item| blocks(item, depth + 1)).collect();
    (Block::List { start: first, items }, lines.get(used..).unwrap_or_default())
}

fn goes_on(first: Option<u32>, line: &str, indent: usize) -> bool {
    if line.trim().is_empty() {
        return false;
    }
    indent_of(line) > indent + 1
        || matches!(start(line), Start::Item { start, .. } if start.is_some() == first.is_some())
}

fn paragraph<'a, 'b>(lines: &'b [&'a str], nested: bool) -> (Block, &'b [&'a str]) {
    let interrupts = |line: &&str| {
        line.trim().is_empty()
            || match start(line) {
                Start::Text => false,
                Start::Fence(_) | Start::Heading(_) => true,
                Start::Quote | Start::Item { .. } => nested,
            }
    };
    // The first line is taken in any case, so that each round uses one up.
    let end = lines.iter().skip(1).position(interrupts).map_or(lines.len(), |at| at + 1);
    let (text, left) = lines.split_at(end);
    let mut inlines: Vec<Inline> =
        parse_inline(&text.iter().map(|l| l.trim()).collect::<Vec<_>>().join("\n"));
    if inlines.last() == Some(&Inline::Break) {
        inlines.pop();
    }
    (Block::Paragraph(inlines), left)
}

/// Leading blanks; a tab counts as four.
fn indent_of(line: &str) -> usize {
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

fn unindented(line: &str, most: usize) -> &str {
    let mut width = 0;
    let end = line.char_indices().find(|(_, c)| {
        let stop = width >= most || !matches!(c, ' ' | '\t');
        width += if *c == '\t' { 4 } else { 1 };
        stop
    });
    end.map_or("", |(at, _)| line.get(at..).unwrap_or_default())
}
