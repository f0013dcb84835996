//! What do the retrieval tests share?

use baton_assistant::embedding::Embedder;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where the bundled model lies.
pub(crate) fn model() -> PathBuf {
    root().join("models/minilm")
}

/// The bundled model, loaded.
pub(crate) fn embedder() -> Arc<Embedder> {
    Arc::new(Embedder::load(&model()).expect("the model is part of the repository"))
}
