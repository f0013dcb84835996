//! Is the house in order? Compares the real dependencies with the documented ones, ARCHITECTURE.md's map with the
//! tree, and source files with the rules for them.
mod edges;
mod files;
mod map;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::cargo;
use crate::repo::Repo;
use crate::stamp;

/// Prints every fault.
///
/// # Errors
/// When there is one, or the repository cannot be read.
pub(crate) fn report(repo: &Repo) -> Result<()> {
    let faults = faults(repo)?;
    if faults.is_empty() {
        println!("tidy: dependencies, map and files are as documented");
        return Ok(());
    }
    bail!("{} found:\n  {}", faults.len(), faults.join("\n  "))
}

/// The workspace as Cargo sees it, without what it depends on from elsewhere.
///
/// # Errors
/// When Cargo cannot read it.
pub(crate) fn metadata(root: &Path) -> Result<Value> {
    let output = cargo(root).args(["metadata", "--no-deps", "--format-version", "1"]).output();
    let output = output.context("cannot start cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("cargo metadata printed no JSON")
}

fn faults(repo: &Repo) -> Result<Vec<String>> {
    let architecture = stamp::read_text(&repo.root.join("ARCHITECTURE.md"))?;
    let tracked = tracked(&repo.root)?;
    let mut faults = edges::faults(&edges::documented(&architecture), &edges::real(&metadata(&repo.root)?));
    faults.extend(map::faults(&map::listed(&architecture), &tracked));
    for path in tracked.iter().filter(|path| files::is_source(path)) {
        // A file that git still lists and the worktree no longer has is on its way out.
        if let Ok(text) = std::fs::read_to_string(repo.root.join(path)) {
            faults.extend(files::faults(path, &text));
        }
    }
    Ok(faults)
}

/// Every file that git knows or would take, relative to the root.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let output = git.output().context("cannot start git")?;
    if !output.status.success() {
        bail!("git ls-files failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
    Ok(text.split_terminator('\0').map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let faults = faults(&Repo::find()).unwrap();
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    }
}
