//! How does a Rust crate become a small module for the browser? Cargo with the size profile, one package at a
//! time; then wasm-bindgen for the glue and wasm-opt for the last fifth of the bytes.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, run};
use crate::progress::Progress;
use crate::repo::Repo;
use crate::stamp::{self, Fingerprint};
use crate::tools::{self, Npm, WASM};

/// One program for the browser.
pub(crate) struct App {
    /// Its name in progress lines and file names.
    name: &'static str,
    package: &'static str,
    /// The Rust modules whose functions are doors to a second module, for a program that is cut in two.
    doors: Option<&'static str>,
}

/// The chat widget, the workspace's root package.
pub(crate) const WIDGET: App = App { name: "widget", package: "baton-widget", doors: Some("later") };
/// The agents' and leads' console.
pub(crate) const CONSOLE: App = App { name: "console", package: "baton-console", doors: None };

/// The profile in the root Cargo.toml that trades compile time for bytes.
const PROFILE: &str = "wasm-release";

/// How code and standard library are made small: a panic stops at once and says nothing, and nothing is kept for the
/// words that it would have said. rustc calls these unstable; the toolchain that the workspace names has them.
/// The linker leaves in the module who needs whom, which decides what goes into the second module.
const SMALL: [&str; 5] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "-Clink-arg=--emit-relocs",
];
/// The standard library is compiled with the same settings instead of taken as it comes, which is a seventh of the
/// module.
const OWN_STD: [&str; 2] = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// What linking needs from the tools folder.
#[derive(Clone)]
pub(crate) struct Tools {
    bindgen: PathBuf,
    pub(crate) npm: Npm,
}

impl Tools {
    /// Makes sure that they are there.
    ///
    /// # Errors
    /// When one cannot be installed.
    pub(crate) fn install(repo: &Repo, progress: &Progress) -> Result<Self> {
        Ok(Self { npm: tools::npm(repo, progress)?, bindgen: tools::bindgen(repo, progress, false)? })
    }
}

/// Modules ready to be served, before they get their final names.
pub(crate) struct Linked {
    pub(crate) wasm: PathBuf,
    pub(crate) glue: PathBuf,
    /// The second module, of a program that is cut in two.
    pub(crate) rest: Option<PathBuf>,
}

impl Linked {
    /// All files.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        [&self.wasm, &self.glue].into_iter().chain(&self.rest).cloned().collect()
    }
}

/// Compiles one package by itself, so that no other package's features leak into it, and as a `cdylib` alone: a
/// package that is also an `rlib`, which its tests need, would be built without link-time optimisation, a third
/// larger.
///
/// # Errors
/// When it does not compile.
pub(crate) fn compile(repo: &Repo, progress: &Progress, app: &App) -> Result<PathBuf> {
    progress.step(&format!("{}: compile", app.name), |step| {
        let mut build = cargo(&repo.root);
        build.args(["rustc", "--lib", "--crate-type", "cdylib", "--package", app.package]);
        build.args(["--target", WASM, "--profile", PROFILE]).args(OWN_STD);
        build.env("RUSTC_BOOTSTRAP", "1").env("CARGO_ENCODED_RUSTFLAGS", SMALL.join("\u{1f}"));
        run(step, &mut build)?;
        let file = format!("{}.wasm", app.package.replace('-', "_"));
        let built = repo.target.join(WASM).join(PROFILE).join(file);
        if !built.is_file() {
            bail!("{} was not built", built.display());
        }
        Ok(built)
    })
}

/// Makes the glue, and shrinks the module. Skipped when neither the module nor a tool has changed.
///
/// # Errors
/// When a tool fails.
pub(crate) fn link(
    repo: &Repo,
    progress: &Progress,
    tools: &Tools,
    app: &App,
    compiled: &Path,
) -> Result<Linked> {
    let out = repo.work().join(app.name);
    let rest = app.doors.map(|_| out.join("optimised_rest.wasm"));
    let linked = Linked { wasm: out.join("optimised.wasm"), glue: out.join("glue.js"), rest };
    let name = format!("{}: bind and shrink", app.name);
    let print = Fingerprint::default()
        .file(compiled)?
        .text(&tools.bindgen.to_string_lossy())
        .text(&tools.npm.program("wasm-opt").to_string_lossy())
        .text(&OPT.join(" "))
        .text(app.doors.unwrap_or_default())
        .finish();
    if stamp::is_fresh(&repo.work(), app.name, &print, &linked.files()) {
        progress.unchanged(&name);
        return Ok(linked);
    }
    progress.step(&name, |step| {
        let _ = std::fs::remove_dir_all(&out);
        let mut bind = Command::new(tools.bindgen.join("wasm-bindgen"));
        bind.args(["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-name", "glue"]);
        if let Some(doors) = app.doors {
            bind.args(["--split", doors]);
        }
        run(step, bind.arg("--out-dir").arg(&out).arg(compiled))?;
        let modules = [("glue_bg.wasm", Some(&linked.wasm)), ("glue_rest.wasm", linked.rest.as_ref())];
        for (bound, optimised) in modules.into_iter().filter_map(|(bound, to)| Some((out.join(bound), to?))) {
            let mut shrink = Command::new(tools.npm.program("wasm-opt"));
            shrink.args(OPT).arg(&bound).arg("-o").arg(optimised);
            run(step, &mut shrink)?;
            std::fs::remove_file(&bound).context("wasm-bindgen wrote no module")?;
        }
        Ok(())
    })?;
    stamp::keep(&repo.work(), app.name, &print)?;
    Ok(linked)
}

/// Size first; names and the lists of producers and features are for tools, not for visitors. `--converge` would
/// double the time for one part in two hundred.
const OPT: [&str; 4] = ["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"];
