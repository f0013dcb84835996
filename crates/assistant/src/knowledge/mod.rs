//! Which passages of the site's documents answer a question, and how sure is that?
//!
//! A folder of Markdown, HTML and text files is split into passages and held in memory twice: as sentence
//! embeddings and as a full-text index. The two scores are added, never ranked against each other. Words are indexed
//! when it is opened; meanings follow beside other work ([`Indexing`]).

mod confidence;
mod indexing;
mod meaning;
mod passage;
mod split;
mod words;

pub use confidence::{Calibration, LEXICAL, Likeness, SEMANTIC};
pub use indexing::{Indexing, Progress};
pub use passage::{MAX_CHARS, Passage, Unit, UnitKind, anchor};
pub use split::{markdown, plain, sentences, split};

use crate::embedding::{Embedder, ModelError};
use baton_conversation::{Citation, Score};
use indexing::SharedProgress;
use meaning::{Meaning, Nearness};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError};
use words::Words;

/// Larger files are not documents that people read.
const MAX_FILE_BYTES: u64 = 2_000_000;

/// Longest quotation in a citation, in characters.
const CITED_CHARS: usize = 280;

/// Why a knowledge folder can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// A folder or file can't be read.
    #[error("knowledge_unreadable: {path} can't be read ({cause}); check the path and its permissions")]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The full-text index failed.
    #[error("knowledge_index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The sentence model failed on a text.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Where documents are and how citations lead to them.
#[derive(Clone, Debug)]
pub struct Source {
    /// The folder; subfolders are read too, hidden files and symbolic links are not.
    pub folder: PathBuf,
    /// What stands before `file.md#anchor` in a citation's address, for example `/docs/`.
    pub base_url: String,
    /// Paths below the folder that are left out, for example `decisions`.
    pub exclude: Vec<String>,
}

/// A passage that may answer, with how sure we are that it does.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The passage.
    pub passage: Arc<Passage>,
    /// What speaks for it.
    pub likeness: Likeness,
    /// The chance that it answers, 0–1000, calibrated (see [`Calibration`]).
    pub confidence: Score,
    /// What the reply shows as its source.
    pub citation: Citation,
}

/// The documents of one site, ready to be searched. Calls block for milliseconds; share it by `Arc`.
pub struct Knowledge {
    passages: Vec<Arc<Passage>>,
    words: Words,
    embedder: Option<Arc<Embedder>>,
    /// Set once, when every passage is embedded; until then words alone are compared.
    meaning: OnceLock<Meaning>,
    progress: SharedProgress,
    base_url: String,
}

impl std::fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Knowledge({} passages, semantic: {})", self.passages.len(), self.is_semantic())
    }
}

impl Knowledge {
    /// Reads a folder and indexes its words, which takes milliseconds. With `embedder` an [`Indexing`] can add the
    /// meanings.
    ///
    /// # Errors
    /// When the folder or a file in it can't be read.
    pub fn open(source: &Source, embedder: Option<Arc<Embedder>>) -> Result<Self, KnowledgeError> {
        let mut passages = Vec::new();
        for path in files(&source.folder)? {
            let name =
                path.strip_prefix(&source.folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if source.exclude.iter().any(|out| name == *out || name.starts_with(&format!("{out}/"))) {
                continue;
            }
            let bytes = std::fs::read(&path).map_err(|cause| KnowledgeError::Unreadable { path, cause })?;
            passages.extend(split(&name, &String::from_utf8_lossy(&bytes)));
        }
        Self::from_passages(passages, &source.base_url, embedder)
    }

    /// Indexes the words of passages that come from elsewhere than a folder.
    ///
    /// # Errors
    /// When the index can't be built.
    pub fn from_passages(
        passages: Vec<Passage>,
        base_url: &str,
        embedder: Option<Arc<Embedder>>,
    ) -> Result<Self, KnowledgeError> {
        let worded = passages.iter().map(|p| format!("{} {}", p.indexed(), p.asked.join(" ")));
        let words = Words::index(&worded.collect::<Vec<_>>())?;
        let passages = passages.into_iter().map(Arc::new).collect();
        let (meaning, progress) = (OnceLock::new(), SharedProgress::default());
        Ok(Self { passages, words, embedder, meaning, progress, base_url: base_url.to_owned() })
    }

    /// Adds the meanings, here and now; see [`Indexing`] for doing it beside other work.
    ///
    /// # Errors
    /// When the model can't be run.
    pub fn index(self, cache: Option<&Path>) -> Result<Self, KnowledgeError> {
        if let Some(mut indexing) = Indexing::begin(&self, cache) {
            while !indexing.is_done() {
                indexing.step(&self)?;
            }
        }
        Ok(self)
    }

    /// Every passage, in the order of files and headings.
    #[must_use]
    pub fn passages(&self) -> &[Arc<Passage>] {
        &self.passages
    }

    /// Whether meaning is compared, not words alone.
    #[must_use]
    pub fn is_semantic(&self) -> bool {
        self.meaning.get().is_some()
    }

    /// How far the indexing is that is under way.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sentence model, if it is there.
    #[must_use]
    pub fn embedder(&self) -> Option<&Arc<Embedder>> {
        self.embedder.as_ref()
    }

    /// The `limit` best passages, best first.
    ///
    /// # Errors
    /// When the index or the model fails.
    pub fn search(&self, question: &str, limit: usize) -> Result<Vec<Hit>, KnowledgeError> {
        let words = self.words.shares(question)?;
        let nearness = match (self.meaning.get(), &self.embedder) {
            (Some(meaning), Some(embedder)) => Some(meaning.nearness(&embedder.embed(question)?)?),
            _ => None,
        };
        let calibration = if nearness.is_some() { SEMANTIC } else { LEXICAL };
        let likeness = |(i, words): (usize, f32)| {
            let near = nearness.as_ref().and_then(|all| all.get(i)).copied().unwrap_or_default();
            let Nearness { text, agreement, section } = near;
            (i, Likeness { text, agreement, section, words, margin: 0.0 })
        };
        let mut found: Vec<(usize, Likeness)> = words.into_iter().enumerate().map(likeness).collect();
        found.sort_by(|(i, a), (j, b)| b.fused().total_cmp(&a.fused()).then(i.cmp(j)));
        self.set_margins(&mut found);
        let best = found.into_iter().take(limit);
        Ok(best.map(|(i, likeness)| self.hit(&self.passages[i], likeness, calibration)).collect())
    }

    /// Compares each with the best of another section; parts of one long section don't compete.
    fn set_margins(&self, found: &mut [(usize, Likeness)]) {
        let section = |i: usize| (&self.passages[i].file, &self.passages[i].anchor);
        let Some((first, best)) = found.first().copied() else { return };
        let other = found.iter().find(|(i, _)| section(*i) != section(first));
        let second = other.map_or(0.0, |(_, likeness)| likeness.fused());
        for (i, likeness) in found {
            let rival = if section(*i) == section(first) { second } else { best.fused() };
            likeness.margin = likeness.fused() - rival;
        }
    }

    fn hit(&self, passage: &Arc<Passage>, likeness: Likeness, calibration: Calibration) -> Hit {
        let citation = Citation {
            title: passage.source_title(),
            url: Some(passage.url(&self.base_url)),
            passage: shorten(&passage.plain(), CITED_CHARS),
        };
        Hit { passage: Arc::clone(passage), likeness, confidence: calibration.confidence(likeness), citation }
    }
}

/// The documents below a folder, sorted, so that every start indexes them alike.
fn files(folder: &Path) -> Result<Vec<PathBuf>, KnowledgeError> {
    let unreadable = |cause| KnowledgeError::Unreadable { path: folder.to_owned(), cause };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        let kind = entry.file_type().map_err(unreadable)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            found.extend(files(&path)?);
        } else if kind.is_file()
            && is_document(&path)
            && entry.metadata().map_err(unreadable)?.len() <= MAX_FILE_BYTES
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a file of this name is read: Markdown, HTML or plain text.
#[must_use]
pub fn is_document(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|e| matches!(e.as_str(), "md" | "markdown" | "html" | "htm" | "txt"))
}

/// At most `limit` characters, cut after a word where one ends in the second half.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    let word_end = cut.rfind(char::is_whitespace).filter(|end| end * 2 > cut.len());
    format!("{}…", cut[..word_end.unwrap_or(cut.len())].trim_end())
}
