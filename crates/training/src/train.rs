//! What does `cargo xtask train` do? Measures the model by held-out sources, sets where a chance of one half lies,
//! trains on everything and writes the file that the crate embeds.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use baton_triggers::compile::{MODEL_HEADS, Weights};
use baton_triggers::{CompactPolicy, Detector, Policy};

use crate::corpus::{self, Example};
use crate::fit::{self, Row};
use crate::loops;
use crate::score::{Counts, auc};

/// The model card, whose figures training writes.
const CARD: &str = "docs/triggers-model-card.md";
/// What the figures stand between.
const FIGURES: [&str; 2] = ["<!-- figures: written by `cargo xtask train` -->\n", "<!-- end of figures -->"];

/// Where the model lies in the repository.
pub(crate) const MODEL_FILE: &str = "crates/triggers/model/triggers.txt";

/// The detector built from rules and a model.
pub(crate) fn detector(model: &str) -> Detector {
    let full = Policy::default().full();
    Detector::new(&CompactPolicy { model: model.into(), ..full })
}

/// Steps by which each head's odds fall so that one half means it, as the last measurement by held-out sources and
/// the development chats set them: requests are one in hundreds in real chats, and a false one costs as much as a
/// missed one.
const SHIFT: [i32; 3] = [30, 48, 32];

/// What to do with the model that was trained.
pub(crate) enum Then<'a> {
    /// Put it where the crate embeds it.
    Write,
    /// Compare it with what is there.
    Check,
    /// Write a model that never saw one source.
    Without(&'a str, &'a Path),
}

/// Trains, and writes or compares. Writing puts into the model card, too, how the heads do on sources that they never
/// saw.
///
/// # Errors
/// Data or the card are missing, or the model that is there differs.
pub(crate) fn run(root: &Path, then: &Then<'_>) -> Result<()> {
    let rules = detector("");
    let mut examples = corpus::load(root, &rules)?;
    if let Then::Without(source, _) = then {
        examples.retain(|e| e.source != *source);
    }
    let rows: Vec<Row<'_>> = examples.iter().map(|e| ready(&rules, e)).collect();
    let mut weights = fit::train(&rows.iter().collect::<Vec<_>>());
    for (bias, shift) in weights.bias.iter_mut().zip(SHIFT) {
        *bias -= shift;
    }
    let text = weights.encode() + "\n";
    let size = crate::size::brotli_size(text.as_bytes())?;
    let sizes = format!("{} weights, {} characters, brotli {size}", weights.weights.len(), text.len());
    println!("{sizes}");
    let path = match then {
        Then::Without(_, path) => path.to_path_buf(),
        _ => root.join(MODEL_FILE),
    };
    if matches!(then, Then::Check) {
        let there = std::fs::read_to_string(&path).context("no model is there")?;
        ensure!(
            there == text,
            "the model in the repository is not what training gives: run `cargo xtask train`"
        );
        return loops::run(root, &rules, true).map(drop);
    }
    if matches!(then, Then::Write) {
        let counts = corpus::counts(&examples);
        let asked = loops::run(root, &rules, false)?;
        let figures =
            format!("| source | rows |\n|---|---|\n{counts}\n{sizes}\n\n{}{asked}", held_out(&rows));
        println!("{figures}");
        write_figures(&root.join(CARD), &figures)?;
    }
    std::fs::write(&path, text).with_context(|| path.display().to_string())
}

/// Replaces the figures of the model card.
fn write_figures(card: &Path, figures: &str) -> Result<()> {
    let text = std::fs::read_to_string(card).with_context(|| card.display().to_string())?;
    let between = text.split_once(FIGURES[0]).zip(text.split_once(FIGURES[1]));
    let ((before, _), (_, after)) = between.context("the model card has no place for figures")?;
    std::fs::write(card, [before, FIGURES[0], figures, FIGURES[1], after].concat())
        .with_context(|| card.display().to_string())
}

fn ready<'a>(rules: &Detector, example: &'a Example) -> Row<'a> {
    Row { example, features: rules.features(&example.text) }
}

/// Odds of a head for a row, in steps, whole message.
fn odds(table: &[Vec<i32>], bias: &[i32], row: &Row<'_>, head: usize) -> i32 {
    bias[head] + row.features.iter().map(|f| table[head][*f as usize]).sum::<i32>()
}

fn table(weights: &Weights) -> Vec<Vec<i32>> {
    let mut table = vec![vec![0; baton_triggers::compile::FEATURES]; MODEL_HEADS.len()];
    for &(f, head, w) in &weights.weights {
        table[head][f as usize] = w;
    }
    table
}

/// Rows that belong together when they are held out: a source, or a fifth of one that has no second of its kind.
fn folds(rows: &[Row<'_>]) -> Vec<(String, Vec<usize>)> {
    let mut sources: Vec<&str> = rows.iter().map(|r| r.example.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let mut folds = Vec::new();
    for source in sources {
        let all: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].example.source == source).collect();
        if source == "own" || source == "goemotions" {
            for fold in 0..5 {
                let part = all.iter().copied().filter(|&i| rows[i].example.fold == fold).collect();
                folds.push((format!("{source}, by fifths"), part));
            }
        } else {
            folds.push((source.to_owned(), all));
        }
    }
    folds
}

/// How each head does, before anything else of the detector helps it, on rows that it never saw, as a table.
fn held_out(rows: &[Row<'_>]) -> String {
    let folds = folds(rows);
    let mut unseen: Vec<Vec<(bool, i32, &str)>> = vec![Vec::new(); MODEL_HEADS.len()];
    for (name, held) in &folds {
        let kept: Vec<&Row<'_>> =
            (0..rows.len()).filter(|i| held.binary_search(i).is_err()).map(|i| &rows[i]).collect();
        let weights = fit::train(&kept);
        let table = table(&weights);
        for &i in held {
            for (head, unseen) in unseen.iter_mut().enumerate() {
                if let Some(y) = rows[i].example.known[head] {
                    unseen.push((y, odds(&table, &weights.bias, &rows[i], head), name));
                }
            }
        }
    }
    let mut out = String::from(
        "| head | source, held out | rows | AUC | recall | alarms per 1,000 |\n|---|---|---|---|---|---|\n",
    );
    for (head, shift) in SHIFT.into_iter().enumerate() {
        let mut names: Vec<&str> = folds.iter().map(|f| f.0.as_str()).collect();
        names.dedup();
        for name in names {
            let mut counts = Counts::default();
            let mut ranked = Vec::new();
            for (y, odds, _) in unseen[head].iter().filter(|u| u.2 == name) {
                counts.add(*y, *odds >= shift);
                ranked.push((*y, i64::from(*odds)));
            }
            if !ranked.is_empty() {
                let auc = if counts.positives() > 0 { format!("{:.3}", auc(&ranked)) } else { "–".into() };
                let recall =
                    if counts.positives() > 0 { format!("{:.3}", counts.recall()) } else { "–".into() };
                let alarms = 1000.0 * counts.alarm_rate();
                out += &format!(
                    "| {} | {name} | {} | {auc} | {recall} | {alarms:.1} |\n",
                    MODEL_HEADS[head],
                    ranked.len()
                );
            }
        }
    }
    out
}
