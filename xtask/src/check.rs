//! What stands between a change and main? The commands that CI runs, and the ones that only look.
use std::ffi::OsString;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{cargo, run};
use crate::progress::Progress;
use crate::repo::Repo;
use crate::{dist, stamp, test, tools};

/// Packages that only compile for browsers, each checked by itself.
const WASM_PACKAGES: [&str; 3] = ["baton-widget", "baton-web", "baton-console"];

/// Everything that must hold on main.
///
/// # Errors
/// At the first check that fails.
pub(crate) fn ci(repo: &Repo, progress: &Progress) -> Result<()> {
    progress
        .step("format", |step| run(step, cargo(&repo.root).args(["fmt", "--all", "--check"])).map(drop))?;
    tools::wasm_target(progress)?;
    progress.step("clippy: native packages", |step| {
        let mut command = cargo(&repo.root);
        command.args(["clippy", "--workspace", "--all-targets"]);
        for package in WASM_PACKAGES {
            command.args(["--exclude", package]);
        }
        run(step, command.args(["--", "--deny", "warnings"])).map(drop)
    })?;
    for package in WASM_PACKAGES {
        progress.step(&format!("clippy: {package}"), |step| {
            let mut command = cargo(&repo.root);
            command.args(["clippy", "--package", package, "--all-targets", "--target", tools::WASM]);
            run(step, command.args(["--", "--deny", "warnings"])).map(drop)
        })?;
    }
    // Sizes before tests: what runs last closes the log with the sum of the tests.
    dist::dist(repo, progress, false)?;
    test::test(repo, progress, &test::Options::default())
}

/// Checks that Trunk builds the same page.
///
/// # Errors
/// When Trunk cannot be installed or its output lacks a part.
pub(crate) fn trunk(repo: &Repo, progress: &Progress) -> Result<()> {
    tools::wasm_target(progress)?;
    let trunk = tools::trunk(repo, progress)?;
    let bindgen = tools::bindgen(repo, progress, false)?;
    let npm = tools::npm(repo, progress)?;
    let programs = npm.program("wasm-opt");
    let programs = programs.parent().context("npm's programs have no folder")?;
    let dist = repo.target.join("trunk");
    progress.step("trunk build --release", |step| {
        let mut build = Command::new(trunk.join("trunk"));
        build.current_dir(&repo.root).args(["build", "--release", "--dist"]).arg(&dist);
        build.env("PATH", tools::path_with(&[&bindgen, programs])?).env_remove("NO_COLOR");
        run(step, &mut build).map(drop)
    })?;
    let names: Vec<_> = stamp::files_under(&dist)?
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    for (part, ending) in
        [("page", "index.html"), ("loader", "baton.js"), ("module", ".wasm"), ("styles", ".css")]
    {
        if !names.iter().any(|name| name.ends_with(ending)) {
            bail!("trunk build made no {part}; there is: {}", names.join(", "));
        }
    }
    println!("trunk build: {}", names.join(", "));
    Ok(())
}

/// Makes the sentence model with the assistant crate's own maker.
///
/// # Errors
/// When the maker fails.
pub(crate) fn model(repo: &Repo, args: &[OsString]) -> Result<()> {
    let mut maker = cargo(&repo.root);
    maker
        .args([
            "run",
            "--package",
            "baton-assistant",
            "--bin",
            "make-model",
            "--features",
            "make-model",
            "--",
        ])
        .arg(repo.model())
        .args(args);
    let status = maker.stdin(Stdio::null()).status().context("cannot start cargo")?;
    if !status.success() {
        bail!("the model was not made");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packages_for_browsers_exist() {
        let metadata = crate::tidy::metadata(&Repo::find().root).unwrap().to_string();
        for package in WASM_PACKAGES {
            assert!(metadata.contains(&format!("\"name\":\"{package}\"")), "{package}");
        }
    }
}
