//! How is the triggers' model trained and measured? By `baton-training`, built optimised: the work is arithmetic.
use std::ffi::OsString;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::repo::Repo;

/// Trains and writes the models, and then what the detector decides with them.
///
/// # Errors
/// What the trainer says, or with `--check` that the files differ.
pub(crate) fn train(repo: &Repo, rest: &[OsString]) -> Result<()> {
    call(repo, "train", rest)?;
    if rest.is_empty() { call(repo, "decisions", rest) } else { Ok(()) }
}

/// Prints the figures of a folder.
///
/// # Errors
/// No folder is named, or it can't be read.
pub(crate) fn eval(repo: &Repo, rest: &[OsString]) -> Result<()> {
    ensure!(rest.iter().any(|a| a != "--errors"), "name a folder; see `cargo xtask eval --help`");
    call(repo, "eval", rest)
}

fn call(repo: &Repo, verb: &str, rest: &[OsString]) -> Result<()> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(&repo.root).args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "baton-training",
        "--",
        verb,
    ]);
    let status = cargo.args(rest).status()?;
    ensure!(status.success(), "`baton-training {verb}` failed; what it said stands above");
    Ok(())
}
