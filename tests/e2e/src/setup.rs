//! Where are the programs under test? From the environment that `cargo xtask test` sets, with defaults that fit a
//! clone where `cargo xtask run` has built everything.
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The programs and files that a flow needs.
#[derive(Clone, Debug)]
pub struct Setup {
    /// `BATON_BIN`: the server.
    pub baton: PathBuf,
    /// `BATON_ASSETS`: the built loader, widget and console.
    pub assets: PathBuf,
    /// `BATON_MODEL`: the sentence model.
    pub model: PathBuf,
    /// `CHROMIUM`: the browser.
    pub chromium: PathBuf,
    /// `CHROMEDRIVER`: what drives it.
    pub chromedriver: PathBuf,
    /// `BATON_AXE`: axe-core as one script.
    pub axe: Option<PathBuf>,
    /// `BATON_SHOTS`: where screenshots go.
    pub shots: PathBuf,
    /// Where a failed flow leaves what it saw.
    pub evidence: PathBuf,
    /// The project's own docs, the demo's knowledge.
    pub docs: PathBuf,
    /// `webdriver.json`: how the browser is started.
    pub webdriver: PathBuf,
}

impl Setup {
    /// Reads the environment.
    ///
    /// # Errors
    /// When a program or folder is not there, with the command that makes it.
    pub fn find() -> Result<Self> {
        let setup = Self::browser_only()?;
        present(&[&setup.baton, &setup.assets])?;
        Ok(setup)
    }

    /// [`Setup::find`] without looking whether the server was built.
    ///
    /// # Errors
    /// When the browser or its driver is not there.
    pub fn browser_only() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .map_or_else(PathBuf::new, Path::to_path_buf);
        let place = |name: &str, default: PathBuf| std::env::var_os(name).map_or(default, PathBuf::from);
        let setup = Self {
            baton: place("BATON_BIN", root.join("target/debug/baton")),
            assets: place("BATON_ASSETS", root.join("target/assets")),
            model: place("BATON_MODEL", root.join("models/minilm")),
            chromium: place("CHROMIUM", PathBuf::from("/usr/bin/chromium")),
            chromedriver: place("CHROMEDRIVER", PathBuf::from("/usr/bin/chromedriver")),
            axe: std::env::var_os("BATON_AXE").map(PathBuf::from).or_else(|| installed_axe(&root)),
            shots: place("BATON_SHOTS", root.join("target/e2e/shots")),
            evidence: root.join("target/e2e/failed"),
            docs: root.join("docs"),
            webdriver: root.join("webdriver.json"),
        };
        present(&[&setup.chromium, &setup.chromedriver])?;
        Ok(setup)
    }
}

/// axe-core where `cargo xtask` has installed it.
fn installed_axe(root: &Path) -> Option<PathBuf> {
    let tools = std::fs::read_dir(root.join("target/tools")).ok()?;
    let files = tools.filter_map(|tool| Some(tool.ok()?.path().join("node_modules/axe-core/axe.min.js")));
    files.filter(|file| file.is_file()).max()
}

fn present(paths: &[&PathBuf]) -> Result<()> {
    for path in paths {
        if !path.exists() {
            bail!("{} is missing: run the end-to-end tests by `cargo xtask test`", path.display());
        }
    }
    Ok(())
}
