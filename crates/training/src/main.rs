//! How are the triggers trained, and how good are they? `eval DIR` and `train`, called by `cargo xtask`.

mod baseline;
mod corpus;
mod data;
mod eval;
mod fit;
mod loops;
mod moment;
mod score;
mod signs;
mod size;
mod train;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use baton_triggers::Policy;
use baton_triggers::compile::fingerprints;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("no repository")?;
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["eval", rest @ ..] => {
            let folder = rest.iter().find(|a| !a.starts_with("--")).context("name a folder")?;
            let detector = if rest.contains(&"--rules") { train::rules() } else { train::detector() };
            eval::run(&PathBuf::from(folder), &detector, rest.contains(&"--errors"))
        }
        ["train"] => train::run(root, false),
        ["train", "--chats"] => train::chats(root),
        ["train", "--check"] => train::run(root, true),
        ["decisions"] => decisions(root),
        ["pack", folder] => {
            let (folder, to) = (PathBuf::from(folder), root.join("crates/triggers/training"));
            corpus::pack(&folder, &to.join("public.tsv.br"))?;
            loops::pack(&folder, &to.join("loops.tsv.br"))
        }
        ["size"] => sizes(),
        _ => bail!(
            "usage: baton-training eval DIR [--errors] [--rules] | train [--check | --chats] | decisions | pack DIR | \
             size"
        ),
    }
}

/// Writes what the detector as it is built answers to the chats, so that the browser can be held to it.
fn decisions(root: &Path) -> Result<()> {
    let crates = root.join("crates/triggers");
    let detector = train::detector();
    let mut out = String::new();
    for file in ["training/chats.jsonl", "training/validation/chats.jsonl"] {
        let text = std::fs::read_to_string(crates.join(file)).with_context(|| file.to_owned())?;
        for print in fingerprints(&detector, &text)? {
            out += &print;
            out.push('\n');
        }
    }
    let to = crates.join("tests/data/decisions.txt");
    std::fs::write(&to, out).with_context(|| to.display().to_string())
}

/// Prints what the browser fetches for one language.
fn sizes() -> Result<()> {
    let policy = Policy::default();
    for language in &policy.languages {
        let compact = policy.compact_for(language);
        let mut bare = compact.clone();
        bare.packs.iter_mut().for_each(|p| p.model.clear());
        let (all, bare) = (compact.encode(), bare.encode());
        let (whole, alone) = (size::brotli_size(all.as_bytes())?, size::brotli_size(bare.as_bytes())?);
        println!("{language}: {} characters, brotli {whole}; without the model {alone}", all.len());
    }
    Ok(())
}
