//! Does a streaming reply grow only by what continues it?

use super::*;
use baton_conversation::wire::ServerFrame::Piece;
use baton_conversation::{AgentCard, AgentId, HandoffId, Outcome, Score};

fn piece(epoch: u64, offset: u32, text: &str) -> Input<PublicEvent> {
    Input::Frame(Piece { conversation: HERE, reply: REPLY, epoch, offset, text: text.to_owned() })
}

fn started(epoch: u64) -> PublicEvent {
    PublicEvent::ReplyStarted { reply: REPLY, epoch, in_reply_to: MessageId(Uuid::from_u128(1)) }
}

fn shown(stream: &mut Stream<PublicEvent>, inputs: &[Input<PublicEvent>]) -> String {
    let effects = inputs.iter().flat_map(|input| stream.handle(input.clone(), 0, 0));
    effects
        .filter_map(|effect| match effect {
            Effect::Tell(Notice::Piece { text, .. }) => Some(text),
            _ => None,
        })
        .collect()
}

fn replying() -> Stream<PublicEvent> {
    let mut stream = live(0);
    stream.handle(sent(frame_of(0, 1, started(3))), 0, 0);
    stream
}

#[test]
fn only_contiguous_pieces_are_shown() {
    let cases: [(&[(u32, &str)], &str); 6] = [
        (&[(0, "Hel"), (3, "lo")], "Hello"),
        (&[(0, "Hel"), (0, "Hel"), (3, "lo")], "Hello"),
        // Sent again from the start after a resume, cut elsewhere.
        (&[(0, "Hel"), (0, "Hello w"), (7, "orld")], "Hello world"),
        (&[(0, "Hel"), (5, "!")], "Hel"),
        (&[(2, "x"), (0, "ok")], "ok"),
        // The overlap ends inside a character.
        (&[(0, "a"), (0, "ä!")], "a"),
    ];
    for (pieces, expected) in cases {
        let inputs: Vec<_> = pieces.iter().map(|(offset, text)| piece(3, *offset, text)).collect();
        assert_eq!(shown(&mut replying(), &inputs), expected, "{pieces:?}");
    }
}

#[test]
fn pieces_of_another_epoch_or_reply_are_dropped() {
    assert_eq!(shown(&mut replying(), &[piece(2, 0, "old"), piece(4, 0, "new")]), "");
    let other = Piece {
        conversation: HERE,
        reply: ReplyId(Uuid::from_u128(8)),
        epoch: 3,
        offset: 0,
        text: "other".to_owned(),
    };
    assert_eq!(shown(&mut replying(), &[Input::Frame(other)]), "");
}

#[test]
fn nothing_is_shown_once_the_reply_ended_or_control_moved() {
    let agent = AgentCard { id: AgentId(Uuid::from_u128(9)), name: "Sam".to_owned() };
    let ends = [
        PublicEvent::ReplyFinished {
            reply: REPLY,
            text: String::new(),
            citations: Vec::new(),
            confidence: Score::ONE,
            outcome: Outcome::Answered,
        },
        PublicEvent::AgentJoined { handoff: HandoffId(Uuid::from_u128(5)), epoch: 4, agent },
        PublicEvent::Resolved { epoch: 4, by: ResolvedBy::Visitor },
    ];
    for end in ends {
        let late = [piece(3, 0, "Hel"), sent(frame_of(1, 2, end.clone())), piece(3, 3, "lo")];
        assert_eq!(shown(&mut replying(), &late), "Hel", "{end:?}");
    }
}

#[test]
fn a_reply_in_flight_at_loading_goes_on() {
    let mut stream = live(0);
    let reply = baton_conversation::PublicReply {
        reply: REPLY,
        epoch: 3,
        in_reply_to: MessageId(Uuid::from_u128(1)),
    };
    let cursor = Cursor { conversation: HERE, after: 6 };
    stream.handle(Input::Follow { cursor, reply: Some(reply) }, 0, 0);
    assert_eq!(shown(&mut stream, &[piece(3, 0, "Hello")]), "Hello");
}

#[test]
fn staff_events_have_no_public_side() {
    let staff =
        baton_conversation::Event::Staff(baton_conversation::StaffEvent::SignalsSeen { signals: vec![] });
    assert!(staff.public().is_none());
    assert!(baton_conversation::Event::Public(started(1)).public().is_some());
}
