//! How are the triggers trained, and how good are they? `eval DIR` and `train`, called by `cargo xtask`.

mod baseline;
mod corpus;
mod data;
mod eval;
mod fit;
mod loops;
mod score;
mod size;
mod train;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use baton_triggers::Policy;

use crate::train::Then;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("no repository")?;
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["eval", rest @ ..] => {
            let folder = rest.iter().find(|a| !a.starts_with("--")).context("name a folder")?;
            // The model is read from the file, so that a new one is measured without compiling again.
            let file = rest.iter().find_map(|a| a.strip_prefix("--model="));
            let file = file.map_or_else(|| root.join(train::MODEL_FILE), PathBuf::from);
            let model = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            let model = if rest.contains(&"--rules") { "" } else { model.trim() };
            let detector = train::detector(model);
            eval::run(&PathBuf::from(folder), &detector, rest.contains(&"--errors"))
        }
        ["train"] => train::run(root, &Then::Write),
        ["train", "--check"] => train::run(root, &Then::Check),
        ["train", "--without", source, out] => train::run(root, &Then::Without(source, &PathBuf::from(out))),
        ["pack", folder] => {
            let (folder, to) = (PathBuf::from(folder), root.join("crates/triggers/training"));
            corpus::pack(&folder, &to.join("public.tsv.br"))?;
            loops::pack(&folder, &to.join("loops.tsv.br"))
        }
        ["pack-loops", folder] => {
            loops::pack(&PathBuf::from(folder), &root.join("crates/triggers/training/loops.tsv.br"))
        }
        ["loops"] => {
            println!("{}", loops::run(root, &train::detector(""), false)?);
            Ok(())
        }
        ["odds"] => {
            let model = std::fs::read_to_string(root.join(train::MODEL_FILE)).context(train::MODEL_FILE)?;
            let detector = train::detector(model.trim());
            for line in std::io::stdin().lines() {
                let line = line?;
                println!("{:?} {line}", detector.odds(&line).get(..3).unwrap_or_default());
            }
            Ok(())
        }
        ["size"] => sizes(),
        _ => bail!("usage: baton-training eval DIR [--errors] [--rules] | train [--check] | pack DIR | size"),
    }
}

/// Prints what the browser fetches for one language.
fn sizes() -> Result<()> {
    let policy = Policy::default();
    for language in &policy.languages {
        let compact = policy.compact_for(language);
        let bare = baton_triggers::CompactPolicy { model: String::new(), ..compact.clone() };
        let (all, bare) = (compact.encode(), bare.encode());
        let (whole, alone) = (size::brotli_size(all.as_bytes())?, size::brotli_size(bare.as_bytes())?);
        println!("{language}: {} characters, brotli {whole}; without the model {alone}", all.len());
    }
    Ok(())
}
