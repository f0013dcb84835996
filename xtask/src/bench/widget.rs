//! What does a page pay for the widget, beside other chats? Measured in real Chromium by an example of the end-to-end
//! tests' package, which drives it with their harness.
use anyhow::{Result, ensure};

use crate::process::{cargo, run_any};
use crate::progress::Progress;
use crate::repo::Repo;
use crate::{run, tools};

/// What `cargo xtask bench widget` can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// How often everything is measured.
    pub(crate) runs: u32,
    /// The one candidate to measure; all if absent.
    pub(crate) only: Option<String>,
    /// Whether to leave out the thread of ten thousand messages.
    pub(crate) short: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { runs: 10, only: None, short: false }
    }
}

/// Builds everything, fetches the other chats, measures and prints the tables. A bar that is missed is said and is no
/// failure: this measures, the tests assert.
///
/// # Errors
/// When something does not build, a package cannot be fetched or a measurement stops.
pub(super) fn widget(repo: &Repo, progress: &Progress, options: &Options) -> Result<()> {
    let browser = tools::browser(progress)?;
    let npm = tools::npm(repo, progress)?;
    let candidates = tools::candidates(repo, progress)?;
    run::build(repo, progress)?;
    let mut command = cargo(&repo.root);
    command.args(["run", "--quiet", "--package", "baton-e2e", "--example", "widget_bench", "--"]);
    command.args(["--runs", &options.runs.to_string()]);
    if let Some(only) = &options.only {
        command.args(["--only", only]);
    }
    if options.short {
        command.arg("--short");
    }
    command.env("CHROMIUM", &browser.chromium).env("CHROMEDRIVER", &browser.driver);
    command.env("BATON_BIN", repo.baton()).env("BATON_ASSETS", repo.assets());
    command.env("BATON_AXE", npm.axe()).env("BATON_CANDIDATES", candidates);
    let (code, _) = progress.step("widget: in Chromium", |step| run_any(step, &mut command, true))?;
    ensure!(code == Some(0), "the measurement stopped");
    Ok(())
}
