//! What does `cargo xtask train` do? Measures the model by held-out sources, sets where a chance of one half lies,
//! trains on everything and writes the file that the crate embeds.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use baton_triggers::compile::{MODEL_HEADS, Weights};
use baton_triggers::{CompactPolicy, Detector, Policy};

use crate::corpus::{self, Example};
use crate::fit::{self, Row};
use crate::score::{Counts, auc};

/// Of ordinary rows that a head never saw, this share may reach one half: requests are one in hundreds in real
/// chats, and a false one costs as much as a missed one.
const ALARMS: [f64; 3] = [0.0015, 0.004, 0.003];
/// Where the model lies in the repository.
pub(crate) const MODEL_FILE: &str = "crates/triggers/model/triggers.txt";

/// The detector built from rules and a model.
pub(crate) fn detector(model: &str) -> Detector {
    let full = Policy::default().full();
    Detector::new(&CompactPolicy { model: model.into(), ..full })
}

/// Trains and writes; with `check` compares instead.
///
/// # Errors
/// Data are missing, or with `check` the file differs.
pub(crate) fn run(root: &Path, check: bool) -> Result<()> {
    let rules = detector("");
    let examples = corpus::load(root, &rules)?;
    println!("{} rows\n{}", examples.len(), corpus::counts(&examples));
    let rows: Vec<Row<'_>> = examples.iter().map(|e| ready(&rules, e)).collect();
    let shift = match std::env::var("SHIFT") {
        Ok(s) => {
            let mut out = [0; MODEL_HEADS.len()];
            s.split(',').zip(&mut out).for_each(|(a, b)| *b = a.parse().unwrap_or(0));
            out
        }
        Err(_) => calibrate(&rows, &rules),
    };
    let mut weights = fit::train(&rows.iter().collect::<Vec<_>>());
    for (bias, shift) in weights.bias.iter_mut().zip(shift) {
        *bias -= shift;
    }
    let text = weights.encode() + "\n";
    println!(
        "{} weights, {} characters, brotli {}",
        weights.weights.len(),
        text.len(),
        crate::size::brotli_size(text.as_bytes())?
    );
    let path = root.join(MODEL_FILE);
    if check {
        let there = std::fs::read_to_string(&path).context("no model is there")?;
        ensure!(
            there == text,
            "the model in the repository is not what training gives: run `cargo xtask train`"
        );
        return Ok(());
    }
    std::fs::write(&path, text).with_context(|| path.display().to_string())
}

fn ready<'a>(rules: &Detector, example: &'a Example) -> Row<'a> {
    let mut features: Vec<u32> = rules.features(&example.text).iter().map(|f| f.hash).collect();
    features.sort_unstable();
    Row { example, features }
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

/// For each head by how much its odds must fall for one half to mean it, from rows of sources never seen.
fn calibrate(rows: &[Row<'_>], _rules: &Detector) -> [i32; MODEL_HEADS.len()] {
    let mut unseen: Vec<Vec<(bool, i32, usize)>> = vec![Vec::new(); MODEL_HEADS.len()];
    let mut sources: Vec<&str> = rows.iter().map(|r| r.example.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let mut folds: Vec<(String, Vec<usize>)> = Vec::new();
    for source in sources {
        let all: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].example.source == source).collect();
        if source == "own" || source == "goemotions" {
            for fold in 0..5 {
                let part = all.iter().copied().filter(|&i| rows[i].example.fold == fold).collect();
                folds.push((format!("{source} (fifths)"), part));
            }
        } else {
            folds.push((source.to_owned(), all));
        }
    }
    for (number, (_, held)) in folds.iter().enumerate() {
        let kept: Vec<&Row<'_>> =
            (0..rows.len()).filter(|i| held.binary_search(i).is_err()).map(|i| &rows[i]).collect();
        let weights = fit::train(&kept);
        let table = table(&weights);
        for &i in held {
            for (head, unseen) in unseen.iter_mut().enumerate() {
                if let Some(y) = rows[i].example.known[head] {
                    unseen.push((y, odds(&table, &weights.bias, &rows[i], head), number));
                }
            }
        }
    }
    let mut shift = [0; MODEL_HEADS.len()];
    println!("| head | source, held out | rows | AUC | recall | alarms per 1,000 |");
    for head in 0..ALARMS.len() {
        let mut quiet: Vec<i32> = unseen[head].iter().filter(|u| !u.0).map(|u| u.1).collect();
        quiet.sort_unstable_by(|a, b| b.cmp(a));
        let allowed = (quiet.len() as f64 * ALARMS[head]) as usize;
        shift[head] = quiet.get(allowed).copied().unwrap_or(0).max(0) + 1;
        let mut names: Vec<&str> = folds.iter().map(|f| f.0.as_str()).collect();
        names.dedup();
        for name in names {
            let mine: Vec<&(bool, i32, usize)> =
                unseen[head].iter().filter(|u| folds[u.2].0 == name).collect();
            let mut counts = Counts::default();
            mine.iter().for_each(|u| counts.add(u.0, u.1 >= shift[head]));
            let ranked: Vec<(bool, i64)> = mine.iter().map(|u| (u.0, i64::from(u.1))).collect();
            if !mine.is_empty() {
                println!(
                    "| {} | {name} | {} | {:.3} | {:.3} | {:.1} |",
                    MODEL_HEADS[head],
                    mine.len(),
                    auc(&ranked),
                    counts.recall(),
                    1000.0 * counts.alarm_rate()
                );
            }
        }
        println!("| {} | one half lies {} steps higher | | | | |", MODEL_HEADS[head], shift[head]);
    }
    shift
}
