//! What can be said to `baton` on the command line?

mod agent;
mod detect;
mod indexing;
mod policy;
mod provider;
mod serve;
mod signals;
mod site;

use crate::config::Config;
use anyhow::Context as _;
use baton_store::Store;
use baton_store::sqlite::Sqlite;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::sync::Arc;

/// An AI support-chat widget that knows when to step aside.
#[derive(Parser, Debug)]
#[command(name = "baton", version, arg_required_else_help = true)]
#[command(
    after_help = "Settings come from --config, then from BATON_* variables; docs/running.md lists them."
)]
pub struct Cli {
    /// Configuration file (TOML).
    #[arg(long, short, global = true, env = "BATON_CONFIG")]
    config: Option<PathBuf>,
    /// The SQLite file; goes over the configuration.
    #[arg(long, global = true, env = "BATON_DATA")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Run the server.
    Serve(serve::Serve),
    /// Add a site, or give it a new key.
    #[command(subcommand)]
    Site(site::Site),
    /// Add or disable an agent, or make a sign-in link.
    #[command(subcommand)]
    Agent(agent::Agent),
    /// Judge conversations: JSON Lines on standard input and output.
    Detect(detect::Detect),
    /// Check a policy file, or hold it against stored conversations.
    #[command(subcommand)]
    Policy(policy::Policy),
}

/// Runs what the command line asks for.
///
/// # Errors
/// A sentence for people.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let mut config = Config::load(cli.config.as_deref(), |name| std::env::var(name).ok())?;
    if let Some(data) = cli.data {
        config.data = data;
    }
    match cli.command {
        Command::Serve(serve) => serve.run(config).await,
        Command::Site(site) => site.run(&config, open(&config)?).await,
        Command::Agent(agent) => agent.run(&config, open(&config)?).await,
        Command::Detect(detect) => detect.run(),
        Command::Policy(policy) => policy.run().await,
    }
}

fn open(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    let store = Sqlite::open(&config.data)
        .with_context(|| format!("the data file {} can't be used", config.data.display()))?;
    Ok(Arc::new(store))
}
