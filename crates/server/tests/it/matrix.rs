//! Who may use which route? Every route against every identity. `rows.rs` asks whether every route is here, `open.rs`
//! what everyone is shown.

use crate::harness::{ORIGIN, Person, Server};
use baton_conversation::ConversationId;
use baton_server::routes::{Access, table};
use baton_server::sites::Agent;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The identities, in the order of the matrix's columns.
pub(crate) const WHO: [&str; 8] = [
    "nobody",
    "visitor",
    "other visitor",
    "other site's visitor",
    "agent",
    "other site's agent",
    "disabled agent",
    "foreign page",
];

/// A body that is right for a route, so that only identity decides.
fn body(server: &Server, path: &str, message: Uuid) -> Value {
    let (id, brief) = (server.id(), json!({"summary": "s", "details": []}));
    let bodies: BTreeMap<&str, Value> = BTreeMap::from([
        ("messages", json!({"id": id, "text": "hello"})),
        ("notes", json!({"id": id, "text": "hello"})),
        ("brief", json!({ "brief": brief })),
        ("follow-up", json!({"how": {"email": "me@shop.example"}})),
        ("sentiment", json!({ "message": message })),
        ("rating", json!({"score": 5})),
        ("presence", json!({"available": true})),
        ("accept", json!({"epoch": 0})),
        ("take-over", json!({"epoch": 0})),
        ("resolve", json!({"cause": "other"})),
        ("sign-in", json!({"code": "x"})),
        ("{id}", json!({"locale": "en", "page": null})),
    ]);
    bodies.get(path.rsplit('/').next().unwrap()).cloned().unwrap_or_else(|| json!({}))
}

/// Whether the identity in this column passes the door of a route. Behind it the command may still be refused.
fn passes(access: Access, who: usize) -> bool {
    match access {
        Access::Open | Access::Socket => unreachable!("asked elsewhere"),
        // Visitors' columns come with the origin of the site's page.
        Access::Console => matches!(who, 0 | 4..=6),
        Access::Site => who != 7,
        Access::Visitor => matches!(who, 1..=3),
        Access::OwnConversation => who == 1,
        Access::Staff => matches!(who, 4 | 5),
        Access::SiteConversation => who == 4,
    }
}

/// Whether an answer stopped at the door.
fn stopped(answer: &crate::harness::Answer) -> bool {
    matches!(answer.code(), "unauthorized" | "origin_not_allowed" | "not_found")
}

/// Everyone there is, and the conversation of the visitor in the second column.
pub(crate) struct Cast {
    pub(crate) server: Server,
    pub(crate) people: Vec<Option<Person>>,
    pub(crate) conversation: ConversationId,
    pub(crate) message: Uuid,
}

/// Everyone anew for each case, so that no case sees another's traces.
pub(crate) async fn cast(said: &str) -> Cast {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let (other, foreign) = (server.visitor("shop").await, server.visitor("other").await);
    let (_, agent) = server.agent(1, "Ana").await;
    let (_, stranger) = server.agent(2, "Cleo").await;
    let (gone, disabled) = server.agent(1, "Dan").await;
    let record = server.app.store.agent(gone).await.unwrap().unwrap();
    let dan = Agent { disabled: true, ..Agent::from_record(record).unwrap() };
    server.app.store.put_agent(dan.to_record().unwrap()).await.unwrap();
    let page = Person { origin: Some("https://evil.example"), ..visitor.clone() };
    let message = server.id();
    let thread = server.conversation(&visitor).await;
    assert_eq!(thread.send(message, said).await.status, 201);
    let conversation = thread.id;
    let people =
        [Some(visitor), Some(other), Some(foreign), Some(agent), Some(stranger), Some(disabled), Some(page)];
    let people = std::iter::once(None).chain(people).collect();
    Cast { server, people, conversation, message }
}

/// A path with its blanks filled in.
pub(crate) fn concrete(path: &str, conversation: ConversationId) -> String {
    path.replace("{id}", &conversation.to_string()).replace("{key}", "shop").replace("{*path}", "protocol.md")
}

#[tokio::test(start_paused = true)]
async fn every_route_against_every_identity() {
    let mut cases = 0;
    for (method, path, access, _) in table() {
        for (column, who) in WHO.iter().enumerate() {
            let Cast { server, people, conversation, message } = cast("hello").await;
            // Creating under someone else's id must fail too, so the id is the visitor's.
            let concrete = concrete(path, conversation);
            let sent =
                if matches!(method, "GET" | "DELETE") { Value::Null } else { body(&server, path, message) };
            let answer = server.call(people[column].as_ref(), method, &concrete, sent).await;
            let named = format!("{method} {path} as {who}: {} {}", answer.status, answer.body);
            match access {
                // That everyone passes says nothing; `open.rs` asks what they find.
                Access::Open => {}
                // Without a first frame the door shows nothing; `sockets.rs` asks whom that lets in.
                Access::Socket => assert_eq!(answer.status, 400, "{named}"),
                _ => assert_eq!(!stopped(&answer), passes(access, column), "{named}"),
            }
            cases += 1;
        }
    }
    println!("{cases} cases");
    assert_eq!(cases, table().len() * WHO.len());
    let sockets = table().iter().filter(|(_, _, access, _)| *access == Access::Socket).count();
    assert_eq!(sockets, 1, "only the socket may prove who is there by a frame");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_link_works_once() {
    let server = Server::start().await;
    let (id, _) = server.agent(1, "Ana").await;
    let link = baton_store::Identity::SignIn(id);
    let (code, record) = baton_server::auth::fresh_token(&server.app, "bs", link, 60_000);
    server.app.store.put_token(record).await.unwrap();
    let as_bearer = Person { token: code.clone(), origin: None };
    let peek = server.call(Some(&as_bearer), "GET", "/v1/console/board", Value::Null).await;
    assert_eq!(peek.code(), "unauthorized", "a link is not a session");
    let sign_in = async || server.call(None, "POST", "/v1/console/sign-in", json!({"code": code})).await;
    let signed: baton_conversation::wire::SignedIn = sign_in().await.read();
    assert_eq!(sign_in().await.code(), "link_used");
    let me = Person { token: signed.token, origin: None };
    assert!(server.call(Some(&me), "GET", "/v1/console/me", Value::Null).await.status.is_success());
    assert!(server.call(Some(&me), "POST", "/v1/console/sign-out", json!({})).await.status.is_success());
    assert_eq!(server.call(Some(&me), "GET", "/v1/console/me", Value::Null).await.code(), "unauthorized");
    let foreign = Person { token: String::new(), origin: Some(ORIGIN) };
    let crossed = server.call(Some(&foreign), "POST", "/v1/console/sign-in", json!({"code": code})).await;
    assert_eq!(crossed.code(), "origin_not_allowed");
}
