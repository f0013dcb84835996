//! When does the stream connect, give up, wait, and fall back to long poll?

use super::*;
use crate::stream::Connection;

const CLOSED: Input<PublicEvent> = Input::Closed { retry_after_ms: None };

fn cursor(after: u64) -> Cursor {
    Cursor { conversation: HERE, after }
}

#[test]
fn hello_carries_what_is_followed() {
    let mut stream = Stream::default();
    assert_eq!(stream.handle(follow(6), 0, 0), [], "nothing is sent before there is a socket");
    let effects = stream.handle(Input::Start, 0, 0);
    assert_eq!(effects, [Effect::Connect, Effect::Tell(Notice::Connection(Connection::Connecting))]);
    assert_eq!(stream.handle(Input::Opened, 0, 0), [Effect::Hello(vec![cursor(6)])]);
    assert_eq!(stream.handle(Input::Opened, 0, 0), [], "only the first frame is a hello");
    assert_eq!(stream.handle(welcome(), 0, 0), [Effect::Tell(Notice::Connection(Connection::Live))]);
}

#[test]
fn a_later_follow_is_a_frame_of_its_own() {
    let mut stream = live(0);
    assert_eq!(stream.handle(follow(9), 0, 0), [Effect::Subscribe(cursor(9))]);
    assert_eq!(stream.handle(Input::Unfollow(HERE), 0, 0), [Effect::Unsubscribe(HERE)]);
}

#[test]
fn after_a_loss_it_says_hello_from_where_it_stands() {
    let mut stream = live(0);
    stream.handle(sent(logged(1)), 0, 0);
    stream.handle(CLOSED, 100, 0);
    assert_eq!(stream.deadline(), Some(600));
    assert!(stream.handle(Input::Tick, 599, 0).is_empty(), "not before its time");
    assert!(stream.handle(Input::Tick, 600, 0).contains(&Effect::Connect));
    assert_eq!(stream.handle(Input::Opened, 610, 0), [Effect::Hello(vec![cursor(1)])]);
}

#[test]
fn waits_grow_until_a_connection_lasted() {
    let mut stream = live(0);
    let mut waits = Vec::new();
    let mut now = 0;
    for lived in [0, 0, 0, 10_000, 0] {
        now += lived;
        stream.handle(CLOSED, now, u32::MAX);
        let at = stream.deadline().unwrap();
        waits.push(at - now);
        now = at;
        for input in [Input::Tick, Input::Opened, welcome()] {
            stream.handle(input, now, u32::MAX);
        }
    }
    assert_eq!(waits, [1_000, 2_000, 4_000, 1_000, 2_000]);
}

#[test]
fn silence_is_a_loss_after_two_and_a_half_heartbeats() {
    let mut stream = live(0);
    assert_eq!(stream.deadline(), Some(50_000));
    stream.handle(heartbeat(0), 20_000, 0);
    assert_eq!(stream.handle(Input::Tick, 50_000, 0), [], "the heartbeat counted");
    let effects = stream.handle(Input::Tick, 70_000, 0);
    assert_eq!(effects, [Effect::Disconnect, Effect::Tell(Notice::Connection(Connection::Offline))]);
    assert!(stream.handle(Input::Tick, 71_000, 0).contains(&Effect::Connect));
}

#[test]
fn a_socket_that_is_never_welcome_is_given_up() {
    let mut stream: Stream<PublicEvent> = Stream::default();
    stream.handle(Input::Start, 0, 0);
    stream.handle(Input::Opened, 5, 0);
    assert!(stream.handle(Input::Tick, 10_000, 0).contains(&Effect::Disconnect));
}

#[test]
fn two_sockets_without_welcome_mean_long_poll() {
    let mut stream = Stream::default();
    stream.handle(follow(2), 0, 0);
    stream.handle(Input::Start, 0, 0);
    assert!(!stream.handle(CLOSED, 0, 0).iter().any(|e| matches!(e, Effect::Fetch(_))), "once is bad luck");
    stream.handle(Input::Tick, 500, 0);
    let effects = stream.handle(CLOSED, 500, 0);
    assert_eq!(effects, [Effect::Fetch(cursor(2)), Effect::Tell(Notice::Connection(Connection::Offline))]);
    // Each answer is applied and asked on; nothing new is asked on too.
    let answer = |after| Input::Fetched { conversation: HERE, page: page(after, 50) };
    let effects = stream.handle(answer(2), 600, 0);
    assert_eq!(applied(&effects), [5, 6, 9, 10, 14]);
    let polls = [Effect::Poll(cursor(14)), Effect::Tell(Notice::Connection(Connection::Polling))];
    assert!(effects.ends_with(&polls), "the first answer shows that there is someone to poll: {effects:?}");
    assert_eq!(stream.handle(answer(14), 700, 0), [Effect::Poll(cursor(14))]);
    // A minute later a socket gets another chance, while polling goes on.
    assert_eq!(stream.handle(Input::Tick, 60_500, 0), [Effect::Connect]);
    stream.handle(Input::Opened, 60_510, 0);
    assert_eq!(stream.handle(welcome(), 60_520, 0), [Effect::Tell(Notice::Connection(Connection::Live))]);
    assert_eq!(stream.handle(answer(14), 60_530, 0), [], "the socket took over");
}

#[test]
fn a_failed_poll_is_repeated_after_a_wait() {
    let mut stream = Stream::default();
    stream.handle(follow(2), 0, 0);
    for input in [Input::Start, CLOSED, Input::Start, CLOSED] {
        stream.handle(input, 0, 0);
    }
    let failed = Input::FetchFailed { conversation: HERE, retry_after_ms: Some(4_000) };
    assert_eq!(stream.handle(failed, 1_000, 0), [], "nobody was told that anything came");
    assert_eq!(stream.deadline(), Some(5_500), "four seconds were asked for, and half of one is drawn");
    assert_eq!(stream.handle(Input::Tick, 5_500, 0), [Effect::Fetch(cursor(2))], "asked, not answered");
    let answer = Input::Fetched { conversation: HERE, page: page(2, 50) };
    assert!(stream.handle(answer, 5_600, 0).contains(&Effect::Tell(Notice::Connection(Connection::Polling))));
    let failed = Input::FetchFailed { conversation: HERE, retry_after_ms: None };
    assert_eq!(stream.handle(failed, 9_000, 0), [Effect::Tell(Notice::Connection(Connection::Offline))]);
}

#[test]
fn a_failed_gap_fetch_is_repeated_on_a_live_socket() {
    let mut stream = live(0);
    assert_eq!(stream.handle(sent(logged(2)), 0, 0), [Effect::Fetch(cursor(0))]);
    stream.handle(Input::FetchFailed { conversation: HERE, retry_after_ms: None }, 0, 0);
    assert_eq!(stream.handle(Input::Tick, 500, 0), [Effect::Fetch(cursor(0))]);
}

#[test]
fn the_network_coming_back_ends_the_wait() {
    let mut stream = live(0);
    stream.handle(CLOSED, 0, u32::MAX);
    assert!(stream.handle(Input::Start, 1, 0).contains(&Effect::Connect));
    assert_eq!(stream.handle(Input::Start, 2, 0), [], "one socket at a time");
}

#[test]
fn a_stopped_stream_stays_stopped() {
    let mut stream = live(0);
    assert!(stream.handle(Input::Stop, 0, 0).contains(&Effect::Disconnect));
    assert_eq!(stream.deadline(), None);
    assert_eq!(stream.handle(CLOSED, 0, 0), []);
    assert_eq!(stream.handle(Input::Tick, 1_000_000, 0), []);
}

#[test]
fn a_refusal_reaches_the_application() {
    let mut stream: Stream<PublicEvent> = Stream::default();
    stream.handle(Input::Start, 0, 0);
    let (code, message) = ("unauthorized".to_owned(), "Sign in again.".to_owned());
    let error = Input::Frame(ServerFrame::Error { code: code.clone(), message: message.clone() });
    assert_eq!(stream.handle(error, 0, 0), [Effect::Tell(Notice::Refused { code, message })]);
    assert_eq!(stream.handle(sent(logged(1)), 0, 0), [], "nothing counts before the welcome");
}
