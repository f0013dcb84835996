//! Does bad input get a clear error, and is nothing half-stored?

use crate::harness::{ORIGIN, Person, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

fn check(answer: &crate::harness::Answer, status: u16, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{}", answer.body);
    let message = answer.body["error"]["message"].as_str().unwrap();
    assert!(message.ends_with('.') && message.len() > 20, "a sentence that says what to do: {message}");
}

#[tokio::test(start_paused = true)]
async fn sites_and_origins() {
    let server = Server::start().await;
    check(&server.call(None, "GET", "/v1/sites/nope/bootstrap", Value::Null).await, 404, "unknown_site");
    for origin in [
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "http://shop.example",
        "https://shop.example:8443",
        "null",
    ] {
        let page = Person { token: String::new(), origin: Some(origin) };
        let answer = server.call(Some(&page), "GET", "/v1/sites/shop/bootstrap", Value::Null).await;
        check(&answer, 403, "origin_not_allowed");
        let answer = server.call(Some(&page), "POST", "/v1/sites/shop/visitors", json!({})).await;
        check(&answer, 403, "origin_not_allowed");
    }
    let page = Person { token: String::new(), origin: Some(ORIGIN) };
    let answer = server.call(Some(&page), "GET", "/v1/sites/shop/bootstrap?locale=de", Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body["strings"].as_object().unwrap().len() > 20);
}

#[tokio::test(start_paused = true)]
async fn bodies() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    let path = thread.path("/messages");
    let raw = async |body: &str| server.call_raw(Some(&visitor), "POST", &path, body.into()).await;
    check(&raw("{\"id\":").await, 400, "malformed_json");
    check(&raw("{\"id\": 7, \"text\": \"x\"}").await, 400, "invalid_body");
    let id = server.id();
    let unknown = json!({"id": id, "text": "x", "page": null, "hint": null, "author": "agent"});
    check(&raw(&unknown.to_string()).await, 400, "invalid_body");
    check(&thread.send(id, "   ").await, 422, "empty_text");
    check(&thread.send(id, &"x".repeat(4001)).await, 422, "too_long");
    check(&thread.send(id, &"x".repeat(70_000)).await, 413, "body_too_large");
    assert_eq!(thread.names().await, ["conversation_started"], "nothing was stored");
    assert_eq!(thread.send(id, &"é".repeat(4000)).await.status, 201, "the id is still free");
    let rating = thread.call("POST", "/rating", json!({"score": 9, "comment": ""})).await;
    check(&rating, 422, "bad_rating");
}

#[tokio::test(start_paused = true)]
async fn repeated_and_reused_ids() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    let id = server.id();
    let first = thread.send(id, "Hello there").await;
    assert_eq!((first.status.as_u16(), &first.body["replayed"]), (201, &json!(false)));
    server.settle().await;
    let again = thread.send(id, "Hello there").await;
    assert_eq!((again.status.as_u16(), &again.body["replayed"]), (200, &json!(true)));
    assert_eq!(again.body["seq"], first.body["seq"]);
    check(&thread.send(id, "Something else").await, 409, "id_reused");
    let said = thread.names().await.iter().filter(|n| *n == "visitor").count();
    assert_eq!(said, 1);
}

#[tokio::test(start_paused = true)]
async fn stale_epochs_and_lost_races() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    let (_, ana) = server.agent(1, "Ana").await;
    let (_, ben) = server.agent(1, "Ben").await;
    thread.say("talk to a person").await;
    let epoch = server.queue(&ana).await[0].epoch;
    let stale = server.act(&ana, thread.id, "accept", json!({"epoch": epoch - 1})).await;
    check(&stale, 409, "stale_epoch");
    assert!(server.act(&ana, thread.id, "accept", json!({"epoch": epoch})).await.status.is_success());
    let late = server.act(&ben, thread.id, "accept", json!({"epoch": epoch})).await;
    check(&late, 409, "taken");
    assert!(late.body["error"]["message"].as_str().unwrap().contains("Ana"));
    let line = json!({"id": server.id(), "text": "I too!"});
    check(&server.act(&ben, thread.id, "messages", line).await, 409, "not_yours");
}

#[tokio::test(start_paused = true)]
async fn an_agent_never_holds_more_than_the_limit() {
    let server = Server::start().await;
    let (_, ana) = server.agent(1, "Ana").await;
    for round in 0..4 {
        let visitor = server.visitor("shop").await;
        let thread = server.conversation(&visitor).await;
        thread.say("talk to a person").await;
        let epoch = server.queue(&ana).await[0].epoch;
        let answer = server.act(&ana, thread.id, "accept", json!({"epoch": epoch})).await;
        if round < 3 {
            assert!(answer.status.is_success(), "{answer:?}");
        } else {
            check(&answer, 409, "agent_full");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn tokens() {
    let server = Server::start().await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    let wrong = Person { token: "bv_wrong".into(), origin: Some(ORIGIN) };
    check(&server.call(Some(&wrong), "GET", &thread.path(""), Value::Null).await, 401, "unauthorized");
    tokio::time::sleep(Duration::from_secs(31 * 24 * 3600)).await;
    check(&thread.call("GET", "", Value::Null).await, 401, "unauthorized");
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_slowed_and_others_are_not() {
    let server = Server::start().await;
    let (flood, calm) = (server.visitor("shop").await, server.visitor("shop").await);
    let (flooding, calmly) = (server.conversation(&flood).await, server.conversation(&calm).await);
    let mut refused = 0;
    for _ in 0..100 {
        let answer = flooding.send(server.id(), "hello").await;
        refused += usize::from(answer.code() == "rate_limited");
    }
    assert!(refused >= 40, "{refused}");
    assert_eq!(calmly.send(server.id(), "hello").await.status, 201);
}
