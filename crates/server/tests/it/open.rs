//! What may everyone read without saying who they are? A short reviewed list, each entry the same for all, without
//! anything of a conversation or of staff, and with no way to change anything.

use crate::harness::{Person, Server};
use crate::matrix::{Cast, cast, concrete};
use axum::extract::State;
use axum::routing::get;
use baton_conversation::{ConversationId, Lifecycle, SiteId};
use baton_server::app::App;
use baton_server::routes::{Access, Route, table};
use baton_store::AgentRecord;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// Reviewed: what is open, and why it may be. The bootstrap is not: it asks for the page's origin. The files beside
/// the API are the same bytes that everyone can build.
const REVIEWED: [(&str, &str, &str); 3] = [
    ("GET", "/healthz", "a probe has no token, and is told one word"),
    ("GET", "/readyz", "the same; whether the server can store is no secret"),
    (
        "GET",
        "/knowledge/{key}/{*path}",
        "citations lead there from any page; only documents that a site names",
    ),
];

/// What the visitor says, what the agent notes, and the agent's name: none of it may be told.
const SECRETS: [&str; 3] = ["parcel 4711 is late", "gate code 99", "Ana"];

/// What is wrong with a route that is declared open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wrong {
    NotReviewed,
    NoRead,
    TellsNothing,
    TellsPeopleApart,
    TellsSecrets,
    TakesOtherMethods,
    ChangesSomething,
}

type Found = BTreeSet<(String, Wrong)>;

/// A site with documents, a case with an agent who has noted something, and everyone else.
async fn stage(routes: Vec<Route>) -> Cast {
    let Cast { server, people, conversation, message } = cast(SECRETS[0]).await;
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let site = crate::harness::site("shop", 1);
    let site = baton_server::sites::Site { knowledge: Some(docs), ..site };
    server.app.store.put_site(site.to_record().unwrap()).await.unwrap();
    server.settle().await;
    let agent = people[4].clone().unwrap();
    let epoch = server.app.store.load(conversation).await.unwrap().unwrap().state.public.epoch;
    let taken = server.act(&agent, conversation, "take-over", json!({"epoch": epoch})).await;
    assert!(taken.status.is_success(), "{taken:?}");
    let note = json!({"id": server.id(), "text": SECRETS[1]});
    assert!(server.act(&agent, conversation, "notes", note).await.status.is_success());
    Cast { server: server.with_routes(routes), people, conversation, message }
}

/// Everything that a request could have changed.
async fn stored(server: &Server, conversation: ConversationId) -> String {
    let store = &server.app.store;
    let snapshot = store.load(conversation).await.unwrap();
    let (mut agents, mut cases) = (vec![], vec![]);
    for site in store.sites().await.unwrap() {
        agents.push(store.agents(site.id).await.unwrap());
        for at in [Lifecycle::Assistant, Lifecycle::Queued, Lifecycle::WithAgent, Lifecycle::Closed] {
            cases.push(store.in_state(site.id, at, 100).await.unwrap());
        }
    }
    format!("{snapshot:?} {agents:?} {cases:?} {:?}", store.sites().await.unwrap())
}

/// What is wrong with one open route.
async fn judge(cast: &Cast, method: &str, path: &str) -> BTreeSet<Wrong> {
    let Cast { server, people, conversation, .. } = cast;
    let mut wrong = BTreeSet::new();
    if !REVIEWED.iter().any(|(m, p, _)| (*m, *p) == (method, path)) {
        wrong.insert(Wrong::NotReviewed);
    }
    let before = stored(server, *conversation).await;
    let asked = concrete(path, *conversation);
    let mut answers = BTreeSet::new();
    for who in people {
        let answer = server.call(who.as_ref(), method, &asked, Value::Null).await;
        let told = answer.body.to_string();
        if !answer.status.is_success() || told.len() < 4 {
            wrong.insert(Wrong::TellsNothing);
        }
        let tokens = people.iter().flatten().map(|p: &Person| p.token.as_str());
        if SECRETS.into_iter().chain(tokens).any(|s| told.contains(s))
            || told.contains(&conversation.to_string())
        {
            wrong.insert(Wrong::TellsSecrets);
        }
        answers.insert((answer.status.as_u16(), told));
        for other in ["POST", "PUT", "PATCH", "DELETE"].into_iter().filter(|other| *other != method) {
            if server.call(who.as_ref(), other, &asked, json!({})).await.status != 405 {
                wrong.insert(Wrong::TakesOtherMethods);
            }
        }
    }
    if method != "GET" {
        wrong.insert(Wrong::NoRead);
    }
    if answers.len() > 1 {
        wrong.insert(Wrong::TellsPeopleApart);
    }
    if stored(server, *conversation).await != before {
        wrong.insert(Wrong::ChangesSomething);
    }
    wrong
}

/// Everything that is wrong with the open routes of a table.
async fn wrongs(routes: fn() -> Vec<Route>) -> Found {
    let mut found = Found::new();
    for (method, path, access, _) in routes() {
        if access == Access::Open {
            let cast = stage(routes()).await;
            let wrong = judge(&cast, method, path).await;
            found.extend(wrong.into_iter().map(|wrong| (format!("{method} {path}"), wrong)));
        }
    }
    found
}

#[tokio::test(start_paused = true)]
async fn what_is_open_is_harmless() {
    assert_eq!(wrongs(table).await, Found::new());
    let open = table().iter().filter(|(_, _, access, _)| *access == Access::Open).count();
    assert_eq!(open, REVIEWED.len(), "an entry of the list has no route");
}

/// The real routes, with those for visitors and staff declared open by mistake.
fn by_mistake() -> Vec<Route> {
    let slipped = ["/v1/console/board", "/v1/conversations/{id}", "/v1/console/conversations/{id}/notes"];
    let mut routes = table();
    routes.retain(|(_, path, ..)| slipped.contains(path));
    let open = |(method, path, _, handler)| (method, path, Access::Open, handler);
    routes.into_iter().map(open).collect()
}

/// Tells everyone the same, and too much.
async fn gossip(State(app): State<Arc<App>>) -> String {
    let site = SiteId(Uuid::from_u128(1));
    let held = app.store.in_state(site, Lifecycle::WithAgent, 1).await.unwrap();
    format!("{held:?}")
}

/// Disables an agent whenever somebody looks.
async fn vandal(State(app): State<Arc<App>>) -> &'static str {
    let site = SiteId(Uuid::from_u128(1));
    for agent in app.store.agents(site).await.unwrap() {
        app.store.put_agent(AgentRecord { disabled: true, ..agent }).await.unwrap();
    }
    "done\n"
}

fn made_wrong() -> Vec<Route> {
    vec![
        ("GET", "/gossip", Access::Open, get(gossip)),
        ("GET", "/vandal", Access::Open, get(vandal)),
        ("GET", "/readyz", Access::Open, get(async || "ready\n").post(async || "written\n")),
        ("GET", "/healthz", Access::Open, get(async || "")),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_route_that_is_open_by_mistake_is_found() {
    let found = wrongs(by_mistake).await;
    for (route, wrong) in [
        ("GET /v1/console/board", Wrong::NotReviewed),
        ("GET /v1/console/board", Wrong::TellsPeopleApart),
        ("GET /v1/console/board", Wrong::TellsSecrets),
        ("GET /v1/conversations/{id}", Wrong::TellsPeopleApart),
        ("GET /v1/conversations/{id}", Wrong::TellsSecrets),
        ("POST /v1/console/conversations/{id}/notes", Wrong::NoRead),
    ] {
        assert!(found.contains(&(route.to_owned(), wrong)), "{route} {wrong:?} not in {found:#?}");
    }
    let found = wrongs(made_wrong).await;
    for (route, wrong) in [
        ("GET /gossip", Wrong::TellsSecrets),
        ("GET /vandal", Wrong::ChangesSomething),
        ("GET /readyz", Wrong::TakesOtherMethods),
        ("GET /healthz", Wrong::TellsNothing),
    ] {
        assert!(found.contains(&(route.to_owned(), wrong)), "{route} {wrong:?} not in {found:#?}");
    }
}
