//! Does the stream keep its promises, and would these tests notice if it did not?

mod connecting;
mod delivery;
mod pieces;

use super::{Audience, Effect, Input, Notice, Stream};
use baton_conversation::wire::{Cursor, Page, ServerFrame};
use baton_conversation::{
    Author, ConversationId, Frame, MessageId, PublicEvent, ReplyId, ResolvedBy, Timestamp,
};
use uuid::Uuid;

/// The conversation of most tests.
const HERE: ConversationId = ConversationId(Uuid::from_u128(1));
const REPLY: ReplyId = ReplyId(Uuid::from_u128(7));
/// Sequences that a visitor may see: between them stand staff events.
const LOG: [u64; 7] = [1, 2, 5, 6, 9, 10, 14];

type Out = Vec<Effect<PublicEvent>>;

fn event(n: u64) -> PublicEvent {
    PublicEvent::MessagePosted {
        id: MessageId(Uuid::from_u128(u128::from(n))),
        author: Author::Visitor,
        agent: None,
        text: n.to_string(),
        masked: false,
    }
}

fn frame_of(prev: u64, seq: u64, event: PublicEvent) -> Frame<PublicEvent> {
    Frame { seq, prev, at: Timestamp(0), event }
}

/// The frame of [`LOG`] with this sequence.
fn logged(seq: u64) -> Frame<PublicEvent> {
    let prev = LOG.iter().copied().filter(|s| *s < seq).max().unwrap_or(0);
    frame_of(prev, seq, event(seq))
}

fn sent(frame: Frame<PublicEvent>) -> Input<PublicEvent> {
    Input::Frame(ServerFrame::Event { conversation: HERE, frame })
}

fn welcome() -> Input<PublicEvent> {
    Input::Frame(ServerFrame::Welcome { wire: 1, heartbeat_ms: 20_000 })
}

fn heartbeat(head: u64) -> Input<PublicEvent> {
    Input::Frame(ServerFrame::Heartbeat { heads: vec![Cursor { conversation: HERE, after: head }] })
}

/// What the server answers when at most `limit` events after `after` are asked for.
fn page(after: u64, limit: usize) -> Page<PublicEvent> {
    let newer: Vec<u64> = LOG.into_iter().filter(|seq| *seq > after).collect();
    let more = newer.len() > limit;
    Page { frames: newer.into_iter().take(limit).map(logged).collect(), head: 14, more }
}

fn follow(after: u64) -> Input<PublicEvent> {
    Input::Follow { cursor: Cursor { conversation: HERE, after }, reply: None }
}

/// A stream that is welcome and follows [`HERE`] from `after`.
fn live(after: u64) -> Stream<PublicEvent> {
    let mut stream = Stream::default();
    for input in [follow(after), Input::Start, Input::Opened, welcome()] {
        stream.handle(input, 0, 0);
    }
    stream
}

fn applied(effects: &[Effect<PublicEvent>]) -> Vec<u64> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Tell(Notice::Event { frame, .. }) => Some(frame.seq),
            _ => None,
        })
        .collect()
}
