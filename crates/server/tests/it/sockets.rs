//! Do events arrive over the socket whole, in order, and only where they may?

use crate::harness::{ORIGIN, Server};
use crate::matrix::{Cast, WHO, cast};
use baton_conversation::wire::{ClientFrame, Cursor, ServerFrame, VERSION};
use baton_conversation::{ConversationId, PublicEvent};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

type Socket = WebSocketStream<TcpStream>;

/// The server on a real port, for as long as the test runs.
async fn listen(server: &Server) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service =
        baton_server::routes::router(&server.app).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    address
}

async fn connect(address: SocketAddr, origin: Option<&str>) -> Socket {
    let mut request = format!("ws://{address}/v1/socket").into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    client_async(request, TcpStream::connect(address).await.unwrap()).await.unwrap().0
}

async fn say(socket: &mut Socket, frame: &ClientFrame) {
    socket.send(Message::Text(serde_json::to_string(frame).unwrap().into())).await.unwrap();
}

fn hello(token: &str, cursors: Vec<Cursor>) -> ClientFrame {
    ClientFrame::Hello { wire: VERSION, token: token.into(), cursors }
}

/// The next frame's JSON, or none when the socket is closed.
async fn next(socket: &mut Socket) -> Option<serde_json::Value> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

async fn next_of(socket: &mut Socket, kind: &str) -> serde_json::Value {
    loop {
        let frame = next(socket).await.unwrap_or_else(|| panic!("closed before {kind}"));
        if frame.get(kind).is_some() {
            return frame[kind].clone();
        }
    }
}

async fn error_code(socket: &mut Socket) -> String {
    next_of(socket, "error").await["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn events_are_replayed_and_then_live_without_a_hole() {
    let server = Server::start().await;
    let address = listen(&server).await;
    let visitor = server.visitor("shop").await;
    let thread = server.conversation(&visitor).await;
    thread.send(server.id(), "What are your opening hours?").await;
    let mut socket = connect(address, Some(ORIGIN)).await;
    say(&mut socket, &hello(&visitor.token, vec![Cursor { conversation: thread.id, after: 0 }])).await;
    next_of(&mut socket, "welcome").await;
    let mut last = 0;
    let mut seen = vec![];
    while seen.len() < 6 {
        if seen.len() == 4 {
            thread.send(server.id(), "talk to a person").await;
        }
        let event = next_of(&mut socket, "event").await;
        assert_eq!(event["frame"]["prev"].as_u64().unwrap(), last);
        last = event["frame"]["seq"].as_u64().unwrap();
        seen.push(event["frame"]["event"].as_object().unwrap().keys().next().unwrap().clone());
    }
    assert_eq!(seen[4..], ["message_posted", "handoff_started"]);
    let wait = next_of(&mut socket, "wait").await;
    assert_eq!(wait["wait"]["position"], 1);
}

#[tokio::test]
async fn a_reply_streams_and_staff_events_stay_with_staff() {
    let server = Server::start().await;
    let address = listen(&server).await;
    let visitor = server.visitor("shop").await;
    let (_, agent) = server.agent(1, "Ana").await;
    let thread = server.conversation(&visitor).await;
    let cursor = vec![Cursor { conversation: thread.id, after: 1 }];
    let mut mine = connect(address, Some(ORIGIN)).await;
    let mut theirs = connect(address, None).await;
    say(&mut mine, &hello(&visitor.token, cursor.clone())).await;
    say(&mut theirs, &hello(&agent.token, cursor)).await;
    next_of(&mut mine, "welcome").await;
    next_of(&mut theirs, "board").await;
    thread.send(server.id(), "What are your opening hours?").await;
    let piece = next_of(&mut mine, "piece").await;
    assert_eq!((piece["text"].as_str().unwrap(), piece["offset"].as_u64()), ("Here is how.", Some(0)));
    thread.send(server.id(), "talk to a person").await;
    loop {
        let event = next_of(&mut theirs, "event").await;
        if event["frame"]["event"]["staff"].get("escalated").is_some() {
            break;
        }
    }
    let taken = json!({"epoch": 1});
    assert!(server.act(&agent, thread.id, "accept", taken).await.status.is_success());
    loop {
        let frame = next(&mut mine).await.unwrap();
        assert!(!frame.to_string().contains("escalated"), "{frame}");
        if frame["event"]["frame"]["event"].get("agent_joined").is_some() {
            break;
        }
    }
}

#[tokio::test]
async fn the_first_frame_decides_who_is_let_in() {
    let server = Server::start().await;
    let address = listen(&server).await;
    let visitor = server.visitor("shop").await;
    let (gone, agent) = server.agent(1, "Dan").await;

    let mut wrong = connect(address, Some(ORIGIN)).await;
    say(&mut wrong, &hello("bv_wrong", vec![])).await;
    assert_eq!(error_code(&mut wrong).await, "unauthorized");
    assert_eq!(next(&mut wrong).await, None, "and the socket is closed");

    let mut foreign = connect(address, Some("https://evil.example")).await;
    say(&mut foreign, &hello(&visitor.token, vec![])).await;
    assert_eq!(error_code(&mut foreign).await, "origin_not_allowed");

    let mut console_elsewhere = connect(address, Some(ORIGIN)).await;
    say(&mut console_elsewhere, &hello(&agent.token, vec![])).await;
    assert_eq!(error_code(&mut console_elsewhere).await, "unauthorized");

    let mut old = connect(address, Some(ORIGIN)).await;
    say(&mut old, &ClientFrame::Hello { wire: 0, token: visitor.token.clone(), cursors: vec![] }).await;
    assert_eq!(error_code(&mut old).await, "wire_version");

    let mut impatient = connect(address, Some(ORIGIN)).await;
    say(&mut impatient, &ClientFrame::Typing { conversation: ConversationId(server.id()), on: true }).await;
    assert_eq!(error_code(&mut impatient).await, "bad_frame");

    let record = server.app.store.agent(gone).await.unwrap().unwrap();
    server.app.store.put_agent(baton_store::AgentRecord { disabled: true, ..record }).await.unwrap();
    let mut disabled = connect(address, None).await;
    say(&mut disabled, &hello(&agent.token, vec![])).await;
    assert_eq!(error_code(&mut disabled).await, "unauthorized");
}

#[tokio::test]
async fn every_later_frame_is_checked_too() {
    let server = Server::start().await;
    let address = listen(&server).await;
    let (visitor, other) = (server.visitor("shop").await, server.visitor("shop").await);
    let theirs = server.conversation(&other).await;
    let mut socket = connect(address, Some(ORIGIN)).await;
    say(&mut socket, &hello(&visitor.token, vec![])).await;
    next_of(&mut socket, "welcome").await;
    say(&mut socket, &ClientFrame::Subscribe(Cursor { conversation: theirs.id, after: 0 })).await;
    assert_eq!(error_code(&mut socket).await, "not_found");
    socket.send(Message::Text("{\"drop_table\":{}}".into())).await.unwrap();
    assert_eq!(error_code(&mut socket).await, "bad_frame");
    assert_eq!(next(&mut socket).await, None);
}

/// Everything up to the next frame of a kind, or up to the end.
async fn up_to(socket: &mut Socket, kind: &str) -> Vec<serde_json::Value> {
    let mut frames = vec![];
    while let Some(frame) = next(socket).await {
        let last = frame.get(kind).is_some();
        frames.push(frame);
        if last {
            break;
        }
    }
    frames
}

/// What each identity may do with the conversation of the visitor in the second column: be let in, see it by the
/// cursor of its hello, see it by subscribing, be heard typing in it. In the order of the matrix's columns.
const MAY: [[bool; 4]; 8] = [
    [false; 4],
    [true; 4],
    [true, false, false, false],
    [true, false, false, false],
    [true; 4],
    [true, false, false, false],
    [false; 4],
    [false; 4],
];

#[tokio::test]
async fn every_frame_against_every_identity() {
    for (column, who) in WHO.iter().enumerate() {
        let Cast { server, people, conversation, .. } = cast("hello").await;
        let address = listen(&server).await;
        let (_, watching) = server.agent(1, "Eve").await;
        let follow = vec![Cursor { conversation, after: 0 }];
        // Both sides watch, as each hears the other's typing only.
        let mut watchers = vec![];
        for watcher in [people[1].clone().unwrap(), watching] {
            let mut socket = connect(address, watcher.origin).await;
            say(&mut socket, &hello(&watcher.token, follow.clone())).await;
            up_to(&mut socket, "event").await;
            watchers.push(socket);
        }
        let person = people[column].as_ref();
        let token = person.map_or("", |p| p.token.as_str());
        let mut socket = connect(address, person.and_then(|p| p.origin)).await;
        // An id that nobody has is answered by an error: up to there everything before has been answered too.
        let nowhere = ClientFrame::Subscribe(Cursor { conversation: ConversationId(server.id()), after: 0 });
        say(&mut socket, &hello(token, vec![])).await;
        let welcomed = next(&mut socket).await.is_some_and(|frame| frame.get("welcome").is_some());
        let mut may = [welcomed, false, false, false];
        if welcomed {
            for (after_hello, first) in [(true, hello(token, follow.clone())), (false, hello(token, vec![]))]
            {
                let mut socket = connect(address, person.and_then(|p| p.origin)).await;
                say(&mut socket, &first).await;
                up_to(&mut socket, "welcome").await;
                if !after_hello {
                    say(&mut socket, &ClientFrame::Subscribe(follow[0])).await;
                }
                say(&mut socket, &ClientFrame::Typing { conversation, on: true }).await;
                say(&mut socket, &nowhere).await;
                let mut frames = up_to(&mut socket, "error").await;
                if frames.iter().all(|f| f.get("event").is_none()) {
                    // The first error was about the conversation itself.
                    frames.extend(up_to(&mut socket, "error").await);
                }
                may[if after_hello { 1 } else { 2 }] = frames.iter().any(|f| f.get("event").is_some());
            }
            let owner =
                crate::harness::Thread { server: &server, who: people[1].clone().unwrap(), id: conversation };
            owner.send(server.id(), "one more").await;
            for watcher in &mut watchers {
                while let Some(frame) = next(watcher).await {
                    may[3] |= frame.get("typing").is_some();
                    if frame.to_string().contains("one more") {
                        break;
                    }
                }
            }
        }
        assert_eq!(may, MAY[column], "{who}");
    }
}

#[test]
fn a_visitors_frame_cannot_hold_a_staff_event() {
    let staff = json!({"event": {"conversation": uuid::Uuid::nil(), "frame": {"seq": 1, "prev": 0, "at": 0,
        "event": {"note_added": {}}}}});
    assert!(serde_json::from_value::<ServerFrame<PublicEvent>>(staff).is_err());
}
