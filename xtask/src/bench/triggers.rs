//! How quick and how steady are the triggers? Measured on this machine, natively and in a real browser.
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::process::{cargo, run, run_any};
use crate::progress::Progress;
use crate::repo::Repo;
use crate::{stamp, tools};

/// What `cargo xtask bench triggers` can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Folder of conversations that the browser is held to; by default the project's own chats.
    pub(crate) folder: Option<PathBuf>,
    /// Steps of random conversations.
    pub(crate) fuzz: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { folder: None, fuzz: 100_000 }
    }
}

const PACKAGE: &str = "baton-triggers";

/// Prints messages a second, growth with length, the outcome of random input, and what one message costs in Chromium,
/// which must decide every conversation as this build does.
///
/// # Errors
/// Nothing builds, a measurement stops, or the browser decides otherwise.
pub(super) fn triggers(repo: &Repo, progress: &Progress, options: &Options) -> Result<()> {
    for args in [vec!["speed"], vec!["growth"], vec!["fuzz", &options.fuzz.to_string()]] {
        print!("{}", native(repo, progress, &args)?);
    }
    let folder = repo.work().join("bench");
    let conversations = folder.join("conversations.jsonl");
    stamp::write(&conversations, gathered(repo, options.folder.as_deref())?)?;
    let prints = folder.join("fingerprints.txt");
    stamp::write(&prints, native(repo, progress, &["fingerprints", &conversations.to_string_lossy()])?)?;
    browser(repo, progress, &conversations, &prints)
}

/// Every conversation of a folder, or the project's own chats.
fn gathered(repo: &Repo, folder: Option<&Path>) -> Result<String> {
    let own = repo.root.join("crates/triggers/training");
    let mut files = match folder {
        None => vec![own.join("chats.jsonl"), own.join("validation/chats.jsonl")],
        Some(folder) => stamp::files_under(folder)?,
    };
    files.retain(|file| file.extension().is_some_and(|ending| ending == "jsonl"));
    ensure!(!files.is_empty(), "no file of the folder ends in .jsonl");
    files.iter().map(|file| stamp::read_text(file)).collect()
}

/// What the native bench prints.
fn native(repo: &Repo, progress: &Progress, args: &[&str]) -> Result<String> {
    progress.step(&format!("triggers: {}", args[0]), |step| {
        let mut command = cargo(&repo.root);
        command.args(["bench", "--quiet", "--package", PACKAGE, "--bench", "native", "--"]).args(args);
        run(step, &mut command)
    })
}

/// Measures and compares in Chromium, built as the widget is.
fn browser(repo: &Repo, progress: &Progress, conversations: &Path, prints: &Path) -> Result<()> {
    tools::wasm_target(progress)?;
    let chromium = tools::browser(progress)?;
    let bindgen = tools::bindgen(repo, progress, true)?;
    let mut command = cargo(&repo.root);
    command.args(["test", "--package", PACKAGE, "--bench", "web", "--target", tools::WASM]);
    command.args(["--profile", "wasm-release", "--", "--nocapture"]);
    command.env("BATON_CONVERSATIONS", conversations).env("BATON_FINGERPRINTS", prints);
    chromium.runs(repo, &bindgen, &mut command)?;
    let (code, output) = progress.step("triggers: in Chromium", |step| run_any(step, &mut command, false))?;
    let mut figures =
        output.lines().filter_map(|line| line.find("web: ").and_then(|at| line.get(at..))).peekable();
    ensure!(code == Some(0), "the browser's part failed:\n{output}");
    figures.peek().context("the browser measured nothing")?;
    figures.for_each(|figure| println!("{figure}"));
    Ok(())
}
