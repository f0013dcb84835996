//! What does `cargo xtask train` do? Measures the model by held-out sources, sets where a chance of one half lies,
//! trains on everything and writes the file that the crate embeds.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use baton_triggers::compile::{MODEL_HEADS, Trigger, WEIGHED_HEADS, Weights, detect};
use baton_triggers::{Detector, Policy};

use crate::corpus::{self, Example};
use crate::data;
use crate::eval;
use crate::fit::{self, Row};
use crate::loops;
use crate::moment;
use crate::score::{Counts, auc};

/// The model card, whose figures training writes.
const CARD: &str = "docs/triggers-model-card.md";
/// What the figures stand between.
const FIGURES: [&str; 2] = ["<!-- figures: written by `cargo xtask train` -->\n", "<!-- end of figures -->"];

/// Where the models lie in the repository, a file a language.
const MODELS: &str = "crates/triggers/model";

/// The detector of the default policy, with the models that are built in.
pub(crate) fn detector() -> Detector {
    Policy::default().detector()
}

/// The detector of the default policy without any model.
pub(crate) fn rules() -> Detector {
    let mut rules = detector();
    Policy::default().languages.iter().for_each(|l| rules.set_model(l, ""));
    rules
}

/// Steps by which each head's odds fall so that one half means it, as the last measurement by held-out sources and
/// the development chats set them: requests are one in hundreds in real chats, and a false one costs as much as a
/// missed one.
const SHIFT: [i32; 3] = [32, 30, 38];

/// Trains a model for each language, and writes or compares them. Writing puts into the model card, too, how they do
/// on what they never saw.
///
/// # Errors
/// Data or the card are missing, or a model that is there differs.
pub(crate) fn run(root: &Path, check: bool) -> Result<()> {
    let mut rules = rules();
    let examples = corpus::load(root, &rules)?;
    let rows: Vec<Row<'_>> = examples.iter().map(|e| ready(&rules, e)).collect();
    let mut sizes = String::from("| language | weights | bytes, brotli |\n|---|---|---|\n");
    for language in &Policy::default().languages {
        let weights = shifted(fit::train(language, &of(language, &rows)), SHIFT);
        let text = weights.encode() + "\n";
        let size = crate::size::brotli_size(text.as_bytes())?;
        sizes += &format!("| {language} | {} | {size} |\n", weights.weights.len());
        let path = root.join(MODELS).join(format!("{language}.txt"));
        if check {
            let there = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            ensure!(
                there == text,
                "the model of {language} in the repository is not what training gives: run `cargo xtask train`"
            );
        } else {
            std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        }
    }
    println!("{sizes}");
    let chats = by_fifths(root, &mut rules, &rows)?;
    moment::run(root, &rules, &chats.rows, &chats.odds, check)?;
    let asked = loops::run(root, &rules, check)?;
    if !check {
        let counts = corpus::counts(&examples);
        let chats = chats.figures();
        let figures = format!(
            "| source | rows |\n|---|---|\n{counts}\n{sizes}\n| whole chats, by fifths | |\n|---|---|\n{chats}\n{}{asked}",
            held_out(&rows)
        );
        println!("{figures}");
        write_figures(&root.join(CARD), &figures)?;
    }
    Ok(())
}

/// The rows of one language.
fn of<'r, 'a>(language: &str, rows: &'r [Row<'a>]) -> Vec<&'r Row<'a>> {
    rows.iter().filter(|r| r.example.language == language).collect()
}

fn shifted(mut weights: Weights, shift: [i32; 3]) -> Weights {
    for (bias, shift) in weights.bias.iter_mut().zip(shift) {
        *bias -= shift;
    }
    weights
}

/// Prints how whole chats are judged by models that never saw them.
///
/// # Errors
/// Data are missing.
pub(crate) fn chats(root: &Path) -> Result<()> {
    let mut rules = rules();
    let examples = corpus::load(root, &rules)?;
    let rows: Vec<Row<'_>> = examples.iter().map(|e| ready(&rules, e)).collect();
    print!("{}", by_fifths(root, &mut rules, &rows)?.figures());
    Ok(())
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
    Row { example, parts: rules.parts(&example.text) }
}

/// Odds of a head for a row, in steps: of its strongest part.
fn odds(table: &[Vec<i32>], bias: &[i32], row: &Row<'_>, head: usize) -> i32 {
    let sum = |part: &Vec<u32>| part.iter().map(|f| table[head][*f as usize]).sum::<i32>();
    bias[head] + row.parts.iter().map(sum).max().unwrap_or(0)
}

fn table(weights: &Weights) -> Vec<Vec<i32>> {
    let mut table = vec![vec![0; baton_triggers::compile::FEATURES]; MODEL_HEADS.len()];
    for &(f, head, w) in &weights.weights {
        table[head][f as usize] = w;
    }
    table
}

/// Rows that belong together when they are held out: a source, or a fifth of one that has no second of its kind.
fn folds(rows: &[&Row<'_>]) -> Vec<(String, Vec<usize>)> {
    let mut sources: Vec<&str> = rows.iter().map(|r| r.example.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let mut folds = Vec::new();
    for source in sources {
        let all: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].example.source == source).collect();
        if source.starts_with("own ") || source == "goemotions" {
            for fold in 0..corpus::FOLDS {
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
    let head = "| language | head | source, held out | rows | AUC | recall | alarms per 1,000 |\n|---|---|---|---|---|---|---|\n";
    let languages = Policy::default().languages;
    head.to_owned() + &languages.iter().map(|l| held_out_of(l, &of(l, rows))).collect::<String>()
}

fn held_out_of(language: &str, rows: &[&Row<'_>]) -> String {
    let folds = folds(rows);
    let mut unseen: Vec<Vec<(bool, i32, &str)>> = vec![Vec::new(); MODEL_HEADS.len()];
    for (name, held) in &folds {
        let kept: Vec<&Row<'_>> =
            (0..rows.len()).filter(|i| held.binary_search(i).is_err()).map(|i| rows[i]).collect();
        let weights = fit::train(language, &kept);
        let table = table(&weights);
        for &i in held {
            for (head, unseen) in unseen.iter_mut().enumerate() {
                if let Some(y) = rows[i].example.known[head] {
                    unseen.push((y, odds(&table, &weights.bias, rows[i], head), name));
                }
            }
        }
    }
    let mut out = String::new();
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
                    "| {language} | {} | {name} | {} | {auc} | {recall} | {alarms:.1} |\n",
                    MODEL_HEADS[head],
                    ranked.len()
                );
            }
        }
    }
    out
}

/// Whole chats, each judged by models that never saw it: what the figures of `eval` would flatter.
struct ByFifths {
    rows: Vec<data::Row>,
    judged: Vec<Vec<Trigger>>,
    odds: Vec<moment::Odds>,
}

impl ByFifths {
    fn figures(&self) -> String {
        let report = eval::chats(&self.rows, self.judged.iter().cloned());
        report.figures.iter().map(|f| format!("| {} | {:.3} |\n", f.name.trim(), f.value)).collect()
    }
}

fn by_fifths(root: &Path, rules: &mut Detector, rows: &[Row<'_>]) -> Result<ByFifths> {
    let chats = data::read(&root.join("crates/triggers/training/chats.jsonl"))?;
    let mut judged: Vec<Vec<Trigger>> = vec![Vec::new(); chats.len()];
    let mut odds: Vec<moment::Odds> = vec![Vec::new(); chats.len()];
    for fold in 0..corpus::FOLDS {
        for language in &Policy::default().languages {
            let unseen = |r: &&Row<'_>| r.example.source != corpus::CHATS || r.example.fold != fold;
            let kept: Vec<&Row<'_>> = of(language, rows).into_iter().filter(unseen).collect();
            rules.set_model(language, &shifted(fit::train(language, &kept), SHIFT).encode());
        }
        for at in (fold..chats.len()).step_by(corpus::FOLDS) {
            judged[at] = detect(rules, &chats[at].messages);
            odds[at] = chats[at].messages.iter().map(|m| weighed(rules, &m.content)).collect();
        }
    }
    Ok(ByFifths { rows: chats, judged, odds })
}

/// The odds of the heads that the moment weighs.
fn weighed(detector: &Detector, text: &str) -> [i32; WEIGHED_HEADS] {
    let all = detector.odds(text);
    core::array::from_fn(|head| all.get(head).copied().unwrap_or_default())
}
