//! What comes from npm, and how? By lock files, without any package's scripts, into a folder named by the lock file's
//! content: what the build needs, and what the bench of the widget measures Baton against.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::put_in_place;
use crate::process::{answer, run};
use crate::progress::{Progress, Step};
use crate::repo::Repo;
use crate::stamp::Fingerprint;

/// The npm tools' folder.
#[derive(Clone, Debug)]
pub(crate) struct Npm(PathBuf);

impl Npm {
    /// A program of the folder, by name.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.0.join("node_modules").join(".bin").join(name)
    }

    /// axe-core as one script, to be injected into a page under test.
    pub(crate) fn axe(&self) -> PathBuf {
        self.0.join("node_modules/axe-core/axe.min.js")
    }
}

/// wasm-opt, esbuild and axe-core, as `xtask/npm/package-lock.json` pins them. No package's script runs.
///
/// # Errors
/// When Node or npm is missing or the packages cannot be fetched.
pub(crate) fn npm(repo: &Repo, progress: &Progress) -> Result<Npm> {
    install(repo, progress, "npm", "install wasm-opt, esbuild and axe-core", |_, _| Ok(())).map(Npm)
}

/// The folder with the chats that the widget is measured against, as `xtask/npm-bench/package-lock.json` pins them,
/// each file with its brotli beside it. Their bundles hold what they depend on.
///
/// # Errors
/// When Node or npm is missing or the packages cannot be fetched.
pub(crate) fn candidates(repo: &Repo, progress: &Progress) -> Result<PathBuf> {
    let source = repo.root.join("xtask/npm-bench");
    install(repo, progress, "npm-bench", "install deep-chat and @n8n/chat", |step, folder| {
        run(step, Command::new("node").arg(source.join("compress.mjs")).current_dir(folder)).map(drop)
    })
}

/// Installs what the lock file under `xtask/NAME` pins, unless it is there; `finish` has the last word on the folder.
fn install(
    repo: &Repo,
    progress: &Progress,
    name: &str,
    title: &str,
    finish: impl FnOnce(&Step, &Path) -> Result<()>,
) -> Result<PathBuf> {
    let source = repo.root.join("xtask").join(name);
    let print = Fingerprint::default().file(&source.join("package-lock.json"))?.finish();
    let folder = repo.tools.join(format!("{name}-{}", &print[..12]));
    if folder.is_dir() {
        return Ok(folder);
    }
    if answer("node", &["--version"]).is_none() {
        bail!("Node.js is missing: install Node 20 or later with npm, then try again");
    }
    progress.step(title, |step| {
        let part = repo.tools.join(format!("{name}-{}.part", std::process::id()));
        let _ = std::fs::remove_dir_all(&part);
        std::fs::create_dir_all(&part).with_context(|| format!("cannot make {}", part.display()))?;
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(source.join(file), part.join(file))?;
        }
        let mut npm = Command::new("npm");
        npm.current_dir(&part).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        run(step, &mut npm)?;
        finish(step, &part)?;
        put_in_place(&part, &folder)
    })?;
    Ok(folder)
}
