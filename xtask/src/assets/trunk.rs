//! How does `trunk serve` get the same loader and styles? A hook of Trunk.toml calls this after Trunk has built
//! the widget; it writes what the page asks for into Trunk's output.
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::bundle::{Bundler, Names};
use crate::progress::Progress;
use crate::repo::Repo;
use crate::stamp;
use crate::tools;

/// Writes `baton.js` and the widget's sheet into the folder that Trunk names in `TRUNK_STAGING_DIR`.
///
/// # Errors
/// When Trunk did not start this, or built no widget, or a step fails.
pub(crate) fn build(repo: &Repo, progress: &Progress) -> Result<()> {
    let staging = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging = staging.context("--trunk is for Trunk's hook: run `trunk build` or `trunk serve`")?;
    let glue = built(&staging, ".js")?;
    let wasm = built(&staging, "_bg.wasm")?;
    let npm = tools::npm(repo, progress)?;
    progress.step("loader and styles", |step| {
        let bundler = Bundler { repo, npm: &npm, step };
        let styles = bundler.styles(&repo.root.join("style"))?;
        let css = format!("baton-widget-{}.css", &stamp::hash_of(styles.as_bytes())[..12]);
        stamp::write(&staging.join(&css), styles)?;
        let loader = bundler.loader(&Names { glue: &glue, wasm: &wasm, rest: None, css: &css })?;
        stamp::write(&staging.join("baton.js"), loader)
    })
}

/// The name of the one file that Trunk made for the widget with this ending.
fn built(staging: &Path, ending: &str) -> Result<String> {
    let names = stamp::files_under(staging)?.into_iter().filter_map(|path| {
        let name = path.strip_prefix(staging).ok()?.to_str()?.to_owned();
        (name.starts_with("baton-widget") && name.ends_with(ending)).then_some(name)
    });
    names.min_by_key(String::len).with_context(|| format!("Trunk built no baton-widget…{ending}"))
}
