//! Is there a row for every route? What the router answers, what its sources add, and what docs/protocol.md lists,
//! each held against the table both ways.

use crate::harness::Server;
use crate::matrix::concrete;
use axum::routing::get;
use baton_conversation::ConversationId;
use baton_server::routes::{Access, Route, table};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

/// `METHOD path` of every row.
fn rows(routes: &[Route]) -> BTreeSet<String> {
    routes.iter().map(|(method, path, ..)| format!("{method} {path}")).collect()
}

/// What the router of these routes answers to, whatever their rows say.
async fn answered(routes: fn() -> Vec<Route>) -> BTreeSet<String> {
    let server = Server::start().await.with_routes(routes());
    let mut found = BTreeSet::new();
    for path in routes().iter().map(|(_, path, ..)| *path).collect::<BTreeSet<_>>() {
        for method in METHODS {
            let asked = concrete(path, ConversationId(server.id()));
            if server.call(None, method, &asked, Value::Null).await.status != 405 {
                found.insert(format!("{method} {path}"));
            }
        }
    }
    found
}

#[tokio::test(start_paused = true)]
async fn every_method_that_a_path_answers_has_a_row() {
    assert_eq!(answered(table).await, rows(&table()));
}

/// A row that says GET and also takes POST.
fn with_a_back_door() -> Vec<Route> {
    vec![("GET", "/door", Access::Open, get(async || "front").post(async || "back"))]
}

#[tokio::test(start_paused = true)]
async fn a_method_without_a_row_is_found() {
    let found = answered(with_a_back_door).await;
    assert!(found.contains("POST /door") && found != rows(&with_a_back_door()), "{found:?}");
}

/// The lines of a source file that give a router more to answer than the table has.
fn additions(source: &str) -> Vec<String> {
    const ADDS: [&str; 6] =
        [".route(", ".route_service(", ".nest(", ".nest_service(", ".merge(", ".fallback"];
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.filter(|line| ADDS.iter().any(|adds| line.contains(adds))).map(|l| l.trim().to_owned()).collect()
}

fn in_folder(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            in_folder(&path, found);
        } else {
            found.extend(additions(&std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn only_the_table_and_the_files_make_routes() {
    let mut found = vec![];
    in_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort();
    // The fold over the table, the redirects of console and studio, and files from a folder or from inside the binary.
    let known = [
        "let api = routes.into_iter().fold",
        "let with_pages = api.route(\"/console\", console).route(\"/studio\", studio);",
        "with_pages.fallback_service(files)",
        "None => with_pages.fallback(embedded)",
    ];
    let unknown: Vec<_> = found.iter().filter(|line| !known.iter().any(|k| line.starts_with(k))).collect();
    assert!(unknown.is_empty(), "routes without a row: {unknown:?}");
    assert_eq!(found.len(), known.len(), "{found:?}");
    assert_eq!(additions("let r = r.route(\"/x\", get(x));\n// .route(no)").len(), 1, "a new one is found");
}

/// The routes that a page lists: `METHOD /path`, and a bare `/path` where a row reads it.
fn listed(page: &str, rows: &BTreeSet<String>) -> BTreeSet<String> {
    let marked = page.split('`').skip(1).step_by(2);
    let named = marked.map(|text| text.split('?').next().unwrap_or_default());
    let with_method = |text: &&str| METHODS.iter().any(|m| text.starts_with(&format!("{m} /")));
    let bare = |text: &str| Some(format!("GET {text}")).filter(|row| rows.contains(row));
    named.filter_map(|text| if with_method(&text) { Some(text.to_owned()) } else { bare(text) }).collect()
}

#[test]
fn the_protocol_page_lists_every_route_and_no_other() {
    let page = include_str!("../../../../docs/protocol.md");
    let rows = rows(&table());
    assert_eq!(listed(page, &rows), rows);
    let more = format!("{page}\n| `GET /v1/made-up/{{id}}?x=1` | |");
    assert!(listed(&more, &rows).contains("GET /v1/made-up/{id}"), "a route that does not exist is found");
    let fewer = page.replace("`GET /v1/console/board`", "the board");
    assert!(!listed(&fewer, &rows).contains("GET /v1/console/board"), "a route that is not listed is found");
}
