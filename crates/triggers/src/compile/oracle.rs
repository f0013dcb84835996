//! Which regular expression means the same as a pattern?

use crate::pattern::{Node, STEM};

/// A regular expression over a message written as `. word word . word . `: sentences between single points, one
/// space after each. Politeness is not looked through, and `^` is only known at the front. It serves to hold
/// patterns and the matcher against another engine.
#[must_use]
pub fn to_regex(nodes: &[Node]) -> String {
    let mut out = String::from("(?:^| )");
    sequence(nodes, &mut out);
    out
}

fn sequence(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Words(words) => {
                let words: Vec<String> = words.iter().map(|w| word(w)).collect();
                out.push_str(&format!("(?:{}) ", words.join("|")));
            }
            Node::Gap(n) => out.push_str(&format!("(?:[^. ]+ ){{0,{n}}}")),
            Node::Start => out.push_str(r"\. "),
            Node::End => out.push_str(r"\."),
            Node::Maybe(inner) => {
                out.push_str("(?:");
                sequence(inner, out);
                out.push_str(")?");
            }
            Node::Either(all) => {
                out.push_str("(?:");
                for (i, s) in all.iter().enumerate() {
                    if i > 0 {
                        out.push('|');
                    }
                    sequence(s, out);
                }
                out.push(')');
            }
        }
    }
}

fn word(word: &str) -> String {
    match word.strip_suffix(STEM) {
        Some(stem) => format!("{}[^. ]*", regex::escape(stem)),
        None => regex::escape(word),
    }
}
