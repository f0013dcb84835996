//! How does the second start avoid embedding every passage again?
//!
//! A file beside the data: a header that names the model, then for each text its sha256 and its embedding. A
//! file that is missing, damaged or of another model is as good as an empty one.

use super::{DIMENSIONS, Embedder, Embedding, MODEL_SHA256, ModelError};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const HASH: usize = 32;
const RECORD: usize = HASH + DIMENSIONS * 4;

type Key = [u8; HASH];

/// Embeddings by text, kept in a file.
#[derive(Debug)]
pub struct Cache {
    path: Option<PathBuf>,
    known: HashMap<Key, Embedding>,
    used: HashMap<Key, Embedding>,
}

impl Cache {
    /// Reads the file; without a path nothing is kept.
    #[must_use]
    pub fn open(path: Option<&Path>) -> Self {
        let known =
            path.and_then(|p| std::fs::read(p).ok()).and_then(|bytes| parse(&bytes)).unwrap_or_default();
        Self { path: path.map(Path::to_owned), known, used: HashMap::new() }
    }

    /// Embeds the texts, in order; those that the file knows cost nothing.
    ///
    /// # Errors
    /// When the model can't be run.
    pub fn embed(&mut self, embedder: &Embedder, texts: &[String]) -> Result<Vec<Embedding>, ModelError> {
        let keys: Vec<Key> = texts.iter().map(|text| Sha256::digest(text).into()).collect();
        let mut missing: Vec<usize> =
            (0..texts.len()).filter(|i| !self.known.contains_key(&keys[*i])).collect();
        // Texts of like length together, because a batch is padded to its longest.
        missing.sort_by_key(|i| texts[*i].len());
        let new: Vec<&str> = missing.iter().map(|i| texts[*i].as_str()).collect();
        for (i, embedding) in missing.iter().zip(embedder.embed_all(&new)?) {
            self.known.insert(keys[*i], embedding);
        }
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            let embedding = self.known.get(&key).cloned();
            let embedding =
                embedding.ok_or_else(|| ModelError::Failed("an embedding is missing".to_owned()))?;
            self.used.insert(key, embedding.clone());
            found.push(embedding);
        }
        Ok(found)
    }

    /// Writes what was used since [`Cache::open`] and forgets the rest.
    ///
    /// # Errors
    /// When the file can't be written; the embeddings are good all the same.
    pub fn save(&self) -> std::io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let mut bytes = MODEL_SHA256.as_bytes().to_vec();
        for (key, embedding) in &self.used {
            bytes.extend(key);
            bytes.extend(embedding.0.iter().flat_map(|value| value.to_le_bytes()));
        }
        // Moved into place whole, so that a crash leaves the old file or the new one.
        let mut draft = path.clone().into_os_string();
        draft.push(format!(".{}", std::process::id()));
        std::fs::write(&draft, bytes)?;
        std::fs::rename(&draft, path)
    }
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
}
