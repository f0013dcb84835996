//! Which Assistant does a site get? The only place that names providers.

use super::indexing::Jobs;
use crate::app::MakeAssistant;
use crate::config::Config;
use crate::sites::Site;
use anyhow::Context as _;
use baton_assistant::embedding::Embedder;
use baton_assistant::knowledge::{Indexing, Knowledge, Source};
use baton_assistant::provider::{Llm, LlmConfig};
use baton_assistant::{Deadlines, SiteAssistant};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Retrieval over the site's knowledge, with the LLM before it when one is configured. What takes longer than reading
/// the documents is left to `jobs`.
///
/// # Errors
/// When the LLM's settings are wrong. A missing model only costs quality: retrieval falls back to words.
pub(super) fn make(config: &Config, base_url: &str, jobs: Jobs) -> anyhow::Result<MakeAssistant> {
    let embedder = config.model.as_deref().and_then(load_model);
    if embedder.is_none() {
        tracing::warn!(
            "no sentence model: the knowledge is searched by words alone, which finds fewer answers"
        );
    }
    let llm = match (&config.llm.url, &config.llm.model) {
        (Some(url), Some(model)) => {
            let key = config.llm.key.clone().unwrap_or_default();
            let llm = Llm::new(&LlmConfig { url: url.clone(), key, model: model.clone() });
            Some(Arc::new(llm.context("the LLM's settings are wrong")?))
        }
        _ => None,
    };
    let deadlines = Deadlines {
        first_piece: Duration::from_millis(config.llm.first_piece_ms),
        stall: Duration::from_millis(config.llm.first_piece_ms),
        total: Duration::from_millis(config.llm.total_ms),
    };
    let base_url = base_url.to_owned();
    let data = config.data.clone();
    Ok(Arc::new(move |site| {
        let knowledge = open_knowledge(site, &base_url, embedder.clone());
        if let Some(knowledge) = &knowledge {
            // Beside the data file; deleting it only costs the time to embed again.
            let cache = data.with_extension(format!("{}.embeddings", site.id));
            if let Some(indexing) = Indexing::begin(knowledge, Some(&cache)) {
                jobs.add(&site.key, knowledge, indexing);
            }
        }
        let mut assistant = SiteAssistant::new(&site.name, knowledge).with_deadlines(deadlines);
        if let Some(llm) = &llm {
            assistant = assistant.with_provider(llm.clone()).with_judge(llm.clone());
        }
        Arc::new(assistant)
    }))
}

fn load_model(folder: &Path) -> Option<Arc<Embedder>> {
    // The library starts threads at its first use, and they keep the priority of who was first: that must not be the
    // indexing.
    match Embedder::load(folder).and_then(|embedder| embedder.embed("ready").map(|_| embedder)) {
        Ok(embedder) => Some(Arc::new(embedder)),
        Err(error) => {
            tracing::error!(%error, "the sentence model can't be loaded");
            None
        }
    }
}

/// Knowledge that can't be read is said loudly; the site still runs, and every question goes to people.
fn open_knowledge(site: &Site, base_url: &str, embedder: Option<Arc<Embedder>>) -> Option<Arc<Knowledge>> {
    let source = Source {
        folder: site.knowledge.clone()?,
        base_url: format!("{base_url}/knowledge/{}/", site.key),
        exclude: site.exclude.clone(),
    };
    match Knowledge::open(&source, embedder) {
        Ok(knowledge) => {
            tracing::info!(site = %site.key, passages = knowledge.passages().len(), "knowledge is read");
            Some(Arc::new(knowledge))
        }
        Err(error) => {
            tracing::error!(site = %site.key, %error, "the knowledge can't be used");
            None
        }
    }
}
