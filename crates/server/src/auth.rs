//! Who is asking, and may they?
//!
//! Tokens travel in `Authorization: Bearer` or a socket's first frame. Only their SHA-256 is stored. What belongs
//! to someone else answers exactly like what does not exist.

use crate::app::App;
use crate::error::ApiError;
use crate::sites::{Agent, Site};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use baton_conversation::{AgentId, ConversationId, SiteId, State, VisitorId};
use baton_store::{Identity, Snapshot, TokenRecord};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A visitor who has proven a token, from a page that may embed the site's widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The site.
    pub site: SiteId,
    /// The visitor.
    pub visitor: VisitorId,
    /// Hash of the token that proved it.
    pub token: [u8; 32],
}

/// An agent who has signed in and is not disabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The agent.
    pub agent: Agent,
    /// Hash of the token that proved it.
    pub token: [u8; 32],
}

/// The hash under which a token is stored.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A fresh token with this prefix and its stored form.
pub fn fresh_token(app: &App, prefix: &str, identity: Identity, lifetime_ms: i64) -> (String, TokenRecord) {
    let random = || app.world.chance.random().simple().to_string();
    let token = format!("{prefix}_{}{}", random(), random());
    let expires_at = app.world.clock.now().plus_ms(lifetime_ms);
    let record = TokenRecord { hash: token_hash(&token), identity, expires_at };
    (token, record)
}

impl App {
    /// The visitor whom a token stands for.
    ///
    /// # Errors
    /// 401 if it stands for none, 403 if the page's origin may not embed the site's widget.
    pub async fn visitor_by_token(&self, token: &str, source: &Source) -> Result<Visitor, ApiError> {
        let hash = token_hash(token);
        match self.store.token(hash, self.world.clock.now()).await?.map(|t| t.identity) {
            Some(Identity::Visitor { site, visitor }) => {
                let runtime = self.site(site).await?;
                source.check(&runtime.site)?;
                Ok(Visitor { site, visitor, token: hash })
            }
            _ => Err(ApiError::unauthorized()),
        }
    }

    /// The agent whom a token stands for.
    ///
    /// # Errors
    /// 401 if it stands for none or the agent is disabled.
    pub async fn staff_by_token(&self, token: &str) -> Result<Staff, ApiError> {
        let hash = token_hash(token);
        match self.store.token(hash, self.world.clock.now()).await?.map(|t| t.identity) {
            Some(Identity::Agent(id)) => Ok(Staff { agent: self.enabled_agent(id).await?, token: hash }),
            _ => Err(ApiError::unauthorized()),
        }
    }

    /// An agent who may act.
    ///
    /// # Errors
    /// 401 if there is none under this id or they are disabled.
    pub async fn enabled_agent(&self, id: AgentId) -> Result<Agent, ApiError> {
        let record = self.store.agent(id).await?.filter(|a| !a.disabled);
        Ok(Agent::from_record(record.ok_or_else(ApiError::unauthorized)?)?)
    }

    /// A visitor's own conversation.
    ///
    /// # Errors
    /// 404 for everything else.
    pub async fn own_conversation(&self, who: &Visitor, id: ConversationId) -> Result<Snapshot, ApiError> {
        let snapshot = self.store.load(id).await?.filter(|s| owns(who, &s.state));
        snapshot.ok_or_else(ApiError::not_found)
    }

    /// A conversation of the agent's site.
    ///
    /// # Errors
    /// 404 for everything else.
    pub async fn site_conversation(&self, who: &Staff, id: ConversationId) -> Result<Snapshot, ApiError> {
        let snapshot = self.store.load(id).await?.filter(|s| s.state.site == who.agent.site);
        snapshot.ok_or_else(ApiError::not_found)
    }
}

/// Where a request comes from, as the browser says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// `Origin`; a browser always sends it across sites, so a request without one is not from another page.
    pub origin: Option<String>,
    /// `Host`: what the browser believes this server is called.
    pub host: Option<String>,
}

impl Source {
    /// Reads the headers.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        // An unreadable origin is still one that isn't ours.
        let text =
            |name| headers.get(name).map(|v: &HeaderValue| v.to_str().unwrap_or("unreadable").to_owned());
        Self { origin: text(header::ORIGIN), host: text(header::HOST) }
    }

    /// Whether the page is one of the server's own: the demo page, the console.
    #[must_use]
    pub fn is_own(&self) -> bool {
        let Some(origin) = &self.origin else { return true };
        let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        authority.is_some() && authority == self.host.as_deref()
    }

    /// Whether the page may embed the site's widget.
    ///
    /// # Errors
    /// 403 `origin_not_allowed`.
    pub fn check(&self, site: &Site) -> Result<(), ApiError> {
        if self.is_own() || self.origin.as_ref().is_some_and(|o| site.allows_origin(o)) {
            return Ok(());
        }
        Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "origin_not_allowed",
            "This page may not use the widget of this site. Add its origin with `baton site add --origin`.",
        ))
    }
}

/// Whether a conversation is this visitor's.
#[must_use]
pub fn owns(who: &Visitor, state: &State) -> bool {
    state.site == who.site && state.visitor == who.visitor
}

/// The bearer token of a request.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let token = bearer(&parts.headers).ok_or_else(ApiError::unauthorized)?;
        app.visitor_by_token(token, &Source::of(&parts.headers)).await
    }
}

impl FromRequestParts<Arc<App>> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let token = bearer(&parts.headers).ok_or_else(ApiError::unauthorized)?;
        if !Source::of(&parts.headers).is_own() {
            let message = "The console can be used from its own address only.";
            return Err(ApiError::new(StatusCode::FORBIDDEN, "origin_not_allowed", message));
        }
        app.staff_by_token(token).await
    }
}
