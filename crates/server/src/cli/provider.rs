//! Which Assistant does a site get?

use crate::config::Llm;
use crate::sites::Site;
use baton_assistant::Assistant;
use std::path::Path;
use std::sync::Arc;

/// Retrieval over the site's knowledge, with the LLM before it when one is configured.
pub(crate) fn for_site(_site: &Site, _model: Option<&Path>, _llm: &Llm) -> Arc<dyn Assistant> {
    todo!()
}
