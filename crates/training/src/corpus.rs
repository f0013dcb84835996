//! Which messages does the model learn from, and what is known of each?
//!
//! `crates/triggers/training/public.tsv.br` holds rows of public sets (LICENCES.md beside it), `own.txt` lines
//! written for this project. What a row does not say of a head stays unknown and teaches that head nothing.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use baton_conversation::Reason;
use baton_triggers::compile::{MODEL_HEADS, Role};
use baton_triggers::{Detector, DetectorState};

use crate::data;

/// Heads that tell topics apart begin here.
const TOPICS: usize = 3;
const EXPLICIT: usize = 0;
const ANGER: usize = 1;
const POLICY: usize = 2;

/// One message to learn from.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// Language of the model that learns from it; empty where that is unknown.
    pub(crate) language: String,
    /// The set it comes from; held out as a whole.
    pub(crate) source: String,
    pub(crate) text: String,
    /// For each head: no, yes or unknown.
    pub(crate) known: [Option<bool>; MODEL_HEADS.len()],
    /// How often it counts.
    pub(crate) weight: f64,
    /// Rows of one fold are near-duplicates of each other; used where a set is its own only source.
    pub(crate) fold: usize,
}

/// Writes the public rows of a data folder as `SOURCE, LABEL, TEXT`, parted by tabs, compressed.
///
/// # Errors
/// The folder can't be read or the file not be written.
pub(crate) fn pack(folder: &Path, out: &Path) -> Result<()> {
    let mut lines: Vec<String> = Vec::new();
    for task in ["human", "policy", "frustration", "loops"] {
        for row in data::read(&folder.join(format!("{task}.jsonl")))? {
            let natural = task == "loops" && row.group() == "natural";
            if row.group() == "apart" || (task == "loops" && !natural) {
                continue;
            }
            let label = match (task, row.positive()) {
                ("human", true) => "human",
                ("human", false) => "no-human",
                ("policy", true) => row.group(),
                ("policy", false) => "no-policy",
                ("frustration", true) => "anger",
                ("frustration", false) => "no-anger",
                _ => "none",
            };
            // In a natural dialogue each message of the visitor counts, elsewhere the last.
            let from = if natural { 0 } else { row.messages.len().saturating_sub(1) };
            for message in row.messages.iter().skip(from).filter(|m| m.role == Role::User) {
                let text: Vec<&str> = message.content.split_whitespace().collect();
                let label = if row.source == "probes-other-languages" && task == "policy" && row.positive() {
                    "policy"
                } else {
                    label
                };
                lines.push(format!("{}\t{label}\t{}", row.source, text.join(" ")));
            }
        }
    }
    lines.sort_unstable();
    lines.dedup();
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 24);
    writer.write_all((lines.join("\n") + "\n").as_bytes())?;
    drop(writer);
    std::fs::write(out, packed).with_context(|| out.display().to_string())
}

/// Reads everything under `crates/triggers/training`. `rules` judges without a model: where it is silent, an
/// unlabelled row is taken as a no.
///
/// # Errors
/// A file is missing or broken.
pub(crate) fn load(root: &Path, rules: &Detector) -> Result<Vec<Example>> {
    let folder = root.join("crates/triggers/training");
    let mut text = String::new();
    let path = folder.join("public.tsv.br");
    let packed = std::fs::File::open(&path).with_context(|| path.display().to_string())?;
    brotli::Decompressor::new(packed, 1 << 16).read_to_string(&mut text)?;
    let mut all = Vec::new();
    for line in text.lines() {
        let mut fields = line.splitn(3, '\t');
        if let (Some(source), Some(label), Some(text)) = (fields.next(), fields.next(), fields.next()) {
            all.push(public(source, label, text, rules));
        }
    }
    for path in own_files(&folder.join("messages"))? {
        let own = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut label = "";
        for (number, line) in own.lines().enumerate() {
            match line.strip_prefix("= ") {
                Some(next) => label = next,
                None if !line.is_empty() => all.push(own_line(&name, label, line, number)),
                None => {}
            }
        }
    }
    for (number, chat) in data::read(&folder.join("chats.jsonl"))?.iter().enumerate() {
        all.extend(chat_lines(chat, number));
    }
    Ok(all)
}

/// Files of lines written for this project, `LANGUAGE.txt` or `LANGUAGE-NAME.txt`, in the order of their names.
fn own_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = entries.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "txt"));
    files.sort_unstable();
    Ok(files)
}

/// The source of messages out of whole chats; a chat's number modulo [`FOLDS`] is its fold.
pub(crate) const CHATS: &str = "own chats";
/// Parts that a source without a second of its kind is held out in.
pub(crate) const FOLDS: usize = 5;

fn head(name: &str) -> Option<usize> {
    let name = match name {
        "safety" => "sensitive",
        "deletion" => "privacy",
        name => name,
    };
    MODEL_HEADS.iter().skip(TOPICS).position(|h| *h == name).map(|i| i + TOPICS)
}

fn topic(known: &mut [Option<bool>; MODEL_HEADS.len()], label: &str) {
    known[POLICY] = Some(true);
    if let Some(head) = head(label) {
        known.iter_mut().skip(TOPICS).for_each(|k| *k = Some(false));
        known[head] = Some(true);
    }
}

fn public(source: &str, label: &str, text: &str, rules: &Detector) -> Example {
    let judged = rules.visitor(&mut DetectorState::default(), text, 0);
    let seen = |reason| judged.signals.iter().any(|s| s.kind == reason);
    let silent = |reason| (!seen(reason)).then_some(false);
    let mut known = [None; MODEL_HEADS.len()];
    known[EXPLICIT] = silent(Reason::CustomerRequested);
    known[POLICY] = silent(Reason::PolicyRequired).filter(|_| silent(Reason::SensitiveTopic).is_some());
    known[ANGER] = silent(Reason::HighFrustration);
    match label {
        "human" | "no-human" => {
            known[EXPLICIT] = Some(label == "human");
            // Everyday questions of these sets are often just what a policy names; only plain ones are a no.
            known[POLICY] = known[POLICY].filter(|_| !suspicious(text));
        }
        "no-policy" => known[POLICY] = Some(false),
        "anger" | "no-anger" => {
            known[ANGER] = Some(label == "anger");
            known[POLICY] = known[POLICY].filter(|_| !suspicious(text));
        }
        "none" => known[..TOPICS].fill(Some(false)),
        label => topic(&mut known, label),
    }
    let fold = usize::from(text.bytes().fold(0_u8, |h, b| h.wrapping_mul(31).wrapping_add(b))) % FOLDS;
    let language = if source.ends_with("other-languages") { "" } else { "en" };
    Example { language: language.into(), source: source.into(), text: text.into(), known, weight: 1.0, fold }
}

/// Words that a policy row may hold; a row with one is no certain no.
fn suspicious(text: &str) -> bool {
    let low = text.to_lowercase();
    [
        "refund",
        "charg",
        "cancel",
        "money",
        "stole",
        "hack",
        "fraud",
        "delet",
        "clos",
        "compl",
        "law",
        "legal",
        "recogn",
        "dispute",
        "secur",
        "compromis",
        "lost",
        "remov",
        "block",
        "access",
        "sue",
        "kill",
        "die",
        "report",
    ]
    .iter()
    .any(|w| low.contains(w))
}

/// How often a line written for this project counts: there are few, and they are the likest to real chats.
const OWN: f64 = 4.0;

/// What the visitor says in a chat, up to where a person is called for; what is said later is known for nothing.
fn chat_lines(chat: &data::Row, number: usize) -> Vec<Example> {
    let due = chat.due.first();
    let until = due.map_or(usize::MAX, |d| d.turn);
    let said = chat.messages.iter().enumerate().filter(|(at, m)| m.role == Role::User && *at <= until);
    said.map(|(at, m)| {
        let mut known = [None; MODEL_HEADS.len()];
        known[..TOPICS].fill(Some(false));
        if let Some(due) = due.filter(|d| d.turn == at) {
            let has = |reason: &str| due.reasons.iter().any(|r| r == reason);
            let policy = has("policy_required") || has("sensitive_topic");
            known[EXPLICIT] = Some(has("customer_requested"));
            known[POLICY] = Some(policy);
            // Who asks for a person or a third time is often cross as well.
            known[ANGER] = has("high_frustration").then_some(true);
            if policy && !has("policy_required") {
                topic(&mut known, "sensitive");
            }
        }
        let language = chat.lang.clone().unwrap_or_default();
        Example {
            language,
            source: CHATS.into(),
            text: m.content.clone(),
            known,
            weight: OWN,
            fold: number % FOLDS,
        }
    })
    .collect()
}

fn own_line(file: &str, label: &str, text: &str, number: usize) -> Example {
    let mut known = [None; MODEL_HEADS.len()];
    known[..TOPICS].fill(Some(false));
    match label {
        "human" => known[EXPLICIT] = Some(true),
        "anger" => known[ANGER] = Some(true),
        "calm" => {}
        label => topic(&mut known, label),
    }
    if label != "calm" && label != "anger" {
        known[ANGER] = None;
    }
    // Lines that stand together are alike, so they are held out together.
    let language = file.split('-').next().unwrap_or_default();
    Example {
        language: language.into(),
        source: format!("own {file}"),
        text: text.into(),
        known,
        weight: OWN,
        fold: number / 8 % FOLDS,
    }
}

/// How many rows each source has, for the model card.
pub(crate) fn counts(all: &[Example]) -> String {
    let mut sources: Vec<&str> = all.iter().map(|e| e.source.as_str()).collect();
    sources.sort_unstable();
    let mut out = String::new();
    for group in sources.chunk_by(|a, b| a == b) {
        let _ = writeln!(out, "| {} | {} |", group[0], group.len());
    }
    out
}
