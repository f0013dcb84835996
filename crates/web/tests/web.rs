//! Do the edges do in a real browser what the pure parts ask of them?
//!
//! Each test runs against the browser's own storage, sockets, locks and document; sockets that lead nowhere are
//! replaced by a recorder in JavaScript, because a test page has no server of its own.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use baton_conversation::wire::{Board, ServerFrame};
use baton_conversation::{ConversationId, Event, MessageId, PublicEvent, Timestamp};
use baton_web::browser::{Timer, chance, now};
use baton_web::leader::Leader;
use baton_web::markdown::{parse, render};
use baton_web::outbox::{ItemState, Outbox};
use baton_web::socket::Link;
use baton_web::storage::{Browser, Storage};
use baton_web::stream::{Connection, Notice};
use baton_web::{Client, ClientError};
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const HERE: ConversationId = ConversationId(Uuid::from_u128(1));

/// Lets everything that the browser has queued run, until `done` says so. Fails after five seconds.
async fn until(what: &str, done: impl Fn() -> bool) {
    let begun = now();
    while !done() {
        assert!(now().since(begun) < 5_000, "waited in vain until {what}");
        let turn = Promise::new(&mut |resolve, _| {
            // One turn of the event loop at a time; the condition decides, not the clock.
            let timer = Timer::after(0, move || drop(resolve.call0(&JsValue::NULL)));
            std::mem::forget(timer);
        });
        JsFuture::from(turn).await.unwrap();
    }
}

/// Puts a recorder in the place of `WebSocket` and returns it: `made` lists the sockets, each with `url` and
/// `sent`.
fn record_sockets() -> JsValue {
    let script = "
        const made = [];
        class Recorder {
            static get OPEN() { return 1; }
            constructor(url) { this.url = url; this.sent = []; this.readyState = 0; made.push(this); }
            send(text) { this.sent.push(text); }
            close() { this.readyState = 3; this.closed = true; }
            open() { this.readyState = 1; this.onopen(new Event('open')); }
            say(text) { this.onmessage(new MessageEvent('message', { data: text })); }
            drop() { this.readyState = 3; this.onclose(new Event('close')); }
        }
        globalThis.WebSocket = Recorder;
        return made;";
    Function::new_no_args(script).call0(&JsValue::NULL).unwrap()
}

fn made(recorder: &JsValue, index: u32) -> JsValue {
    recorder.unchecked_ref::<Array>().get(index)
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap()
}

fn call(socket: &JsValue, method: &str, argument: &str) {
    field(socket, method).unchecked_into::<Function>().call1(socket, &argument.into()).unwrap();
}

fn sent(socket: &JsValue) -> Vec<String> {
    field(socket, "sent").unchecked_into::<Array>().iter().filter_map(|text| text.as_string()).collect()
}

#[wasm_bindgen_test]
async fn the_first_frame_is_a_hello_and_the_address_holds_no_token() {
    let recorder = record_sockets();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let tell = Rc::clone(&heard);
    let client = Client::new("https://chat.example/base/", Some("secret-token"));
    let link: Link<Event> = Link::open(client, None, move |notice| tell.borrow_mut().push(notice));
    link.follow(HERE, 7, None);
    until("a socket is made", || !made(&recorder, 0).is_undefined()).await;
    let socket = made(&recorder, 0);
    assert_eq!(field(&socket, "url").as_string().unwrap(), "wss://chat.example/base/v1/socket");
    assert!(sent(&socket).is_empty(), "nothing before the socket is open");
    call(&socket, "open", "");
    let hello = format!(
        r#"{{"hello":{{"wire":1,"token":"secret-token","cursors":[{{"conversation":"{HERE}","after":7}}]}}}}"#
    );
    assert_eq!(sent(&socket), [hello]);

    call(&socket, "say", "not a frame at all");
    call(&socket, "say", r#"{"welcome":{"wire":1,"heartbeat_ms":20000}}"#);
    let board = serde_json::to_string(&ServerFrame::<Event>::Board(Board::default())).unwrap();
    call(&socket, "say", &board);
    let boards = heard.borrow().iter().filter(|notice| matches!(notice, Notice::Board(_))).count();
    assert_eq!(boards, 1);
    assert!(heard.borrow().contains(&Notice::Connection(Connection::Live)));

    call(&socket, "drop", "");
    assert!(heard.borrow().contains(&Notice::Connection(Connection::Offline)));
    link.close();
    assert!(made(&recorder, 1).is_undefined(), "a closed link opens no other socket");
}

#[wasm_bindgen_test]
async fn two_tabs_share_one_socket_and_both_hear() {
    let recorder = record_sockets();
    let heard = [Rc::new(Cell::new(0_u32)), Rc::new(Cell::new(0))];
    let links: Vec<Link<PublicEvent>> = heard
        .iter()
        .map(|count| {
            let count = Rc::clone(count);
            let group = Some("test two tabs");
            Link::open(Client::new("https://chat.example", Some("t")), group, move |notice| {
                if matches!(notice, Notice::Event { .. }) {
                    count.set(count.get() + 1);
                }
            })
        })
        .collect();
    until("one leads", || !made(&recorder, 0).is_undefined()).await;
    let socket = made(&recorder, 0);
    call(&socket, "open", "");
    call(&socket, "say", r#"{"welcome":{"wire":1,"heartbeat_ms":20000}}"#);
    links.iter().for_each(|link| link.follow(HERE, 0, None));
    // The other tab's wish reaches the server through the leader's socket.
    let follows = |socket: &JsValue| sent(socket).iter().filter(|text| text.contains("subscribe")).count();
    until("the leader subscribes", || follows(&socket) >= 1).await;
    let event = r#"{"resolved":{"epoch":1,"by":"idle"}}"#;
    let frame = format!(
        r#"{{"event":{{"conversation":"{HERE}","frame":{{"seq":1,"prev":0,"at":5,"event":{event}}}}}}}"#
    );
    // The follower becomes live with its next question at the latest, so the frame is said until both have it.
    until("both have heard it", || {
        call(&socket, "say", &frame);
        call(&socket, "say", r#"{"welcome":{"wire":1,"heartbeat_ms":20000}}"#);
        heard.iter().all(|count| count.get() == 1)
    })
    .await;
    assert!(made(&recorder, 1).is_undefined(), "one socket for both");
    links.iter().for_each(Link::close);
}

#[wasm_bindgen_test]
async fn the_lead_passes_on_when_its_tab_is_gone() {
    let led = [Rc::new(Cell::new(false)), Rc::new(Cell::new(false))];
    let heard = Rc::new(RefCell::new(String::new()));
    let join = |index: usize| {
        let (led, heard) = (Rc::clone(&led[index]), Rc::clone(&heard));
        Leader::join("test lead", move || led.set(true), move |text| *heard.borrow_mut() = text)
    };
    let first = join(0);
    until("the first leads", || led[0].get()).await;
    let second = join(1);
    second.tell("hello");
    until("the first hears the second", || *heard.borrow() == "hello").await;
    assert!(first.leads() && !second.leads(), "only one leads");
    drop(first);
    until("the second leads", || second.leads()).await;
}

#[wasm_bindgen_test]
fn an_outbox_survives_in_local_storage() {
    let owner = Uuid::from_bytes(chance()).to_string();
    let id = MessageId(Uuid::from_u128(5));
    let mut outbox = Outbox::open(Box::new(Browser::local()), &owner, now());
    outbox.push(HERE, id, "still here".to_owned(), now());
    drop(outbox);
    let mut outbox: Outbox<String> = Outbox::open(Box::new(Browser::local()), &owner, now());
    let items = outbox.items(HERE);
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].id, items[0].body.as_str()), (id, "still here"));
    assert_eq!(items[0].state, ItemState::Pending);
    outbox.clear();
    assert!(Browser::local().keys(&["baton.outbox.1.", &owner].concat()).is_empty());
}

#[wasm_bindgen_test]
fn random_bytes_are_random() {
    assert_ne!(chance::<16>(), chance::<16>());
    assert!(now() > Timestamp(1_700_000_000_000));
}

/// What a message looks like in the document.
fn shown(text: &str) -> web_sys::Element {
    let document = web_sys::window().unwrap().document().unwrap();
    let place = document.create_element("div").unwrap();
    place.append_child(&render(&document, &parse(text)).unwrap()).unwrap();
    place
}

#[wasm_bindgen_test]
fn markdown_becomes_elements() {
    let place = shown("Hello **you**\n\n- a\n- `b`\n\n[docs](https://a.example/?a=1&b=2)");
    let expected = "<p>Hello <strong>you</strong></p><ul><li>a</li><li><code>b</code></li></ul>\
        <p><a href=\"https://a.example/?a=1&amp;b=2\" target=\"_blank\" \
        rel=\"noopener noreferrer nofollow ugc\">docs</a></p>";
    assert_eq!(place.inner_html(), expected);
}

#[wasm_bindgen_test]
fn hostile_text_makes_no_element_that_acts() {
    let hostile = [
        "<script>globalThis.hit = 1</script>",
        "<img src=x onerror='globalThis.hit = 1'>",
        "[x](javascript:globalThis.hit=1)",
        "[x](https://a.example\"onmouseover=\"globalThis.hit=1)",
        "![x](https://a.example/pixel.gif)",
        "```\n</code></pre><script>globalThis.hit = 1</script>\n```",
        "<iframe srcdoc='x'></iframe>",
        "# <svg onload=globalThis.hit=1>",
    ];
    for text in hostile {
        let place = shown(text);
        let acting =
            "script, img, iframe, svg, style, object, embed, form, [onmouseover], [onerror], [onload]";
        assert!(place.query_selector(acting).unwrap().is_none(), "{text}: {}", place.inner_html());
        let unsafe_link = "a:not([href^='https://']):not([href^='http://']):not([href^='mailto:'])";
        assert!(place.query_selector(unsafe_link).unwrap().is_none(), "{text}");
    }
    // The check itself would notice.
    let document = web_sys::window().unwrap().document().unwrap();
    let place = document.create_element("div").unwrap();
    place.append_child(&document.create_element("img").unwrap()).unwrap();
    assert!(place.query_selector("img").unwrap().is_some());
}

#[wasm_bindgen_test]
async fn a_server_that_is_not_there_is_offline() {
    // Port 9 discards; nothing listens on it here, and browsers block it anyway.
    let client = Client::new("http://127.0.0.1:9", Some("t"));
    assert_eq!(client.me().await, Err(ClientError::Offline));
}
