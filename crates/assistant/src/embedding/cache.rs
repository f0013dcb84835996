//! How does the second start avoid embedding every passage again?
//!
//! A file beside the data: a header that names the model, then for each text its sha256 and its embedding. A
//! file that is missing, damaged or of another model is as good as an empty one.

use super::{DIMENSIONS, Embedding, MODEL_SHA256};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

const HASH: usize = 32;
const RECORD: usize = HASH + DIMENSIONS * 4;

type Key = [u8; HASH];

/// Embeddings by text, kept in a file.
#[derive(Debug)]
pub struct Cache {
    path: Option<PathBuf>,
    known: HashMap<Key, Embedding>,
    /// Whether the file holds something else than `known`.
    changed: bool,
}

impl Cache {
    /// Reads the file; without a path nothing is kept.
    #[must_use]
    pub fn open(path: Option<&Path>) -> Self {
        let known =
            path.and_then(|p| std::fs::read(p).ok()).and_then(|bytes| parse(&bytes)).unwrap_or_default();
        Self { path: path.map(Path::to_owned), known, changed: false }
    }

    /// Forgets every text but these.
    pub fn keep_only<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        let wanted: HashSet<Key> = texts.into_iter().map(key).collect();
        let before = self.known.len();
        self.known.retain(|key, _| wanted.contains(key));
        self.changed |= self.known.len() != before;
    }

    /// The embedding of this text, if it is known.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<&Embedding> {
        self.known.get(&key(text))
    }

    /// From now on this text is known.
    pub fn insert(&mut self, text: &str, embedding: Embedding) {
        self.known.insert(key(text), embedding);
        self.changed = true;
    }

    /// Writes the file, if it would change.
    ///
    /// # Errors
    /// When the file can't be written; the embeddings are good all the same.
    pub fn save(&mut self) -> std::io::Result<()> {
        let Some(path) = self.path.as_ref().filter(|_| self.changed) else { return Ok(()) };
        let mut bytes = MODEL_SHA256.as_bytes().to_vec();
        for (key, embedding) in &self.known {
            bytes.extend(key);
            bytes.extend(embedding.0.iter().flat_map(|value| value.to_le_bytes()));
        }
        // Moved into place whole, so that a crash leaves the old file or the new one.
        let mut draft = path.clone().into_os_string();
        draft.push(format!(".{}", std::process::id()));
        std::fs::write(&draft, bytes)?;
        std::fs::rename(&draft, path)?;
        self.changed = false;
        Ok(())
    }
}

fn key(text: &str) -> Key {
    Sha256::digest(text).into()
}

fn parse(bytes: &[u8]) -> Option<HashMap<Key, Embedding>> {
    let records = bytes.strip_prefix(MODEL_SHA256.as_bytes())?;
    if records.len() % RECORD != 0 {
        return None;
    }
    let number = |four: &[u8]| Some(f32::from_le_bytes(four.try_into().ok()?));
    records
        .chunks(RECORD)
        .map(|record| {
            let (key, values) = record.split_at(HASH);
            let values: Option<Vec<f32>> = values.chunks(4).map(number).collect();
            Some((key.try_into().ok()?, Embedding(values?)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(first: f32) -> Vec<u8> {
        let mut bytes = vec![7; HASH];
        bytes.extend(first.to_le_bytes());
        bytes.resize(RECORD, 0);
        bytes
    }

    #[test]
    fn only_a_whole_file_of_this_model_is_believed() {
        let whole = [MODEL_SHA256.as_bytes(), &record(0.5), &record(0.25)[..]].concat();
        // Both records have one key; the later one stands.
        assert_eq!(parse(&whole).map(|known| known[&[7; HASH]].0[0]), Some(0.25));
        assert!(parse(&whole[..whole.len() - 1]).is_none(), "torn");
        assert!(parse(&record(0.5)).is_none(), "another model's");
        assert!(parse(b"").is_none());
    }

    #[test]
    fn texts_that_are_gone_are_forgotten() -> std::io::Result<()> {
        let path = std::env::temp_dir().join(format!("baton-cache-{}", std::process::id()));
        let mut cache = Cache::open(Some(&path));
        cache.insert("stays", Embedding(vec![1.0; DIMENSIONS]));
        cache.insert("goes", Embedding(vec![2.0; DIMENSIONS]));
        cache.save()?;
        let mut cache = Cache::open(Some(&path));
        assert!(cache.get("goes").is_some() && cache.get("new").is_none());
        cache.keep_only(["stays", "new"]);
        cache.save()?;
        let cache = Cache::open(Some(&path));
        assert!(cache.get("stays").is_some() && cache.get("goes").is_none());
        std::fs::remove_file(&path)
    }
}
