//! How does a browser begin: what does it need to know, and who is it?

use super::Json;
use crate::app::App;
use crate::auth::{Source, Visitor, fresh_token};
use crate::error::ApiError;
use crate::limits::Bucket;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header;
use axum::response::IntoResponse;
use baton_conversation::VisitorId;
use baton_conversation::wire::{self, Bootstrap, OpenSession, Session};
use baton_store::Identity;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Query of the bootstrap.
#[derive(Deserialize)]
pub(super) struct BootstrapQuery {
    #[serde(default)]
    locale: String,
}

/// `GET /v1/sites/{key}/bootstrap`
pub(super) async fn bootstrap(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
    Query(query): Query<BootstrapQuery>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let runtime = app.site_by_key(&key).await?;
    Source::of(&headers).check(&runtime.site)?;
    let (locale, strings) = crate::strings::for_locale(&query.locale);
    let body = Bootstrap {
        wire: wire::VERSION,
        site: runtime.site.card(),
        locale: locale.to_owned(),
        strings: strings.clone(),
        policy: runtime.policy.for_browser(&query.locale).to_owned(),
    };
    // A minute: a changed policy or theme arrives soon, and reopening the panel asks nothing.
    Ok(([(header::CACHE_CONTROL, "private, max-age=60"), (header::VARY, "Origin")], axum::Json(body)))
}

/// `POST /v1/sites/{key}/visitors`
pub(super) async fn open(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(OpenSession {}): Json<OpenSession>,
) -> Result<axum::Json<Session>, ApiError> {
    let runtime = app.site_by_key(&key).await?;
    Source::of(&headers).check(&runtime.site)?;
    let bucket = Bucket::Sessions(client_address(&app, peer, &headers));
    let limit = app.config.limits.sessions_per_minute;
    app.limiter.take(bucket, limit, MINUTE_MS, app.world.clock.now()).map_err(ApiError::rate_limited)?;
    let visitor = VisitorId(app.world.chance.random());
    let identity = Identity::Visitor { site: runtime.site.id, visitor };
    let lifetime = i64::from(app.config.limits.visitor_token_days) * DAY_MS;
    let (token, record) = fresh_token(&app, "bv", identity, lifetime);
    app.store.put_token(record).await?;
    Ok(axum::Json(Session { visitor, token, expires_at: record.expires_at }))
}

/// `DELETE /v1/session`
pub(super) async fn close(
    State(app): State<Arc<App>>,
    who: Visitor,
) -> Result<axum::Json<wire::Nothing>, ApiError> {
    app.store.take_token(who.token, app.world.clock.now()).await?;
    Ok(axum::Json(wire::Nothing {}))
}

/// The address that limits count: the peer's, or what a trusted proxy says it is.
pub(super) fn client_address(app: &App, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let trusted = &app.config.trusted_proxies;
    if !trusted.contains(&peer.ip()) {
        return peer.ip();
    }
    // The rightmost address that is not a trusted proxy: everything left of it can be made up.
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let chain: Vec<IpAddr> = named.flat_map(|v| v.split(',')).filter_map(|a| a.trim().parse().ok()).collect();
    chain.into_iter().rev().find(|a| !trusted.contains(a)).unwrap_or(peer.ip())
}
