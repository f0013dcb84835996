//! Is every frame of the socket written as it was, and is the client's set closed?

use crate::console::board_item;
use crate::golden::Golden;
use crate::samples::{AGENT, ASSIGNMENT, AT, CONVERSATION, REPLY, wait};
use baton_conversation::wire::{Board, ClientFrame, Cursor, HEARTBEAT_MS, StaffFrame, VERSION, VisitorFrame};
use baton_conversation::{Author, Event, Frame, PublicEvent, StaffEvent};

fn client_frames() -> Vec<(&'static str, ClientFrame)> {
    let cursor = Cursor { conversation: CONVERSATION, after: 7 };
    let hello = ClientFrame::Hello { wire: VERSION, token: "t".into(), cursors: vec![cursor] };
    vec![
        ("client hello", hello),
        ("client subscribe", ClientFrame::Subscribe(cursor)),
        ("client unsubscribe", ClientFrame::Unsubscribe(CONVERSATION)),
        ("client typing", ClientFrame::Typing { conversation: CONVERSATION, on: true }),
    ]
}

fn visitor_frames() -> Vec<(&'static str, VisitorFrame)> {
    let conversation = CONVERSATION;
    let frame = Frame { seq: 8, prev: 5, at: AT, event: PublicEvent::Reopened { epoch: 4 } };
    let heads = vec![Cursor { conversation, after: 8 }];
    let (code, message) = ("wire_version".into(), "Reload the page.".into());
    vec![
        ("welcome", VisitorFrame::Welcome { wire: VERSION, heartbeat_ms: HEARTBEAT_MS }),
        ("event", VisitorFrame::Event { conversation, frame }),
        (
            "piece",
            VisitorFrame::Piece { conversation, reply: REPLY, epoch: 0, offset: 12, text: "one line".into() },
        ),
        ("typing", VisitorFrame::Typing { conversation, author: Author::Agent, on: true }),
        ("wait", VisitorFrame::Wait { conversation, wait: wait() }),
        ("heartbeat", VisitorFrame::Heartbeat { heads }),
        ("resync", VisitorFrame::Resync { conversation }),
        ("error", VisitorFrame::Error { code, message }),
    ]
}

#[test]
fn frames_are_as_written() {
    let mut golden = Golden::new("socket.json");
    for (name, frame) in client_frames() {
        golden.add(name, &frame);
    }
    for (name, frame) in visitor_frames() {
        golden.add(name, &frame);
    }
    let event = Event::Staff(StaffEvent::Declined { assignment: ASSIGNMENT, agent: AGENT });
    let frame = Frame { seq: 7, prev: 6, at: AT, event };
    golden.add("staff event", &StaffFrame::Event { conversation: CONVERSATION, frame });
    let board = Board { queue: vec![board_item()], ..Board::default() };
    golden.add("staff board", &StaffFrame::Board(board));
    golden.check();
}

#[test]
fn what_is_no_client_frame_is_refused() {
    let id = CONVERSATION.to_string();
    let good = format!(r#"{{"typing":{{"conversation":"{id}","on":true}}}}"#);
    assert!(serde_json::from_str::<ClientFrame>(&good).is_ok());
    for bad in [
        String::new(),
        "{}".into(),
        "null".into(),
        r#"{"shutdown":{}}"#.into(),
        r#"{"hello":{"wire":1,"token":"t"}}"#.into(),
        format!(r#"{{"typing":{{"conversation":"{id}","on":true,"author":"agent"}}}}"#),
        format!(r#"{{"subscribe":{{"conversation":"{id}","after":-1}}}}"#),
        format!(r#"{{"subscribe":{{"conversation":"{id}","after":0}},"typing":null}}"#),
        r#"{"unsubscribe":"not-an-id"}"#.into(),
    ] {
        assert!(serde_json::from_str::<ClientFrame>(&bad).is_err(), "{bad}");
    }
}

/// A staff event that went to a visitor by mistake is no frame for a visitor.
#[test]
fn a_visitor_cannot_read_a_staff_event() {
    let event = Event::Staff(StaffEvent::Declined { assignment: ASSIGNMENT, agent: AGENT });
    let frame = Frame { seq: 7, prev: 6, at: AT, event };
    let text = serde_json::to_string(&StaffFrame::Event { conversation: CONVERSATION, frame }).unwrap();
    assert!(serde_json::from_str::<StaffFrame>(&text).is_ok());
    assert!(serde_json::from_str::<VisitorFrame>(&text).is_err());
}
