//! How alike in meaning are two texts?
//!
//! The bundled sentence model (all-MiniLM-L6-v2, English) turns a text into 384 numbers of length one;
//! the dot product of two of them is their cosine. Pure Rust, no network, about 10 ms a question.

mod cache;
mod file;

pub use cache::Cache;
pub use file::{FORMAT, MODEL_FILE, MODEL_SHA256, TOKENIZER_FILE, quantise_rows};

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config, HiddenAct, PositionEmbeddingType};
use std::path::{Path, PathBuf};
use tokenizers::{PaddingParams, Tokenizer, TruncationParams};

/// Numbers in one embedding.
pub const DIMENSIONS: usize = 384;

/// Longest text that is read, in word pieces; the model was trained with this limit.
const MAX_PIECES: usize = 256;

/// Texts embedded in one pass: enough to keep the cores busy, few enough that padding wastes little.
const BATCH: usize = 16;

/// Why the sentence model can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file isn't there or can't be read.
    #[error("model_unreadable: {path} can't be read ({cause}); run `cargo xtask model`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// The file isn't the pinned one.
    #[error(
        "model_altered: {path} is not the pinned model; run `cargo xtask model` or check the file out again"
    )]
    Altered {
        /// The file.
        path: PathBuf,
    },
    /// The model could not be built from the file or could not be run.
    #[error("model_failed: {0}")]
    Failed(String),
}

impl From<candle_core::Error> for ModelError {
    fn from(error: candle_core::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A text's place in meaning space; its length is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding(pub(crate) Vec<f32>);

impl Embedding {
    /// How alike two texts are: 1 for the same meaning, about 0 for unrelated ones.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }

    /// The [`DIMENSIONS`] numbers.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.0
    }
}

/// The loaded sentence model. Cheap to share behind an `Arc`; calls block the thread for milliseconds.
pub struct Embedder {
    model: BertModel,
    tokenizer: Tokenizer,
}

impl std::fmt::Debug for Embedder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Embedder(all-MiniLM-L6-v2)")
    }
}

impl Embedder {
    /// Loads [`MODEL_FILE`] and [`TOKENIZER_FILE`] from `folder`.
    ///
    /// # Errors
    /// When a file is missing, isn't the pinned one, or doesn't hold the expected tensors.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        let tensors = file::read(&folder.join(MODEL_FILE))?;
        Self::from_tensors(tensors, &folder.join(TOKENIZER_FILE))
    }

    /// Builds the model from full-precision tensors, as the maker does for its reference.
    ///
    /// # Errors
    /// When the tokenizer can't be read or a tensor is missing.
    pub fn from_tensors(
        tensors: std::collections::HashMap<String, Tensor>,
        tokenizer: &Path,
    ) -> Result<Self, ModelError> {
        let weights = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
        let model = BertModel::load(weights, &minilm())?;
        let bytes = file::bytes(tokenizer)?;
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|e| ModelError::Failed(e.to_string()))?;
        tokenizer
            .with_truncation(Some(TruncationParams { max_length: MAX_PIECES, ..TruncationParams::default() }))
            .map_err(|e| ModelError::Failed(e.to_string()))?;
        tokenizer.with_padding(Some(PaddingParams::default()));
        Ok(Self { model, tokenizer })
    }

    /// Embeds one text.
    ///
    /// # Errors
    /// When the model can't be run.
    pub fn embed(&self, text: &str) -> Result<Embedding, ModelError> {
        let mut all = self.batch(&[text])?;
        all.pop().ok_or_else(|| ModelError::Failed("no embedding came back".to_owned()))
    }

    /// Embeds many texts, in order.
    ///
    /// # Errors
    /// When the model can't be run.
    pub fn embed_all(&self, texts: &[&str]) -> Result<Vec<Embedding>, ModelError> {
        let mut done = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            done.extend(self.batch(batch)?);
        }
        Ok(done)
    }

    /// Mean of the word pieces' vectors, then scaled to length one: what the model was trained with.
    fn batch(&self, texts: &[&str]) -> Result<Vec<Embedding>, ModelError> {
        let coded = self
            .tokenizer
            .encode_batch(texts.to_vec(), true)
            .map_err(|e| ModelError::Failed(e.to_string()))?;
        let width = coded.iter().map(|c| c.get_ids().len()).max().unwrap_or(0);
        let flat = |part: fn(&tokenizers::Encoding) -> &[u32]| -> Result<Tensor, ModelError> {
            let numbers: Vec<u32> = coded.iter().flat_map(|c| part(c).iter().copied()).collect();
            Ok(Tensor::from_vec(numbers, (coded.len(), width), &Device::Cpu)?)
        };
        let ids = flat(tokenizers::Encoding::get_ids)?;
        let mask = flat(tokenizers::Encoding::get_attention_mask)?;
        let states = self.model.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
        let mask = mask.to_dtype(DType::F32)?.unsqueeze(2)?;
        let sum = states.broadcast_mul(&mask)?.sum(1)?;
        let mean = sum.broadcast_div(&mask.sum(1)?)?;
        let length = mean.sqr()?.sum_keepdim(1)?.sqrt()?;
        let unit = mean.broadcast_div(&length)?.to_vec2::<f32>()?;
        Ok(unit.into_iter().map(Embedding).collect())
    }
}

/// The published shape of all-MiniLM-L6-v2.
fn minilm() -> Config {
    Config {
        vocab_size: 30522,
        hidden_size: DIMENSIONS,
        num_hidden_layers: 6,
        num_attention_heads: 12,
        intermediate_size: 1536,
        hidden_act: HiddenAct::Gelu,
        hidden_dropout_prob: 0.1,
        max_position_embeddings: 512,
        type_vocab_size: 2,
        initializer_range: 0.02,
        layer_norm_eps: 1e-12,
        pad_token_id: 0,
        position_embedding_type: PositionEmbeddingType::Absolute,
        use_cache: false,
        classifier_dropout: None,
        model_type: Some("bert".to_owned()),
    }
}
