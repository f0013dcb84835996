//! How do scripts, styles and pages get their final text? esbuild bundles and minifies; names made elsewhere are
//! put where the sources leave a place for them.
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::progress::Step;
use crate::repo::Repo;
use crate::stamp;
use crate::tools::Npm;

/// Browsers that the product supports understand this language level.
const TARGET: &str = "--target=es2022";

/// The console's page; the three places in it are for file names.
const CONSOLE_PAGE: &str = include_str!("console.html");

/// Runs esbuild for one build.
pub(crate) struct Bundler<'a> {
    pub(crate) repo: &'a Repo,
    pub(crate) npm: &'a Npm,
    pub(crate) step: &'a Step,
}

/// What the loader fetches on intent, as paths relative to the folder that the loader came from.
pub(crate) struct Names<'a> {
    pub(crate) glue: &'a str,
    pub(crate) wasm: &'a str,
    /// The second module, where there is one.
    pub(crate) rest: Option<&'a str>,
    pub(crate) css: &'a str,
}

impl Bundler<'_> {
    /// The script tag's script, with `__ASSETS__` in it standing for the names.
    ///
    /// # Errors
    /// When the source is missing, does not use the names, or does not parse.
    pub(crate) fn loader(&self, names: &Names<'_>) -> Result<String> {
        let entry = self.repo.root.join("loader/baton.js");
        let json = serde_json::json!({ "glue": names.glue, "wasm": names.wasm, "rest": names.rest, "css": names.css });
        let define = format!("--define:__ASSETS__={json}");
        let text = self.esbuild(&entry, &["--format=iife", &define])?;
        if !text.contains(names.wasm) {
            bail!("{} does not use __ASSETS__, so it cannot find the widget", entry.display());
        }
        Ok(text)
    }

    /// One sheet out of a folder, in the order in which its `layers.css` imports the others.
    ///
    /// # Errors
    /// When a sheet is missing or does not parse, or when an import is left for the browser: a constructed
    /// sheet may have none.
    pub(crate) fn styles(&self, folder: &Path) -> Result<String> {
        let text = self.esbuild(&folder.join("layers.css"), &[])?;
        if text.contains("@import") {
            bail!("{} imports a sheet from elsewhere, which the browser would ignore", folder.display());
        }
        Ok(text)
    }

    /// The console's one module: the glue, and a start that names the wasm beside it.
    ///
    /// # Errors
    /// When esbuild fails.
    pub(crate) fn console(&self, glue: &Path, wasm: &str) -> Result<String> {
        let file = Path::new(wasm).file_name().context("the console's wasm has no name")?.to_string_lossy();
        let entry = self.repo.work().join("console/start.js");
        let start = format!(
            "import init from {:?};\ninit({{ module_or_path: new URL({file:?}, import.meta.url) }});\n",
            glue.to_string_lossy()
        );
        stamp::write(&entry, start)?;
        self.esbuild(&entry, &["--format=esm"])
    }

    /// The widget's glue, minified with its exports kept.
    ///
    /// # Errors
    /// When esbuild fails.
    pub(crate) fn glue(&self, glue: &Path) -> Result<String> {
        self.esbuild(glue, &["--format=esm"])
    }

    fn esbuild(&self, entry: &Path, options: &[&str]) -> Result<String> {
        if !entry.is_file() {
            bail!("{} is missing", entry.display());
        }
        let out =
            self.repo.work().join("esbuild").join(entry.file_name().context("an entry without a name")?);
        let mut command = Command::new(self.npm.program("esbuild"));
        command.current_dir(&self.repo.root).arg(entry).args([
            "--bundle",
            "--minify",
            "--legal-comments=none",
        ]);
        command.args(["--charset=utf8", "--log-level=warning", TARGET]).args(options);
        let printed = run(self.step, command.arg(format!("--outfile={}", out.display())))?;
        // A warning here is a mistake in a source file: esbuild knows no matter of taste.
        if !printed.trim().is_empty() {
            bail!("esbuild warns about {}:\n{printed}", entry.display());
        }
        stamp::read_text(&out)
    }
}

/// The demo page as the server serves it: without the lines that only Trunk reads.
pub(crate) fn without_trunk(page: &str) -> String {
    page.lines().filter(|line| !line.contains("data-trunk")).map(|line| format!("{line}\n")).collect()
}

/// The console's page with the names of its files, relative to `/console/`.
pub(crate) fn console_page(script: &str, wasm: &str, css: &str) -> String {
    CONSOLE_PAGE
        .replace("{script}", &format!("../{script}"))
        .replace("{wasm}", &format!("../{wasm}"))
        .replace("{css}", &format!("../{css}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_served_page_has_no_line_for_trunk() {
        let page = "<head>\n<link data-trunk rel=\"rust\">\n<title>t</title>\n";
        assert_eq!(without_trunk(page), "<head>\n<title>t</title>\n");
    }

    #[test]
    fn the_console_page_names_its_files_relative_to_its_folder() {
        let page = console_page("assets/c.js", "assets/c.wasm", "assets/c.css");
        for name in ["\"../assets/c.js\"", "\"../assets/c.wasm\"", "\"../assets/c.css\""] {
            assert!(page.contains(name), "{name} in {page}");
        }
        assert!(!page.contains('{'), "an unfilled place in {page}");
    }
}
