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

/// What the style studio's page may load: its own files. Its previews have no address, so they may load no more.
const STUDIO_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Baton</title>\
    <body><h1>The server runs, the pages are not built</h1>\
    <p>This <code>baton</code> was started without its assets. Run <code>cargo xtask run</code>, or set \
    <code>assets</code> in the configuration to the folder that it builds.</p>";

/// Puts the files beside the API: those of the folder, else those inside the binary, else a page that says how to
/// build them.
pub fn serve(api: Router<Arc<App>>, folder: Option<&Path>) -> Router<Arc<App>> {
    let console = get(|| async { Redirect::permanent("/console/") });
    let studio = get(|| async { Redirect::permanent("/studio/") });
    let with_pages = api.route("/console", console).route("/studio", studio);
    match folder {
        Some(folder) => {
            let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
            with_pages.fallback_service(files).layer(middleware::from_fn(headers))
        }
        None => with_pages.fallback(embedded).layer(middleware::from_fn(headers)),
    }
}

#[cfg(not(feature = "embedded-assets"))]
async fn embedded() -> Response {
    (StatusCode::NOT_FOUND, Html(NOT_BUILT)).into_response()
}

/// A file inside the binary, compressed as the browser likes it best.
#[cfg(feature = "embedded-assets")]
async fn embedded(request: Request) -> Response {
    #[derive(rust_embed::Embed)]
    #[folder = "$BATON_ASSETS_DIR"]
    struct Files;

    let path = request.uri().path().trim_start_matches('/');
    let path =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("");
    let encodings = [("br", "br"), ("gz", "gzip")].into_iter().filter(|(_, name)| accepted.contains(name));
    let found = encodings
        .filter_map(|(ending, name)| Files::get(&format!("{path}.{ending}")).map(|f| (f, Some(name))))
        .next()
        .or_else(|| Files::get(&path).map(|f| (f, None)));
    let Some((file, encoding)) = found else {
        return (StatusCode::NOT_FOUND, Html(NOT_BUILT)).into_response();
    };
    let mut response = file.data.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&path)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The media types of what `cargo xtask` builds.
#[cfg(feature = "embedded-assets")]
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
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
    } else if path.starts_with("/studio/") {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(STUDIO_CSP));
    } else {
        // The loader and the widget's files are for other sites' pages.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
    response
}
