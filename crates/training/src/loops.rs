//! How much does each sign tell that a question was asked three times? Every three messages of a
//! conversation are a case.
//!
//! `crates/triggers/training/loops.tsv.br` holds rows of public sets; `questions.txt` and `dialogues.txt` were written
//! for this project.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use baton_triggers::Detector;
use baton_triggers::compile::{Role, SIGNS};

use crate::data;
use crate::score::Counts;
use crate::signs::{self, Case, File};

/// Where the weights are written.
const FILE: File = File {
    path: "crates/triggers/src/detect/loops_fit.rs",
    question: "How much does each sign say that a question has been asked again?",
    detector: "loops",
    unit: "hundred-thousandths",
    bias: "Log-odds without any, less those at which an alarm is due.",
};
/// Log-odds at which an alarm is due, in hundred-thousandths: the best on held-out sources that leaves dialogues alone.
const DUE: f64 = -5_000.0;
/// Hundred-thousandths of a log-odd.
const UNIT: f64 = 100_000.0;
/// Questions that a detector remembers.
const REMEMBERED: usize = 6;
/// A constant, and one for our own questions: they share fewer words than those that people ask again.
const COLUMNS: usize = SIGNS + 2;
/// What all rows of a source weigh together.
const SOURCE: f64 = 500.0;
/// What all dialogues weigh together: the public ones are short orders, ours are long bookings and whole chats.
const DIALOGUES: [(&str, f64); 3] = [("taskmaster-4", 100.0), ("dialogues", 900.0), ("chats", 1500.0)];

/// What the signs are, in the order of `signs` in `detect/loops.rs`.
const NAMES: [&str; SIGNS] = [
    "shared runs of letters, the two least alike, in thousandths",
    "shared runs of letters, the two most alike",
    "shared words, the two least alike, in thousandths",
    "shared words, the two in the middle",
    "shared words of the subject",
    "shared words, small ones left out",
    "words, small ones left out",
    "pairs that want different things",
    "messages after a question of the assistant",
    "messages with a new number",
    "messages that go on: also, another",
    "the last begins with yes, no, thanks",
    "words of the last, up to twelve",
    "words of the last beyond twelve",
];

/// A message, and whether it follows a question of the assistant.
type Ask = (String, bool);

/// Messages of one conversation; `again` where the last is the third wording of a question, `None` in dialogues.
struct Talk {
    source: String,
    again: Option<bool>,
    asks: Vec<Ask>,
}

/// Writes the rows of a data folder as `SOURCE, 1 or 0 or -, MESSAGES`, parted by tabs, compressed; a message after a
/// question of the assistant begins with `?`, another with a blank.
///
/// # Errors
/// The folder can't be read or the file not be written.
pub(crate) fn pack(folder: &Path, out: &Path) -> Result<()> {
    let mut text = String::new();
    for row in data::read(&folder.join("loops.jsonl"))? {
        if row.positive() && row.read != Some(true) {
            continue;
        }
        let natural = row.group() == "natural";
        let label = if natural { "-" } else { ["0", "1"][usize::from(row.positive())] };
        write!(text, "{}\t{label}", row.source)?;
        for (i, message) in row.messages.iter().enumerate() {
            if message.role == Role::User && (natural || row.asks.contains(&i)) {
                let before = i.checked_sub(1).and_then(|i| row.messages.get(i));
                let asked = before.is_some_and(|m| m.role == Role::Assistant && m.content.contains('?'));
                let words: Vec<&str> = message.content.split_whitespace().collect();
                write!(text, "\t{}{}", if asked { "?" } else { " " }, words.join(" "))?;
            }
        }
        text.push('\n');
    }
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 24);
    writer.write_all(text.as_bytes())?;
    drop(writer);
    std::fs::write(out, packed).with_context(|| out.display().to_string())
}

/// Reads everything to learn from.
fn load(root: &Path) -> Result<Vec<Talk>> {
    let folder = root.join("crates/triggers/training");
    let packed = std::fs::read(folder.join("loops.tsv.br")).context("loops.tsv.br")?;
    let mut text = String::new();
    brotli::Decompressor::new(packed.as_slice(), 1 << 16).read_to_string(&mut text)?;
    let mut all: Vec<Talk> = text.lines().filter_map(public).collect();
    let text = std::fs::read_to_string(folder.join("questions.txt")).context("questions.txt")?;
    for subject in text.split("\n= ").skip(1) {
        let lines = subject.lines().skip(1).filter(|l| !l.trim().is_empty());
        let questions: Vec<Vec<&str>> = lines.map(|l| l.split(" | ").map(str::trim).collect()).collect();
        own(&questions, &mut all);
    }
    let text = std::fs::read_to_string(folder.join("dialogues.txt")).context("dialogues.txt")?;
    all.extend(text.split("\n\n").map(dialogue));
    all.extend(data::read(&folder.join("chats.jsonl"))?.iter().map(chat));
    Ok(all)
}

/// A whole chat up to where a person is called for: asked again, or a dialogue like any other.
fn chat(row: &data::Row) -> Talk {
    let due = row.due.first();
    let until = due.map_or(usize::MAX, |d| d.turn);
    let again = due.is_some_and(|d| {
        let asked = row.messages.get(d.turn).is_some_and(|m| m.role == Role::User);
        asked && d.reasons.iter().any(|r| r == "loop_detected")
    });
    let mut asks = Vec::new();
    let mut asked = false;
    for message in row.messages.iter().take(until.saturating_add(1)) {
        match message.role {
            Role::User => asks.push((message.content.clone(), core::mem::take(&mut asked))),
            Role::Assistant => asked = message.content.contains('?'),
        }
    }
    let source = if again { "chats, asked again" } else { "chats" };
    Talk { source: source.into(), again: again.then_some(true), asks }
}

fn public(line: &str) -> Option<Talk> {
    let mut fields = line.split('\t');
    let (source, label) = (fields.next()?.to_owned(), fields.next()?);
    let asks = fields.filter_map(|f| Some((f.get(1..)?.to_owned(), f.starts_with('?')))).collect();
    let again = match label {
        "-" => None,
        label => Some(label == "1"),
    };
    Some(Talk { source, again, asks })
}

/// Our questions of one subject: three wordings of each; two and another between or after; three different ones.
fn own(questions: &[Vec<&str>], all: &mut Vec<Talk>) {
    let mut push = |again, asks: [&str; 3]| {
        let asks = asks.map(|a| (a.to_owned(), false)).to_vec();
        all.push(Talk { source: "own".into(), again: Some(again), asks });
    };
    for (i, q) in questions.iter().enumerate() {
        let (next, after) = (&questions[(i + 1) % questions.len()], &questions[(i + 2) % questions.len()]);
        for skip in 0..q.len() {
            let mut three = q.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, ask)| *ask);
            if let (Some(a), Some(b), Some(c)) = (three.next(), three.next(), three.next()) {
                push(true, [a, b, c]);
            }
        }
        push(false, [q[0], q[1], next[0]]);
        push(false, [q[2], next[1], q[3]]);
        for wording in 0..3 {
            push(false, [q[wording], next[wording], after[wording]]);
        }
    }
}

fn dialogue(text: &str) -> Talk {
    let mut asks = Vec::new();
    let mut asked = false;
    for line in text.lines() {
        match line.split_at_checked(2) {
            Some(("u ", said)) => asks.push((said.to_owned(), core::mem::take(&mut asked))),
            Some(("a ", said)) => asked = said.contains('?'),
            _ => {}
        }
    }
    Talk { source: "dialogues".into(), again: None, asks }
}

/// The signs of every three messages that end in a given one.
fn threes(detector: &Detector, asks: &[Ask], last: usize) -> Vec<[i32; SIGNS]> {
    let of = |i: usize| (asks[i].0.as_str(), asks[i].1);
    let mut out = Vec::new();
    for b in last.saturating_sub(REMEMBERED)..last {
        for a in last.saturating_sub(REMEMBERED)..b {
            out.extend(detector.signs([of(a), of(b), of(last)]));
        }
    }
    out
}

fn rows(detector: &Detector, talks: &[&Talk]) -> Vec<Case<COLUMNS>> {
    let mut rows: Vec<(&str, [i32; SIGNS], bool)> = Vec::new();
    for talk in talks {
        let all: Vec<[i32; SIGNS]> = match talk.again {
            None => (2..talk.asks.len()).flat_map(|last| threes(detector, &talk.asks, last)).collect(),
            Some(_) => threes(detector, &talk.asks, talk.asks.len().saturating_sub(1)),
        };
        // Of four messages one is another question: the three that are most alike are the wordings.
        let likest = all.iter().enumerate().max_by_key(|(_, s)| s[..4].iter().sum::<i32>()).map(|(at, _)| at);
        for (at, signs) in all.into_iter().enumerate() {
            rows.push((&talk.source, signs, talk.again == Some(true) && Some(at) == likest));
        }
    }
    let weight = |source: &str| {
        let whole = DIALOGUES.iter().find(|d| d.0 == source).map_or(SOURCE, |d| d.1);
        whole / f64::from(u32::try_from(rows.iter().filter(|r| r.0 == source).count()).unwrap_or(1))
    };
    let mut weights: Vec<(&str, f64)> = Vec::new();
    for (source, ..) in &rows {
        if !weights.iter().any(|w| w.0 == *source) {
            weights.push((source, weight(source)));
        }
    }
    rows.iter()
        .map(|(source, signs, again)| {
            let mut columns = [0.0; COLUMNS];
            columns.iter_mut().zip(signs).for_each(|(c, s)| *c = f64::from(*s));
            columns[SIGNS] = 1.0;
            columns[SIGNS + 1] = f64::from(u8::from(*source == "own"));
            let weight = weights.iter().find(|w| w.0 == *source).map_or(0.0, |w| w.1);
            Case { signs: columns, yes: *again, weight }
        })
        .collect()
}

/// The weights of the signs and, last, the constant, in hundred-thousandths.
fn fit(rows: &[Case<COLUMNS>]) -> [i32; SIGNS + 1] {
    let found = signs::fit(rows, SIGNS);
    let mut out: [i32; SIGNS + 1] = core::array::from_fn(|i| (found[i] * UNIT).round() as i32);
    out[SIGNS] -= DUE as i32;
    out
}

fn odds(weights: &[i32; SIGNS + 1], signs: &[i32; SIGNS]) -> i32 {
    signs.iter().zip(weights).map(|(s, w)| s * w).sum::<i32>() + weights[SIGNS]
}

/// How the weights do on sources that they never saw, as a table.
fn held_out(detector: &Detector, talks: &[Talk]) -> String {
    let mut sources: Vec<&str> = talks.iter().map(|t| t.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let mut out = String::from(
        "\n| asked three times: source, held out | conversations | recall at the third | alarms | recall less alarms |\n|---|---|---|---|---|\n",
    );
    for source in sources {
        let (held, kept): (Vec<&Talk>, Vec<&Talk>) = talks.iter().partition(|t| t.source == source);
        let weights = fit(&rows(detector, &kept));
        let mut counts = Counts::default();
        for talk in &held {
            let mut fires = (2..talk.asks.len())
                .filter(|&last| threes(detector, &talk.asks, last).iter().any(|s| odds(&weights, s) >= 0));
            let first = fires.next();
            match talk.again {
                Some(true) => counts.add(true, first == talk.asks.len().checked_sub(1)),
                _ => counts.add(false, first.is_some()),
            }
        }
        let recall = if counts.positives() > 0 { format!("{:.3}", counts.recall()) } else { "–".into() };
        let gain = if counts.positives() > 0 {
            format!("{:.3}", counts.recall() - counts.alarm_rate())
        } else {
            "–".into()
        };
        let _ =
            writeln!(out, "| {source} | {} | {recall} | {:.3} | {gain} |", held.len(), counts.alarm_rate());
    }
    out
}

/// Fits the weights and writes them, or with `check` compares them with what is there; gives the figures for the model
/// card.
///
/// # Errors
/// Data are missing, or the weights that are there differ.
pub(crate) fn run(root: &Path, detector: &Detector, check: bool) -> Result<String> {
    let talks = load(root)?;
    let weights = fit(&rows(detector, &talks.iter().collect::<Vec<_>>()));
    FILE.put(root, &NAMES, &weights[..SIGNS], weights[SIGNS], check)?;
    if check {
        return Ok(String::new());
    }
    Ok(held_out(detector, &talks))
}
