//! How is everything that browsers fetch built? Loader, widget, console and their styles, minified, named by
//! their content, compressed, in one folder with a manifest that the server serves or embeds.
mod bundle;
mod manifest;
mod trunk;
mod wasm;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

pub(crate) use manifest::Manifest;
pub(crate) use trunk::build as build_for_trunk;

use crate::progress::Progress;
use crate::repo::Repo;
use crate::stamp::{self, Fingerprint};
use crate::tools::{self, Npm};

/// Builds what is stale and returns what is in the assets folder.
///
/// # Errors
/// When a tool cannot be installed or a step fails.
pub(crate) fn build(repo: &Repo, progress: &Progress) -> Result<Manifest> {
    let _alone = repo.lock(progress)?;
    tools::wasm_target(progress)?;
    // Compiling leaves a core idle while it links, and wasm-opt uses one only: each step starts as soon as it can.
    let (tools, widget, console) = std::thread::scope(|scope| {
        let tools = scope.spawn(|| wasm::Tools::install(repo, progress));
        let widget = wasm::compile(repo, progress, &wasm::WIDGET)?;
        let tools = tools.join().unwrap_or_else(|_| bail!("installing tools stopped early"))?;
        let for_widget = tools.clone();
        let widget = scope.spawn(move || wasm::link(repo, progress, &for_widget, &wasm::WIDGET, &widget));
        let console = wasm::compile(repo, progress, &wasm::CONSOLE)?;
        let console = wasm::link(repo, progress, &tools, &wasm::CONSOLE, &console)?;
        let widget = widget.join().unwrap_or_else(|_| bail!("linking the widget stopped early"))?;
        anyhow::Ok((tools, widget, console))
    })?;
    assemble(repo, progress, &tools.npm, &widget, &console)
}

/// Puts all parts into the assets folder, unless they are there already.
fn assemble(
    repo: &Repo,
    progress: &Progress,
    npm: &Npm,
    widget: &wasm::Linked,
    console: &wasm::Linked,
) -> Result<Manifest> {
    let assets = repo.assets();
    let mut print = Fingerprint::default().file(&repo.root.join("index.html"))?.text(manifest::FORMAT);
    for part in widget.files().iter().chain(&console.files()) {
        print = print.file(part)?;
    }
    for folder in ["loader", "style", "studio", "crates/console/style", "xtask/npm", "xtask/src/assets"] {
        print = print.folder(&repo.root.join(folder))?;
    }
    let print = print.finish();
    if stamp::is_fresh(&repo.work(), "assets", &print, &[assets.join(manifest::NAME)]) {
        progress.unchanged("assets");
        return Manifest::read(&assets);
    }
    let manifest = progress.step("assets: minify, name and compress", |step| {
        let part = repo.work().join("assets.part");
        let _ = std::fs::remove_dir_all(&part);
        let mut out = manifest::Writer::new(&part);
        let bundler = bundle::Bundler { repo, npm, step };
        widget_files(&bundler, &mut out, widget)?;
        console_files(&bundler, &mut out, console)?;
        studio_files(&repo.root, &mut out)?;
        let manifest = out.finish(step, &repo.root.join("xtask/npm/compress.mjs"))?;
        swap(&part, &assets, &repo.work().join("assets.old"))?;
        Ok(manifest)
    })?;
    stamp::keep(&repo.work(), "assets", &print)?;
    Ok(manifest)
}

/// The loader under its two names, what it fetches on intent, and the demo page.
fn widget_files(
    bundler: &bundle::Bundler<'_>,
    out: &mut manifest::Writer,
    widget: &wasm::Linked,
) -> Result<()> {
    let root = &bundler.repo.root;
    let wasm = out.hashed("assets/widget", "wasm", "wasm", &stamp::read(&widget.wasm)?)?;
    let rest = match &widget.rest {
        Some(rest) => Some(out.hashed("assets/widget-rest", "wasm", "rest", &stamp::read(rest)?)?),
        None => None,
    };
    let glue = out.hashed("assets/widget", "js", "glue", bundler.glue(&widget.glue)?.as_bytes())?;
    let css =
        out.hashed("assets/widget", "css", "styles", bundler.styles(&root.join("style"))?.as_bytes())?;
    let loader =
        bundler.loader(&bundle::Names { glue: &glue, wasm: &wasm, rest: rest.as_deref(), css: &css })?;
    out.named("/baton.js", "baton.js", "loader", loader.as_bytes())?;
    out.hashed("baton", "js", "loader-immutable", loader.as_bytes())?;
    let page = bundle::without_trunk(&stamp::read_text(&root.join("index.html"))?);
    out.named("/", "index.html", "demo-page", page.as_bytes())
}

/// The console's page, module, wasm and styles.
fn console_files(
    bundler: &bundle::Bundler<'_>,
    out: &mut manifest::Writer,
    console: &wasm::Linked,
) -> Result<()> {
    let wasm = out.hashed("assets/console", "wasm", "console-wasm", &stamp::read(&console.wasm)?)?;
    let script = bundler.console(&console.glue, &wasm)?;
    let script = out.hashed("assets/console", "js", "console-glue", script.as_bytes())?;
    let styles = bundler.styles(&bundler.repo.root.join("crates/console/style"))?;
    let css = out.hashed("assets/console", "css", "console-styles", styles.as_bytes())?;
    let page = bundle::console_page(&script, &wasm, &css);
    out.named("/console/", "console/index.html", "console-page", page.as_bytes())
}

/// The style studio as it stands in the repository, which needs no build, and the themes that it starts from.
fn studio_files(root: &Path, out: &mut manifest::Writer) -> Result<()> {
    for (folder, place) in [("studio", "studio"), ("style/themes", "studio/themes")] {
        for path in stamp::files_under(&root.join(folder))? {
            let name = path.file_name().context("a file of the studio has no name")?.to_string_lossy();
            let file = format!("{place}/{name}");
            let url = format!("/{}", file.strip_suffix("index.html").unwrap_or(&file));
            out.named(&url, &file, "studio", &stamp::read(&path)?)?;
        }
    }
    Ok(())
}

/// Replaces a folder by another; a server that reads at this moment finds the old file or the new.
fn swap(part: &Path, place: &PathBuf, old: &Path) -> Result<()> {
    let _ = std::fs::remove_dir_all(old);
    if place.is_dir() {
        std::fs::rename(place, old).context("cannot move the old assets away")?;
    }
    std::fs::rename(part, place).context("cannot put the new assets in place")?;
    let _ = std::fs::remove_dir_all(old);
    Ok(())
}
