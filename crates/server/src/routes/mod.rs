//! Which routes are there? All of them, on this page.

pub mod assets;
mod console;
mod conversation;
mod health;
mod knowledge;
mod session;
mod socket;

use crate::app::App;
use crate::error::ApiError;
use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::{MethodRouter, delete, get, post, put};
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// Who may use a route; the access matrix of the tests has a row for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Open,
    /// Everyone whose page may embed the site's widget.
    Site,
    /// A visitor, for themselves.
    Visitor,
    /// A visitor, for their own conversation.
    OwnConversation,
    /// An agent.
    Staff,
    /// An agent, for a conversation of their site.
    SiteConversation,
    /// Everyone, from the console's own page.
    Console,
    /// Proven inside, by the first frame.
    Socket,
}

/// One route: method, path, who may use it, what answers.
pub type Route = (&'static str, &'static str, Access, MethodRouter<Arc<App>>);

/// Every route of the API.
#[must_use]
pub fn table() -> Vec<Route> {
    use Access::{Console, Open, OwnConversation, Site, SiteConversation, Socket, Staff, Visitor};
    vec![
        ("GET", "/healthz", Open, get(health::alive)),
        ("GET", "/readyz", Open, get(health::ready)),
        ("GET", "/knowledge/{key}/{*path}", Open, get(knowledge::document)),
        ("GET", "/v1/sites/{key}/bootstrap", Site, get(session::bootstrap)),
        ("POST", "/v1/sites/{key}/visitors", Site, post(session::open)),
        ("DELETE", "/v1/session", Visitor, delete(session::close)),
        ("GET", "/v1/conversations", Visitor, get(conversation::list)),
        ("PUT", "/v1/conversations/{id}", OwnConversation, put(conversation::create)),
        ("GET", "/v1/conversations/{id}", OwnConversation, get(conversation::view)),
        ("GET", "/v1/conversations/{id}/events", OwnConversation, get(conversation::events)),
        ("POST", "/v1/conversations/{id}/messages", OwnConversation, post(conversation::post_message)),
        ("POST", "/v1/conversations/{id}/handoff", OwnConversation, post(conversation::request_person)),
        ("DELETE", "/v1/conversations/{id}/handoff", OwnConversation, delete(conversation::cancel)),
        ("PUT", "/v1/conversations/{id}/brief", OwnConversation, put(conversation::change_brief)),
        ("POST", "/v1/conversations/{id}/follow-up", OwnConversation, post(conversation::follow_up)),
        ("POST", "/v1/conversations/{id}/sentiment", OwnConversation, post(conversation::sentiment)),
        ("POST", "/v1/conversations/{id}/summary", OwnConversation, post(conversation::summary)),
        ("POST", "/v1/conversations/{id}/leave", OwnConversation, post(conversation::leave)),
        ("POST", "/v1/conversations/{id}/rating", OwnConversation, post(conversation::rate)),
        ("GET", "/v1/socket", Socket, get(socket::upgrade)),
        ("POST", "/v1/console/sign-in", Console, post(console::sign_in)),
        ("POST", "/v1/console/sign-out", Staff, post(console::sign_out)),
        ("GET", "/v1/console/me", Staff, get(console::me)),
        ("PUT", "/v1/console/presence", Staff, put(console::presence)),
        ("GET", "/v1/console/board", Staff, get(console::board)),
        ("GET", "/v1/console/conversations/{id}", SiteConversation, get(console::view)),
        ("GET", "/v1/console/conversations/{id}/events", SiteConversation, get(console::events)),
        ("POST", "/v1/console/conversations/{id}/accept", SiteConversation, post(console::accept)),
        ("POST", "/v1/console/conversations/{id}/decline", SiteConversation, post(console::decline)),
        ("POST", "/v1/console/conversations/{id}/take-over", SiteConversation, post(console::take_over)),
        ("POST", "/v1/console/conversations/{id}/messages", SiteConversation, post(console::post_message)),
        ("POST", "/v1/console/conversations/{id}/notes", SiteConversation, post(console::add_note)),
        ("POST", "/v1/console/conversations/{id}/hand-back", SiteConversation, post(console::hand_back)),
        ("POST", "/v1/console/conversations/{id}/resolve", SiteConversation, post(console::resolve)),
    ]
}

/// The whole server: the API, and the files beside it.
pub fn router(app: &Arc<App>) -> Router {
    serve(app, table())
}

/// A server with these routes. The only place where routes become part of one, so that none is without a row.
pub fn serve(app: &Arc<App>, routes: Vec<Route>) -> Router {
    let api = routes.into_iter().fold(Router::new(), |r, (_, path, _, handler)| r.route(path, handler));
    let api = api
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        // The bootstrap answer is mostly the policy's words; nothing here mixes a secret with what a page could choose.
        .layer(CompressionLayer::new().br(true).gzip(true))
        .layer(cors())
        .layer(RequestBodyLimitLayer::new(app.config.limits.body_bytes))
        // Longer than the longest long poll.
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(60)));
    assets::serve(api, app.config.assets.as_deref())
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ))
        .with_state(Arc::clone(app))
}

/// Browsers may ask from any page; each handler then checks that the page may embed the site's widget. There
/// are no cookies, so an answer that a page can read holds nothing that its own token did not ask for.
fn cors() -> CorsLayer {
    use axum::http::Method;
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER])
        .max_age(Duration::from_secs(7200))
}

/// A JSON body whose mistakes are answered in our own form.
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    axum::Json<T>: FromRequest<S, Rejection = JsonRejection>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(rejected(&rejection)),
        }
    }
}

fn rejected(rejection: &JsonRejection) -> ApiError {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "The request is too large. Shorten the message.",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_json",
            "Send the body as JSON with `Content-Type: application/json`.",
        ),
        // The text names the field and where it stands, never the value of a message.
        _ => match rejection {
            JsonRejection::JsonDataError(_) => ApiError::bad_request(
                "invalid_body",
                "The body has a field that is missing, unknown or of the wrong type. See docs/protocol.md.",
            ),
            _ => ApiError::bad_request("malformed_json", "The body is not valid JSON."),
        },
    }
}
