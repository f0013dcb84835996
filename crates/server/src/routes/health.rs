//! Is the server alive, and can it store?

use crate::app::App;
use crate::error::ApiError;
use axum::extract::State;
use std::sync::Arc;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the store answers too. While knowledge is being indexed the server is ready, as words answer
/// until then; the body says so.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<String, ApiError> {
    app.store.ping().await?;
    let under_way = app.indexing();
    if under_way.is_empty() {
        return Ok("ready\n".to_owned());
    }
    let done: usize = under_way.iter().map(|progress| progress.done).sum();
    let of: usize = under_way.iter().map(|progress| progress.of).sum();
    Ok(format!("ready; indexing the knowledge: {done} of {of} texts, words answer until then\n"))
}
