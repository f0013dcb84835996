//! Is each event applied exactly once and in order, whatever the connection does to the frames?

use super::*;

/// Something that takes inputs as [`Stream`] does; the broken variants below do too.
trait Applies {
    fn handle(&mut self, input: Input<PublicEvent>) -> Out;
}

impl Applies for Stream<PublicEvent> {
    fn handle(&mut self, input: Input<PublicEvent>) -> Out {
        Stream::handle(self, input, 0, 0)
    }
}

/// Broken: applies whatever comes.
struct WithoutPrev;

impl Applies for WithoutPrev {
    fn handle(&mut self, input: Input<PublicEvent>) -> Out {
        match input {
            Input::Frame(ServerFrame::Event { conversation, frame }) => {
                vec![Effect::Tell(Notice::Event { conversation, frame })]
            }
            _ => Vec::new(),
        }
    }
}

/// Broken: drops what is old, but does not look at `prev`.
struct OnlyNewer(u64);

impl Applies for OnlyNewer {
    fn handle(&mut self, input: Input<PublicEvent>) -> Out {
        match input {
            Input::Frame(ServerFrame::Event { frame, .. }) if frame.seq <= self.0 => Vec::new(),
            Input::Frame(ServerFrame::Event { conversation, frame }) => {
                self.0 = frame.seq;
                vec![Effect::Tell(Notice::Event { conversation, frame })]
            }
            _ => Vec::new(),
        }
    }
}

/// Delivers the frames with these sequences, answers every fetch with at most two events, ends with a heartbeat,
/// and says whether exactly the log was applied.
fn exact(subject: &mut dyn Applies, delivered: &[u64]) -> Result<(), String> {
    let mut seen = Vec::new();
    let inputs = delivered.iter().map(|seq| sent(logged(*seq))).chain([heartbeat(14)]);
    for input in inputs {
        let mut effects = subject.handle(input);
        // At most one fetch for each event can be needed; more would be a loop.
        for _ in 0..LOG.len() {
            seen.extend(applied(&effects));
            let after = effects.iter().find_map(|effect| match effect {
                Effect::Fetch(cursor) => Some(cursor.after),
                _ => None,
            });
            let Some(after) = after else {
                effects = Vec::new();
                break;
            };
            effects = subject.handle(Input::Fetched { conversation: HERE, page: page(after, 2) });
        }
        seen.extend(applied(&effects));
    }
    if seen == LOG { Ok(()) } else { Err(format!("delivered {delivered:?}, applied {seen:?}")) }
}

/// In order; doubled; with holes; out of order; from the middle; nothing but the heartbeat.
const DELIVERIES: [&[u64]; 7] = [
    &[1, 2, 5, 6, 9, 10, 14],
    &[1, 1, 2, 5, 2, 6, 9, 9, 10, 14, 1],
    &[1, 5, 6, 14],
    &[2, 1, 6, 5, 9, 14, 10],
    &[9],
    &[14, 10, 9, 6, 5, 2, 1],
    &[],
];

#[test]
fn every_event_is_applied_once_and_in_order() {
    for delivered in DELIVERIES {
        exact(&mut live(0), delivered).unwrap();
    }
}

#[test]
fn the_check_notices_a_stream_that_ignores_prev() {
    for delivered in &DELIVERIES[1..] {
        assert!(exact(&mut WithoutPrev, delivered).is_err(), "{delivered:?}");
    }
    for delivered in &DELIVERIES[2..] {
        assert!(exact(&mut OnlyNewer(0), delivered).is_err(), "{delivered:?}");
    }
}

#[test]
fn any_loss_and_doubling_ends_in_the_whole_log() {
    // A fixed sequence of pseudo-random deliveries: the seed is the number in the message.
    for seed in 0..500_u64 {
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut roll = |n: u64| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            x % n
        };
        let delivered: Vec<u64> = (0..roll(20)).map(|_| LOG[roll(7) as usize]).collect();
        exact(&mut live(0), &delivered).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    }
}

#[test]
fn frames_during_a_fetch_wait_for_its_answer() {
    let mut stream = live(0);
    assert_eq!(
        stream.handle(sent(logged(5)), 0, 0),
        [Effect::Fetch(Cursor { conversation: HERE, after: 0 })]
    );
    assert_eq!(stream.handle(sent(logged(6)), 0, 0), [], "one fetch at a time");
    let answer = Page { frames: vec![logged(1), logged(2), logged(5)], head: 5, more: false };
    let effects = stream.handle(Input::Fetched { conversation: HERE, page: answer }, 0, 0);
    assert_eq!(applied(&effects), [1, 2, 5]);
    assert!(
        effects.contains(&Effect::Fetch(Cursor { conversation: HERE, after: 5 })),
        "6 was heard of: {effects:?}"
    );
}

#[test]
fn what_cannot_be_proven_is_loaded_anew() {
    let reload = Effect::Tell(Notice::Reload(HERE));
    // A page with a hole, a page that brings nothing although there is more, and the server's own word.
    let hole = Page { frames: vec![logged(5)], head: 14, more: false };
    let empty = Page { frames: Vec::new(), head: 14, more: true };
    for page in [hole, empty] {
        let mut stream = live(0);
        let effects = stream.handle(Input::Fetched { conversation: HERE, page }, 0, 0);
        assert_eq!(effects, std::slice::from_ref(&reload));
    }
    let mut stream = live(0);
    let resync = Input::Frame(ServerFrame::Resync { conversation: HERE });
    assert_eq!(stream.handle(resync.clone(), 0, 0), [reload]);
    assert_eq!(stream.handle(resync, 0, 0), [], "said once");
    assert_eq!(applied(&stream.handle(sent(logged(1)), 0, 0)), [0; 0], "nothing until it is followed again");
    stream.handle(follow(6), 0, 0);
    assert_eq!(applied(&stream.handle(sent(logged(9)), 0, 0)), [9]);
}

#[test]
fn other_conversations_do_not_disturb() {
    let mut stream = live(0);
    let elsewhere = ConversationId(Uuid::from_u128(2));
    let frame = ServerFrame::Event { conversation: elsewhere, frame: logged(1) };
    assert_eq!(stream.handle(Input::Frame(frame), 0, 0), []);
    stream.handle(Input::Unfollow(HERE), 0, 0);
    assert_eq!(applied(&stream.handle(sent(logged(1)), 0, 0)), [0; 0]);
}
