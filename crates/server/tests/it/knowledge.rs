//! What can be had of a site's knowledge: while it is being indexed, and as pages?

use crate::harness::site;
use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{Request, StatusCode, header};
use baton_assistant::embedding::Embedder;
use baton_assistant::knowledge::{Indexing, Knowledge, Source};
use baton_assistant::{Assistant, SiteAssistant};
use baton_conversation::SiteId;
use baton_server::app::App;
use baton_server::clock::World;
use baton_server::config::Config;
use baton_server::routes::router;
use baton_server::sites::Site;
use baton_store::Store;
use baton_store::memory::Memory;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower::ServiceExt;
use uuid::Uuid;

const HTML: &str = "<!doctype html><html><head><title>Returns</title><script>steal()</script></head><body>\
    <h1>Returns</h1><h2 id='x'>Sending it back</h2><p onclick='steal()'>Within <b>30 days</b>.</p>\
    <script>steal()</script><img src=x onerror='steal()'><a href='javascript:steal()'>here</a>\
    <p>&lt;script&gt;steal()&lt;/script&gt;</p></body></html>";

/// A router for one site `shop` with these documents and this Assistant.
async fn serve(folder: &Path, assistant: Arc<dyn Assistant>) -> (Arc<App>, Router) {
    let store = Arc::new(Memory::new());
    let site = Site { knowledge: Some(folder.to_owned()), ..site("shop", 1) };
    store.put_site(site.to_record().unwrap()).await.unwrap();
    let make = Arc::new(move |_: &Site| Arc::clone(&assistant));
    let app = App::new(Config::default(), World::system(), store, make);
    let router = router(&app).layer(MockConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
    (app, router)
}

async fn get(router: &Router, path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header(header::HOST, "chat.example").body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).map_or("", |v| v.to_str().unwrap());
    (status, policy.to_owned(), String::from_utf8(bytes.to_vec()).unwrap())
}

fn documents() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("returns.html"), HTML).unwrap();
    std::fs::write(folder.path().join("notes.md"), "# Notes\n## Cats\nCats purr.").unwrap();
    std::fs::write(folder.path().join("secret.pem"), "key").unwrap();
    folder
}

fn open(folder: &Path) -> Arc<Knowledge> {
    let model: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/minilm");
    let embedder = Arc::new(Embedder::load(&model).unwrap());
    let source = Source { folder: folder.to_owned(), base_url: "/knowledge/shop/".into(), exclude: vec![] };
    Arc::new(Knowledge::open(&source, Some(embedder)).unwrap())
}

#[tokio::test]
async fn the_server_is_ready_while_it_indexes_and_says_so() {
    let folder = documents();
    let knowledge = open(folder.path());
    let mut indexing = Indexing::begin(&knowledge, None).unwrap();
    let assistant = Arc::new(SiteAssistant::new("Shop", Some(Arc::clone(&knowledge))));
    let (app, router) = serve(folder.path(), assistant).await;
    app.site(SiteId(Uuid::from_u128(1))).await.unwrap();
    let of = indexing.progress().of;
    let (status, _, body) = get(&router, "/readyz").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains(&format!("0 of {of} texts")), "{body}");
    while !indexing.is_done() {
        indexing.step(&knowledge).unwrap();
    }
    assert_eq!(get(&router, "/readyz").await.2, "ready\n");
}

#[tokio::test]
async fn a_citation_of_an_html_document_leads_to_its_text_and_nothing_runs() {
    let folder = documents();
    let knowledge = open(folder.path());
    let hit = knowledge.search("sending it back within 30 days", 1).unwrap().remove(0);
    let url = hit.citation.url.unwrap();
    assert_eq!(url, "/knowledge/shop/returns.html#sending-it-back");
    let (_app, router) = serve(folder.path(), Arc::new(SiteAssistant::new("Shop", None))).await;
    let (status, policy, body) = get(&router, url.split('#').next().unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(body.contains("id=\"sending-it-back\"") && body.contains("<strong>30 days</strong>"), "{body}");
    // What the document says about a script is text; what it would run is gone.
    assert!(body.contains("&lt;script&gt;steal()"), "{body}");
    for live in ["<script", "onclick", "onerror", "javascript:"] {
        assert!(!body.contains(live), "{live}: {body}");
        assert!(HTML.contains(live), "the document has nothing to remove");
    }
    assert_eq!(get(&router, "/knowledge/shop/notes.md").await.0, StatusCode::OK);
    for path in ["secret.pem", "missing.html", "..%2Fsecret.html"] {
        assert_eq!(get(&router, &format!("/knowledge/shop/{path}")).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}
