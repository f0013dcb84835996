//! What would the triggers make of these conversations?

use anyhow::{Context as _, bail};
use baton_triggers::Policy;
use baton_triggers::compile::detect_jsonl;
use clap::Args;
use std::io::{BufRead, BufWriter, Write};
use std::path::PathBuf;

/// `baton detect`
#[derive(Args, Debug)]
pub(super) struct Detect {
    /// Policy file; the defaults apply without one.
    #[arg(long)]
    policy: Option<PathBuf>,
}

impl Detect {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let policy = match &self.policy {
            None => Policy::default(),
            Some(path) => super::policy::read(path)?,
        };
        let detector = policy.detector();
        let mut out = BufWriter::new(std::io::stdout().lock());
        for (number, line) in std::io::stdin().lock().lines().enumerate() {
            let line = line.context("standard input can't be read")?;
            if line.trim().is_empty() {
                continue;
            }
            match detect_jsonl(&detector, &line) {
                Ok(answer) => writeln!(out, "{answer}")?,
                Err(error) => bail!("line {}: {error}", number + 1),
            }
        }
        out.flush()?;
        Ok(())
    }
}
