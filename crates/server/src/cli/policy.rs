//! Is a policy file right, and what would it have changed?

use crate::replay::{Moved, Tally, compare};
use anyhow::{Context as _, bail};
use baton_conversation::{ConversationId, Envelope, Lifecycle};
use baton_store::Store;
use baton_store::sqlite::Sqlite;
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// Events read from the log at a time.
const PAGE: usize = 1000;

/// `baton policy …`
#[derive(Subcommand, Debug)]
pub(super) enum Policy {
    /// Check a policy file and report every mistake with line, column and field.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Show which stored conversations would call a person earlier, later, newly or no more. Changes nothing.
    Replay {
        /// The policy file.
        file: PathBuf,
        /// The data file (SQLite) with the conversations; the server may be running on it.
        #[arg(long, value_name = "DB")]
        log: PathBuf,
        /// Only the site with this public key.
        #[arg(long, value_name = "KEY")]
        site: Option<String>,
    },
}

impl Policy {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Check { file } => {
                let policy = read(&file)?;
                println!("{}: right ({})", file.display(), policy.full().hash);
                Ok(())
            }
            Self::Replay { file, log, site } => replay(&read(&file)?, &log, site.as_deref()).await,
        }
    }
}

/// Prints a line for each conversation that changes, and how many there are of each kind.
async fn replay(policy: &baton_triggers::Policy, log: &Path, key: Option<&str>) -> anyhow::Result<()> {
    // Opening would make a missing file.
    if !log.is_file() {
        bail!("there is no data file {}; name the one that `baton serve` writes", log.display());
    }
    let store = Sqlite::open(log).with_context(|| format!("{} can't be used", log.display()))?;
    let detector = policy.detector();
    let mut tally = Tally::default();
    let sites = store.sites().await?;
    if let Some(key) = key.filter(|key| sites.iter().all(|s| s.key != *key)) {
        bail!("there is no site with the key {key} in {}", log.display());
    }
    for site in sites.iter().filter(|s| key.is_none_or(|key| s.key == key)) {
        for state in Lifecycle::ALL {
            for listed in store.in_state(site.id, state, usize::MAX).await? {
                let id = listed.state.id;
                let moved = compare(&detector, &whole_log(&store, id).await?);
                tally.add(&moved);
                if !matches!(moved, Moved::Never | Moved::Same) {
                    println!("{id} {moved}");
                }
            }
        }
    }
    println!("{tally}");
    Ok(())
}

async fn whole_log(store: &Sqlite, id: ConversationId) -> anyhow::Result<Vec<Envelope>> {
    let mut log: Vec<Envelope> = Vec::new();
    loop {
        let after = log.last().map_or(0, |e| e.seq);
        let mut page = store.events_after(id, after, PAGE, false).await?;
        let last = page.len() < PAGE;
        log.append(&mut page);
        if last {
            return Ok(log);
        }
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
