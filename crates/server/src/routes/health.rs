//! Is the server alive, and can it store?

use crate::app::App;
use crate::error::ApiError;
use axum::extract::State;
use std::sync::Arc;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the store answers too.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, ApiError> {
    app.store.ping().await?;
    Ok("ready\n")
}
