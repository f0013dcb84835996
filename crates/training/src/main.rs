//! How are the triggers trained, and how good are they? `eval DIR` and `train`, called by `cargo xtask`.

mod baseline;
mod data;
mod eval;
mod score;
mod size;

use std::path::PathBuf;

use anyhow::{Result, bail};
use baton_triggers::Policy;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["eval", folder, options @ ..] => {
            let detector = Policy::default().detector();
            eval::run(&PathBuf::from(folder), &detector, options.contains(&"--errors"))
        }
        ["size"] => {
            for languages in [vec!["en"], vec!["de"], vec!["en", "de", "fr", "es"]] {
                let languages: Vec<String> = languages.into_iter().map(String::from).collect();
                let name = languages.join("+");
                let policy = Policy { languages, ..Policy::default() };
                let json = serde_json::to_vec(&policy.compact())?;
                println!("{name}: {} bytes, brotli {}", json.len(), size::brotli_size(&json)?);
            }
            Ok(())
        }
        _ => bail!("usage: baton-training eval DIR [--errors]"),
    }
}
