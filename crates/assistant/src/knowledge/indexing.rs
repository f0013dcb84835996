//! How does a site's knowledge learn to compare meanings while it already answers from words?
//!
//! Embedding takes milliseconds a text, and a manual has hundreds. So a [`Knowledge`] is ready when its words are
//! indexed, and an [`Indexing`] embeds the rest in steps, at a pace that its caller decides. The last step hands
//! all embeddings over at once, so that no question ever meets half of them.

use super::Knowledge;
use super::meaning::{Meaning, texts};
use crate::embedding::{Cache, Embedder, ModelError};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Texts embedded in one step: enough to keep the cores busy, few enough that padding wastes little.
const STEP: usize = 16;

/// Bytes of text in one step, unless a single text is longer: whoever stops the indexing waits for a step.
const STEP_BYTES: usize = 4_000;

/// Steps from one writing of the file to the next: what an interruption loses is a few seconds of work.
const STEPS_KEPT: usize = 8;

/// How far an indexing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Texts whose embedding is known.
    pub done: usize,
    /// All texts: of each passage the whole and its parts.
    pub of: usize,
}

/// What the indexing and the knowledge share; `None` while nothing is being indexed.
pub(super) type SharedProgress = Arc<Mutex<Option<Progress>>>;

/// Embeddings in the making. Dropping it keeps in the file what is done so far.
pub struct Indexing {
    embedder: Arc<Embedder>,
    cache: Cache,
    /// Texts without an embedding, the longest last; texts of like length share a step, because a batch is
    /// padded to its longest.
    todo: Vec<String>,
    all: usize,
    steps: usize,
    progress: SharedProgress,
}

impl std::fmt::Debug for Indexing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Indexing({:?})", self.progress())
    }
}

impl Indexing {
    /// Takes from the file `cache` what an earlier run left there. `None` if nothing is to be done: there is no
    /// sentence model, or the file holds every text, in which case meanings are compared from now on.
    #[must_use]
    pub fn begin(knowledge: &Knowledge, cache: Option<&Path>) -> Option<Self> {
        let embedder = Arc::clone(knowledge.embedder()?);
        let texts: Vec<String> = knowledge.passages().iter().flat_map(|passage| texts(passage)).collect();
        let mut cache = Cache::open(cache);
        cache.keep_only(texts.iter().map(String::as_str));
        let texts: HashSet<String> = texts.into_iter().collect();
        let all = texts.len();
        let mut todo: Vec<String> = texts.into_iter().filter(|text| cache.get(text).is_none()).collect();
        // By the text too, so that an interrupted run and the next agree on the order.
        todo.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let progress = Arc::clone(&knowledge.progress);
        let mut indexing = Self { embedder, cache, todo, all, steps: 0, progress };
        if indexing.todo.is_empty() {
            indexing.finish(knowledge);
            return None;
        }
        indexing.publish(Some(indexing.progress()));
        Some(indexing)
    }

    /// Embeds the next few texts; after the last, `knowledge` compares meanings.
    ///
    /// # Errors
    /// When the model can't be run; the knowledge goes on answering from words.
    pub fn step(&mut self, knowledge: &Knowledge) -> Result<Progress, ModelError> {
        let batch = self.take_batch();
        let texts: Vec<&str> = batch.iter().map(String::as_str).collect();
        for (text, embedding) in batch.iter().zip(self.embedder.embed_all(&texts)?) {
            self.cache.insert(text, embedding);
        }
        self.steps += 1;
        if self.todo.is_empty() {
            self.finish(knowledge);
            return Ok(self.progress());
        }
        if self.steps.is_multiple_of(STEPS_KEPT) {
            self.keep();
        }
        self.publish(Some(self.progress()));
        Ok(self.progress())
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.todo.is_empty()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress { done: self.all - self.todo.len(), of: self.all }
    }

    fn take_batch(&mut self) -> Vec<String> {
        let mut bytes = 0;
        let fits = |text: &&String| {
            bytes += text.len();
            bytes <= STEP_BYTES
        };
        let fit = self.todo.iter().rev().take(STEP).take_while(fits).count();
        self.todo.split_off(self.todo.len().saturating_sub(fit.max(1)))
    }

    fn finish(&mut self, knowledge: &Knowledge) {
        // A second indexing of the same knowledge finds it done; what is there is as good.
        if let Some(meaning) = Meaning::gather(knowledge.passages(), &self.cache) {
            let _ = knowledge.meaning.set(meaning);
        }
        self.keep();
        self.publish(None);
    }

    fn keep(&mut self) {
        if let Err(error) = self.cache.save() {
            tracing::warn!(%error, "embeddings are not kept; the next start makes them again");
        }
    }

    fn publish(&self, progress: Option<Progress>) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

impl Drop for Indexing {
    fn drop(&mut self) {
        self.keep();
        self.publish(None);
    }
}
