//! What does `wasm-bindgen` do here? Turns a compiled `.wasm` into browser modules, with the few options that
//! `cargo xtask` and Trunk pass. The published program takes more and brings a web server along to build.
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

mod reach;
mod slim;
mod split;
mod visit;

/// This package carries the version of the wasm-bindgen it wraps: Trunk refuses a program whose version is not
/// the crate's.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut input: Option<PathBuf> = None;
    let mut out_dir: Option<PathBuf> = None;
    let mut name: Option<String> = None;
    let mut debug = false;
    let mut doors: Option<String> = None;
    let mut target = String::from("web");
    let mut bindgen = Bindgen::new();
    bindgen.typescript(true);
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            Long("version") | Short('V') => {
                println!("wasm-bindgen {VERSION}");
                return Ok(());
            }
            Long("target") => target = args.value()?.string()?,
            Long("out-dir") => out_dir = Some(args.value()?.into()),
            Long("out-name") => {
                name = Some(args.value()?.string()?);
            }
            Long("no-typescript") => {
                bindgen.typescript(false);
            }
            Long("omit-default-module-path") => {
                bindgen.omit_default_module_path(true);
            }
            Long("debug") => {
                debug = true;
                bindgen.debug(true);
            }
            Long("split") => doors = Some(args.value()?.string()?),
            Long("keep-debug") => {
                bindgen.keep_debug(true);
            }
            Value(path) if input.is_none() => input = Some(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    match target.as_str() {
        "web" => bindgen.web(true)?,
        "no-modules" => bindgen.no_modules(true)?,
        other => bail!("--target {other} is not built here; use web or no-modules"),
    };
    // Functions are found again by the names that the compiler gave them.
    bindgen.demangle(doors.is_none());
    let input = input.context("name the .wasm file to read")?;
    let out_dir = out_dir.context("--out-dir DIR is missing")?;
    let name = match name {
        Some(name) => name,
        None => input.file_stem().context("the .wasm file has no name")?.to_string_lossy().into_owned(),
    };
    bindgen.input_path(&input).out_name(&name);
    let mut output = bindgen.generate_output()?;
    if debug {
        return output.emit(out_dir);
    }
    // What compiler and linker say about their work is of no use in a browser.
    for section in ["linking", "reloc.CODE", "reloc.DATA", "__wasm_split_unstable"] {
        output.wasm_mut().customs.remove_raw(section);
    }
    let names = slim::shorten(output.wasm_mut());
    if let Some(doors) = doors {
        std::fs::create_dir_all(&out_dir).with_context(|| format!("cannot make {}", out_dir.display()))?;
        cut(output.wasm_mut(), &input, &doors, &out_dir.join(format!("{name}_rest.wasm")))?;
    }
    output.emit(&out_dir)?;
    let glue = out_dir.join(format!("{name}.js"));
    let text = std::fs::read_to_string(&glue).with_context(|| format!("cannot read {}", glue.display()))?;
    std::fs::write(&glue, slim::renamed(&text, &names))
        .with_context(|| format!("cannot write {}", glue.display()))
}

/// Leaves in the module what can run before the second one is there, and writes that beside it. `linked` is what the
/// linker wrote.
fn cut(module: &mut Module, linked: &Path, doors: &str, second: &Path) -> Result<()> {
    let bytes = std::fs::read(linked).with_context(|| format!("cannot read {}", linked.display()))?;
    let (first, mut rest) = split::split(&module.emit_wasm(), &reach::behind(&bytes, doors)?)?;
    *module = first;
    rest.emit_wasm_file(second)
}
