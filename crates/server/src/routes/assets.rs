//! Which files does the server hand out, and how long may they be kept?

use crate::app::App;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use std::path::Path;
use std::sync::Arc;
use tower_http::services::ServeDir;

/// What the console's page may load: its own files, its own server, nothing else.
const CONSOLE_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Baton</title>\
    <body><h1>The server runs, the pages are not built</h1>\
    <p>This <code>baton</code> was started without its assets. Run <code>cargo xtask run</code>, or set \
    <code>assets</code> in the configuration to the folder that it builds.</p>";

/// Puts the files beside the API. Without a folder each page says how to build it.
pub fn serve(api: Router<Arc<App>>, folder: Option<&Path>) -> Router<Arc<App>> {
    let console = get(|| async { Redirect::permanent("/console/") });
    let with_console = api.route("/console", console);
    let Some(folder) = folder else {
        return with_console.fallback(|| async { (StatusCode::NOT_FOUND, Html(NOT_BUILT)).into_response() });
    };
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    with_console.fallback_service(files).layer(middleware::from_fn(headers))
}

/// Hashed names are kept for ever, everything else is asked for again.
async fn headers(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    if path.starts_with("/v1/") || path.ends_with("z") && path.len() < 9 {
        return response;
    }
    let ok = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let hashed = path.starts_with("/assets/") || path.starts_with("/baton-");
    let caching = match (ok, hashed) {
        (true, true) => "public, max-age=31536000, immutable",
        (true, false) => "public, max-age=300",
        (false, _) => "no-store",
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if path.starts_with("/console/") {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONSOLE_CSP));
    } else {
        // The loader and the widget's files are for other sites' pages.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
    response
}
