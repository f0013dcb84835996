//! Which tools does the build need, and how do they get here? Pinned, locked, built or fetched once, put in
//! place by a rename so that an interrupted install is never taken for a finished one.
mod npm;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

pub(crate) use npm::{Npm, candidates, npm};

use crate::process::{answer, cargo, run};
use crate::progress::Progress;
use crate::repo::Repo;
use crate::stamp::{self, Fingerprint};

/// The compilation target of everything that runs in a browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// Newer ones ask for a newer Rust than this workspace.
const TRUNK: &str = "0.21.14";

/// A browser and the program that drives it.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    /// Chromium's program.
    pub(crate) chromium: PathBuf,
    /// The chromedriver of the same version.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Has a `cargo test` for the browser run its tests in this one, with the runner in the folder of [`bindgen`].
    ///
    /// # Errors
    /// When `webdriver.json` cannot be read or its copy cannot be written.
    pub(crate) fn runs(&self, repo: &Repo, bindgen: &Path, command: &mut Command) -> Result<()> {
        let text = stamp::read(&repo.root.join("webdriver.json"))?;
        let mut config: Value = serde_json::from_slice(&text).context("webdriver.json is not JSON")?;
        config["goog:chromeOptions"]["binary"] = self.chromium.to_string_lossy().into();
        let path = repo.work().join("webdriver.json");
        stamp::write(&path, config.to_string())?;
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", bindgen.join("wasm-bindgen-test-runner"));
        command.env("CHROMEDRIVER", &self.driver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &path);
        Ok(())
    }
}

/// Makes sure that Rust can compile for the browser, and the standard library with it.
///
/// # Errors
/// When the target or the library's source is missing and rustup is not there to add it.
pub(crate) fn wasm_target(progress: &Progress) -> Result<()> {
    let sysroot =
        answer("rustc", &["--print", "sysroot"]).context("rustc is missing: install Rust with rustup")?;
    let libraries = Path::new(&sysroot).join("lib/rustlib");
    let wanted = [
        (libraries.join(WASM), ["target", "add", WASM]),
        (libraries.join("src/rust/library/std"), ["component", "add", "rust-src"]),
    ];
    for (folder, add) in wanted.into_iter().filter(|(folder, _)| !folder.is_dir()) {
        if answer("rustup", &["--version"]).is_none() {
            bail!(
                "{} is missing and there is no rustup to add it: do what `rustup {}` would, then try again",
                folder.display(),
                add.join(" ")
            );
        }
        progress.step(&format!("install Rust's {}", add[2]), |step| {
            run(step, Command::new("rustup").args(add)).map(drop)
        })?;
    }
    Ok(())
}

/// The folder with `wasm-bindgen` and, if asked for, `wasm-bindgen-test-runner`.
///
/// # Errors
/// When the build fails, which without a cached registry includes a missing network.
pub(crate) fn bindgen(repo: &Repo, progress: &Progress, test_runner: bool) -> Result<PathBuf> {
    let source = repo.root.join("xtask/bindgen");
    let print = Fingerprint::default()
        .file(&source.join("Cargo.toml"))?
        .file(&source.join("Cargo.lock"))?
        .folder(&source.join("src"))?
        .finish();
    let folder = repo.tools.join(format!("bindgen-{}", &print[..12]));
    let mut wanted = vec!["wasm-bindgen"];
    if test_runner {
        wanted.push("wasm-bindgen-test-runner");
    }
    if wanted.iter().all(|name| folder.join(name).is_file()) {
        return Ok(folder);
    }
    let name = if test_runner { "install wasm-bindgen and its test runner" } else { "install wasm-bindgen" };
    progress.step(name, |step| {
        let built = repo.tools.join("build/bindgen");
        let mut build = cargo(&source);
        build.args(["build", "--release", "--locked", "--target-dir"]).arg(&built);
        if test_runner {
            build.args(["--features", "test-runner"]);
        }
        run(step, &mut build)?;
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for name in wanted {
            let part = folder.join(format!("{name}.{}.part", std::process::id()));
            std::fs::copy(built.join("release").join(name), &part)
                .with_context(|| format!("no {name} was built"))?;
            std::fs::rename(&part, folder.join(name)).with_context(|| format!("cannot install {name}"))?;
        }
        Ok(folder.clone())
    })
}

/// Trunk, built as cheaply as it can be; only the check of `trunk build` needs it.
///
/// # Errors
/// When the build fails.
pub(crate) fn trunk(repo: &Repo, progress: &Progress) -> Result<PathBuf> {
    let folder = repo.tools.join(format!("trunk-{TRUNK}"));
    if folder.is_dir() {
        return Ok(folder.join("bin"));
    }
    progress.step("install trunk", |step| {
        let part = repo.tools.join(format!("trunk-{}.part", std::process::id()));
        let mut install = cargo(&repo.root);
        install.args(["install", "trunk", "--locked", "--no-default-features", "--no-track"]);
        install.args(["--version", TRUNK, "--root"]).arg(&part);
        install.env("CARGO_TARGET_DIR", repo.tools.join("build/trunk"));
        for (name, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "0"), ("DEBUG", "0")] {
            install.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
        }
        run(step, &mut install)?;
        put_in_place(&part, &folder)
    })?;
    Ok(folder.join("bin"))
}

/// Chromium and its driver: `CHROMIUM` and `CHROMEDRIVER` if set, else what is installed, else from Debian's
/// packages when this is root's machine.
///
/// # Errors
/// When there is none and it cannot be installed; the message carries the command to run.
pub(crate) fn browser(progress: &Progress) -> Result<Browser> {
    if let Some(browser) = find_browser() {
        return Ok(browser);
    }
    let command = "apt-get update && apt-get install -y --no-install-recommends chromium chromium-driver";
    let root = answer("id", &["-u"]).as_deref() == Some("0");
    if !root || on_path("apt-get").is_none() {
        bail!(
            "the browser tests need Chromium and its driver: run\n\n    sudo sh -c '{command}'\n\n\
             or set CHROMIUM and CHROMEDRIVER to the two programs (`cargo xtask test --quick` needs neither)"
        );
    }
    progress.step("install Chromium", |step| {
        run(step, Command::new("sh").args(["-c", command]).env("DEBIAN_FRONTEND", "noninteractive")).map(drop)
    })?;
    find_browser().context("Chromium was installed but is not on PATH: set CHROMIUM and CHROMEDRIVER")
}

/// `PATH` with some folders in front of it.
///
/// # Errors
/// When a folder's name cannot stand in `PATH`.
pub(crate) fn path_with(folders: &[&Path]) -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().map(|folder| folder.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(all).context("a folder for PATH has a colon in its name")
}

fn find_browser() -> Option<Browser> {
    let named =
        |variable: &str| std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    let chromium = named("CHROMIUM")
        .or_else(|| ["chromium", "chromium-browser", "google-chrome"].iter().find_map(on_path))?;
    let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser { chromium, driver })
}

fn on_path(name: impl AsRef<Path>) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

fn put_in_place(part: &Path, folder: &Path) -> Result<()> {
    match std::fs::rename(part, folder) {
        Ok(()) => Ok(()),
        // Another run was faster: its copy is as good.
        Err(_) if folder.is_dir() => {
            std::fs::remove_dir_all(part).context("cannot remove a spare copy of a tool")
        }
        Err(error) => Err(error).with_context(|| format!("cannot install {}", folder.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The version that a Cargo.toml or Cargo.lock text gives wasm-bindgen.
    fn pinned(text: &str, before: &str) -> String {
        let rest = text.split_once(before).map_or("", |(_, rest)| rest);
        rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect()
    }

    #[test]
    fn the_bindgen_tool_has_the_version_of_the_crate() {
        let root = Repo::find().root;
        let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap();
        let tool = std::fs::read_to_string(root.join("xtask/bindgen/Cargo.toml")).unwrap();
        let of_crate = pinned(&lock, "name = \"wasm-bindgen\"\nversion = \"");
        assert!(!of_crate.is_empty());
        for place in
            ["wasm-bindgen-cli-support = \"=", "wasm-bindgen-cli = { version = \"=", "\nversion = \""]
        {
            assert_eq!(pinned(&tool, place), of_crate, "{place}");
        }
    }

    #[test]
    fn the_version_check_reads_what_it_compares() {
        assert_eq!(pinned("version = \"1.2.3\"", "version = \""), "1.2.3");
        assert_eq!(pinned("nothing", "version = \""), "");
    }
}
