//! Is a policy file right?

use anyhow::{Context as _, bail};
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// `baton policy …`
#[derive(Subcommand, Debug)]
pub(super) enum Policy {
    /// Check a policy file and report every mistake with line, column and field.
    Check {
        /// The file.
        file: PathBuf,
    },
}

impl Policy {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self::Check { file } = self;
        let policy = read(&file)?;
        println!("{}: right ({})", file.display(), policy.full().hash);
        Ok(())
    }
}

pub(super) fn read(path: &Path) -> anyhow::Result<baton_triggers::Policy> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    match baton_triggers::Policy::from_toml(&text) {
        Ok(policy) => Ok(policy),
        Err(errors) => {
            let lines: Vec<String> = errors
                .iter()
                .map(|e| format!("{}:{}:{}: {}: {}", path.display(), e.line, e.column, e.field, e.message))
                .collect();
            bail!("{}", lines.join("\n"))
        }
    }
}
