//! How is everything tested? Native tests of every package that runs on a server, unit tests in a browser, then
//! end-to-end tests with the real server; one line sums them up.
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::counts::Counts;
use crate::process::{answer, cargo, run_any};
use crate::progress::Progress;
use crate::repo::Repo;
use crate::{run, stamp, tools};

/// What `cargo xtask test` can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Leave out everything that needs a browser.
    pub(crate) quick: bool,
    /// Only tests whose name contains this.
    pub(crate) filter: Option<String>,
}

/// The harness that drives a browser. The widget's and the console's pure parts are tested natively too.
const NOT_NATIVE: [&str; 1] = ["baton-e2e"];
/// Packages with unit tests that run in a browser.
const IN_BROWSER: [&str; 3] = ["baton-widget", "baton-web", "baton-console"];

/// Runs every suite, even after one has failed, and prints the sum.
///
/// # Errors
/// When a test fails, a suite does not build, or nothing ran at all.
pub(crate) fn test(repo: &Repo, progress: &Progress, options: &Options) -> Result<()> {
    let mut suites = Suites { repo, progress, options, counts: Counts::default(), broken: Vec::new() };
    suites.native()?;
    if !options.quick {
        match tools::browser(progress) {
            Ok(browser) => {
                suites.browser_units(&browser)?;
                suites.end_to_end(&browser, &[])?;
            }
            Err(error) => suites.broken.push(format!("{error:#}")),
        }
    }
    suites.close()
}

/// Runs the end-to-end tests, which take a picture of each state that they pass.
///
/// # Errors
/// When one fails.
pub(crate) fn shots(repo: &Repo, progress: &Progress) -> Result<()> {
    let options = Options::default();
    let mut suites =
        Suites { repo, progress, options: &options, counts: Counts::default(), broken: Vec::new() };
    let browser = tools::browser(progress)?;
    let folder = repo.root.join("shots");
    // Pictures of states that no flow reaches any more would mislead.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("cannot empty the folder for screenshots")?;
    }
    suites.end_to_end(&browser, &[("BATON_SHOTS", &folder)])?;
    suites.close()?;
    let pictures = stamp::files_under(&folder)?.len();
    ensure!(pictures > 0, "no flow took a screenshot");
    println!("{pictures} screenshots: {}", folder.display());
    Ok(())
}

struct Suites<'a> {
    repo: &'a Repo,
    progress: &'a Progress,
    options: &'a Options,
    counts: Counts,
    broken: Vec<String>,
}

impl Suites<'_> {
    /// Unit, conformance and router tests.
    fn native(&mut self) -> Result<()> {
        let packages = native_packages(self.repo)?;
        let mut command = self.runner();
        for package in &packages {
            command.args(["--package", package]);
        }
        self.suite("native tests", &mut command)
    }

    /// Unit tests compiled to wasm and run in headless Chromium.
    fn browser_units(&mut self, browser: &tools::Browser) -> Result<()> {
        tools::wasm_target(self.progress)?;
        let bindgen = tools::bindgen(self.repo, self.progress, true)?;
        for package in IN_BROWSER {
            if !has_browser_tests(self.repo, package)? {
                continue;
            }
            let mut command = cargo(&self.repo.root);
            command.args(["test", "--package", package, "--target", tools::WASM, "--no-fail-fast"]);
            browser.runs(self.repo, &bindgen, &mut command)?;
            command.args(&self.options.filter);
            self.suite(&format!("browser unit tests of {package}"), &mut command)?;
        }
        Ok(())
    }

    /// The real server, the built assets, real Chromium.
    fn end_to_end(&mut self, browser: &tools::Browser, more: &[(&str, &Path)]) -> Result<()> {
        let npm = tools::npm(self.repo, self.progress)?;
        if let Err(error) = run::build(self.repo, self.progress) {
            self.broken.push(format!("{error:#}"));
            return Ok(());
        }
        let mut command = self.runner();
        command.args(["--package", "baton-e2e"]);
        command.env("CHROMIUM", &browser.chromium).env("CHROMEDRIVER", &browser.driver);
        command.env("BATON_BIN", self.repo.baton()).env("BATON_ASSETS", self.repo.assets());
        command.env("BATON_AXE", npm.axe());
        command.envs(more.iter().copied());
        self.suite("end-to-end tests", &mut command)
    }

    /// nextest where it is installed, as it is quicker; else what Cargo brings.
    fn runner(&self) -> Command {
        let mut command = cargo(&self.repo.root);
        if answer("cargo-nextest", &["--version"]).is_some() {
            command.args([
                "nextest",
                "run",
                "--no-fail-fast",
                "--no-tests",
                "pass",
                "--status-level",
                "fail",
            ]);
        } else {
            command.args(["test", "--no-fail-fast"]);
        }
        command.args(&self.options.filter);
        command
    }

    fn suite(&mut self, name: &str, command: &mut Command) -> Result<()> {
        println!("\n== {name}");
        let (code, output) = self.progress.step(name, |step| run_any(step, command, true))?;
        self.counts = self.counts.and(Counts::read(&output));
        if code != Some(0) {
            self.broken.push(format!("{name} failed"));
        }
        Ok(())
    }

    fn close(self) -> Result<()> {
        self.progress.table();
        for broken in &self.broken {
            eprintln!("\n{broken}");
        }
        let Counts { passed, failed } = self.counts;
        // A suite that did not even build is a failure that no runner counted.
        let failed = if self.broken.is_empty() { failed } else { failed.max(1) };
        println!("\n{passed} passed, {failed} failed");
        if failed > 0 {
            bail!("not every test passed");
        }
        if passed == 0 {
            bail!("no test ran");
        }
        Ok(())
    }
}

/// The workspace's packages that are tested natively, sorted.
fn native_packages(repo: &Repo) -> Result<Vec<String>> {
    let metadata = crate::tidy::metadata(&repo.root)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let names = packages.iter().filter_map(|package| package["name"].as_str());
    let mut names: Vec<_> = names.filter(|name| !NOT_NATIVE.contains(name)).map(str::to_owned).collect();
    names.sort();
    Ok(names)
}

/// Whether a package has tests for the browser runner.
fn has_browser_tests(repo: &Repo, package: &str) -> Result<bool> {
    let folders = match package {
        "baton-widget" => [repo.root.join("src"), repo.root.join("tests/web")],
        other => {
            let folder = repo.root.join("crates").join(other.trim_start_matches("baton-"));
            [folder.join("src"), folder.join("tests")]
        }
    };
    for folder in folders {
        for file in stamp::files_under(&folder)? {
            if stamp::read_text(&file)?.contains("wasm_bindgen_test") {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_tested_somewhere() {
        let repo = Repo::find();
        let native = native_packages(&repo).unwrap();
        assert!(
            native.contains(&"xtask".to_owned()) && native.contains(&"baton-server".to_owned()),
            "{native:?}"
        );
        assert!(NOT_NATIVE.iter().all(|name| !native.contains(&(*name).to_owned())), "{native:?}");
    }

    #[test]
    fn options_are_off_unless_asked_for() {
        assert_eq!(Options::default(), Options { quick: false, filter: None });
    }
}
