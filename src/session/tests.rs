//! Does the session do what the visitor was promised, whatever comes in which order?

use super::*;
use baton_conversation::wire::{Accepted, Page, PostMessage, SiteCard, ThreadView};
use baton_conversation::{
    AgentCard, AgentId, BriefSource, Frame, HandoffKind, Outcome, Phase, PublicEvent, ReplyId, Score, Tone,
    VisitorBrief,
};
use baton_triggers::Policy;
use uuid::Uuid;

/// A session with a clock and ids of its own; keeps every effect.
struct Bench {
    session: Session,
    effects: Vec<Effect>,
    now: i64,
    next: u128,
    seq: u64,
}

impl Bench {
    /// Booted with the default policy, leading, open, with no thread.
    fn new() -> Self {
        let mut bench = Self { session: Session::default(), effects: vec![], now: 1_000, next: 1, seq: 0 };
        bench.take(SessionEvent::Started(Saved::default()));
        let policy = Box::new(Policy::default().compact_for("en"));
        bench.take(SessionEvent::Booted { site: site(), policy });
        bench.take(SessionEvent::Leading { on: true, summarised: None });
        bench.take(SessionEvent::PanelOpened);
        bench.effects.clear();
        bench
    }

    fn take(&mut self, event: SessionEvent) {
        self.now += 1_000;
        let next = &mut self.next;
        let mut fresh = || {
            *next += 1;
            Uuid::from_u128(*next)
        };
        let mut context = Context { now: Timestamp(self.now), fresh: &mut fresh };
        self.effects.extend(self.session.handle(event, &mut context));
    }

    /// The visitor writes; returns what was posted.
    fn say(&mut self, text: &str) -> PostMessage {
        self.take(SessionEvent::Submit(text.into()));
        let post = self.effects.iter().rev().find_map(|e| match e {
            Effect::Post(_, message) => Some(message.clone()),
            _ => None,
        });
        post.unwrap()
    }

    /// The next event of the log arrives.
    fn log(&mut self, event: PublicEvent) {
        let prev = self.seq;
        self.seq += 1;
        let frame = Frame { seq: self.seq, prev, at: Timestamp(self.now), event };
        self.take(SessionEvent::Frame(frame));
    }

    /// The visitor writes and the server shows it.
    fn ask(&mut self, text: &str) -> MessageId {
        let PostMessage { id, text, .. } = self.say(text);
        self.log(posted(id, &text));
        id
    }

    /// The Assistant answers.
    fn answer(&mut self, to: MessageId, outcome: Outcome, confidence: i32) {
        let reply = ReplyId(Uuid::from_u128(u128::from(self.seq) + 900));
        self.log(PublicEvent::ReplyStarted { reply, epoch: self.session.state.epoch, in_reply_to: to });
        let text = if outcome == Outcome::Answered { "Here it is." } else { "I don't know." };
        let (citations, confidence) = (vec![], Score(confidence));
        self.log(PublicEvent::ReplyFinished { reply, text: text.into(), citations, confidence, outcome });
    }

    fn hand_off(&mut self, kind: HandoffKind, tone: Tone) {
        let (epoch, brief) = (self.session.state.epoch + 1, Some(VisitorBrief::default()));
        self.log(PublicEvent::HandoffStarted { handoff: handoff(1), epoch, kind, tone, brief });
    }

    fn count(&self, test: impl Fn(&Effect) -> bool) -> usize {
        self.effects.iter().filter(|e| test(e)).count()
    }

    fn summaries(&self) -> usize {
        self.count(|e| matches!(e, Effect::Summary(..)))
    }

    fn sentiments(&self) -> usize {
        self.count(|e| matches!(e, Effect::Sentiment(..)))
    }
}

fn site() -> SiteCard {
    SiteCard {
        name: "Site".into(),
        assistant: "Helper".into(),
        privacy_url: None,
        typical_wait_s: (120, 300),
        safety_lines: vec![],
    }
}

fn handoff(n: u128) -> HandoffId {
    HandoffId(Uuid::from_u128(n))
}

fn posted(id: MessageId, text: &str) -> PublicEvent {
    PublicEvent::MessagePosted { id, author: Author::Visitor, agent: None, text: text.into(), masked: false }
}

fn agent() -> AgentCard {
    AgentCard { id: AgentId(Uuid::from_u128(7)), name: "Sam".into() }
}

fn accepted(unsure: bool) -> Accepted {
    Accepted { seq: 1, replayed: false, unsure }
}

#[test]
fn a_message_is_shown_at_once_and_once() {
    let mut bench = Bench::new();
    let message = bench.say("  Where is my order?  ");
    assert_eq!(message.text, "Where is my order?");
    let shown = bench.session.shown();
    assert!(matches!(
        &shown[..],
        [Entry { kind: EntryKind::Visitor { delivery: Delivery::Pending, .. }, .. }]
    ));
    bench.log(posted(message.id, &message.text));
    let shown = bench.session.shown();
    assert!(matches!(&shown[..], [Entry { kind: EntryKind::Visitor { delivery: Delivery::Sent, .. }, .. }]));
    assert_eq!(bench.count(|e| *e == Effect::Confirm(message.id)), 1);
}

#[test]
fn secrets_are_masked_before_the_outbox() {
    let message = Bench::new().say("my card is 4242 4242 4242 4242");
    assert_eq!(message.text, "my card is ••••4242");
}

#[test]
fn the_first_message_begins_the_conversation_and_the_second_does_not() {
    let mut bench = Bench::new();
    bench.say("one");
    bench.say("two");
    assert_eq!(bench.count(|e| matches!(e, Effect::Begin(_))), 1);
}

#[test]
fn empty_and_endless_messages_are_not_sent() {
    let mut bench = Bench::new();
    bench.take(SessionEvent::Submit(" \n ".into()));
    bench.take(SessionEvent::Submit("x".repeat(baton_conversation::wire::MAX_TEXT + 1)));
    assert_eq!(bench.count(|e| matches!(e, Effect::Post(..))), 0);
    assert_eq!(bench.session.trouble, Some("error.too_long"));
}

#[test]
fn asking_for_a_person_is_heard_without_the_server() {
    let mut bench = Bench::new();
    bench.ask("Where is my order?");
    bench.take(SessionEvent::Online(false));
    let message = bench.say("hmuan pls, get me a real person");
    assert_eq!(
        bench.session.provisional,
        Some(Provisional { tone: Tone::Requested, after: Some(message.id) })
    );
    assert!(message.hint.is_some());
    assert_eq!(bench.count(|e| *e == Effect::AnnounceKey("handoff.requested")), 1);
}

#[test]
fn ordinary_words_call_nobody() {
    let mut bench = Bench::new();
    for text in ["What is a user agent?", "Can I give someone the manager role?", "I don't need a person"] {
        bench.say(text);
        assert_eq!(bench.session.provisional, None, "{text}");
    }
}

#[test]
fn a_second_fallback_in_a_row_is_heard_without_the_server() {
    let mut bench = Bench::new();
    let first = bench.ask("Do you ship to Mars?");
    bench.answer(first, Outcome::Fallback, 700);
    assert_eq!(bench.session.provisional, None);
    let second = bench.ask("What about Venus then?");
    bench.answer(second, Outcome::Fallback, 700);
    assert_eq!(bench.session.provisional.map(|p| p.tone), Some(Tone::Stuck));
}

#[test]
fn a_third_wording_is_heard_without_the_server() {
    let mut bench = Bench::new();
    for text in ["how do i reset my password", "my password reset how does it work", "password reset, how?"] {
        assert_eq!(bench.session.provisional, None);
        bench.take(SessionEvent::Online(false));
        bench.say(text);
    }
    assert_eq!(bench.session.provisional.map(|p| p.tone), Some(Tone::Stuck));
}

#[test]
fn the_server_confirms_what_the_browser_assumed() {
    let mut bench = Bench::new();
    bench.ask("talk to a human please");
    assert!(bench.session.provisional.is_some());
    bench.hand_off(HandoffKind::Warm, Tone::Requested);
    assert_eq!(bench.session.provisional, None);
    // The words were said already.
    assert_eq!(bench.count(|e| matches!(e, Effect::AnnounceNote(Note::Handoff(_)))), 0);
    assert_eq!(bench.session.state.phase, Phase::Queued);
}

#[test]
fn the_server_may_also_go_on() {
    let mut bench = Bench::new();
    let id = bench.ask("talk to a human please");
    bench.answer(id, Outcome::Answered, 900);
    assert_eq!(bench.session.provisional, None);
}

#[test]
fn a_handoff_makes_one_summary_call() {
    let mut bench = Bench::new();
    bench.ask("talk to a human please");
    bench.hand_off(HandoffKind::Warm, Tone::Requested);
    bench.take(SessionEvent::PanelClosed);
    bench.take(SessionEvent::Online(false));
    bench.take(SessionEvent::Online(true));
    assert_eq!(bench.summaries(), 1);
}

#[test]
fn only_the_leading_tab_summarises_and_a_new_leader_does_not_repeat_it() {
    let mut bench = Bench::new();
    bench.take(SessionEvent::Leading { on: false, summarised: None });
    bench.ask("talk to a human please");
    bench.hand_off(HandoffKind::Warm, Tone::Requested);
    assert_eq!(bench.summaries(), 0);
    bench.take(SessionEvent::Leading { on: true, summarised: Some(handoff(1)) });
    assert_eq!(bench.summaries(), 0);
    // The control: a leader that finds no trace of one asks.
    bench.session.summarised = None;
    bench.take(SessionEvent::PanelClosed);
    assert_eq!(bench.summaries(), 1);
}

#[test]
fn a_cold_handoff_and_a_corrected_brief_are_not_summarised() {
    let mut bench = Bench::new();
    bench.ask("someone hacked my account");
    bench.hand_off(HandoffKind::Cold, Tone::Secure);
    assert_eq!(bench.summaries(), 0);
    let mut bench = Bench::new();
    bench.take(SessionEvent::Leading { on: false, summarised: None });
    bench.ask("talk to a human please");
    bench.hand_off(HandoffKind::Warm, Tone::Requested);
    let brief = VisitorBrief { summary: "Mine.".into(), details: vec![] };
    bench.log(PublicEvent::BriefChanged { handoff: handoff(1), brief, by: BriefSource::Visitor });
    bench.take(SessionEvent::Leading { on: true, summarised: None });
    assert_eq!(bench.summaries(), 0);
}

#[test]
fn an_unsure_message_makes_one_sentiment_call() {
    let mut bench = Bench::new();
    let id = bench.ask("hello there");
    assert_eq!(bench.sentiments(), 0);
    bench.take(SessionEvent::Sent { id, accepted: accepted(true) });
    bench.take(SessionEvent::Sent { id, accepted: accepted(true) });
    assert_eq!(bench.sentiments(), 1);
}

#[test]
fn a_sure_message_makes_none() {
    let mut bench = Bench::new();
    let id = bench.ask("hello there");
    bench.take(SessionEvent::Sent { id, accepted: accepted(false) });
    assert_eq!(bench.sentiments(), 0);
}

#[test]
fn a_gap_is_loaded_anew_and_old_frames_are_dropped() {
    let mut bench = Bench::new();
    bench.ask("one");
    bench.effects.clear();
    let frame = |seq, prev| Frame { seq, prev, at: Timestamp(0), event: PublicEvent::Reopened { epoch: 1 } };
    bench.take(SessionEvent::Frame(frame(1, 0)));
    assert_eq!(bench.effects, vec![]);
    bench.take(SessionEvent::Frame(frame(9, 8)));
    assert!(matches!(bench.effects[..], [Effect::LoadThread(_)]));
}

#[test]
fn a_reload_shows_the_same_thread_and_what_is_still_in_the_outbox() {
    let mut before = Bench::new();
    let id = before.ask("one");
    before.answer(id, Outcome::Answered, 900);
    let conversation = before.session.conversation.unwrap();
    let mut after = Bench::new();
    after.session.conversation = Some(conversation);
    let waiting = before.say("two");
    after.take(SessionEvent::Outbox(vec![Pending { message: waiting, at: 5, delivery: Delivery::Pending }]));
    after.take(SessionEvent::ThreadLoaded(Box::new(thread(&before, id))));
    let texts = |session: &Session| session.shown().into_iter().map(|e| e.kind).collect::<Vec<_>>();
    assert_eq!(texts(&after.session), texts(&before.session));
    assert_eq!(after.session.state, before.session.state);
}

fn thread(bench: &Bench, id: MessageId) -> ThreadView<DetectorState> {
    let reply = ReplyId(Uuid::from_u128(901));
    let events = [
        posted(id, "one"),
        PublicEvent::ReplyStarted { reply, epoch: 0, in_reply_to: id },
        PublicEvent::ReplyFinished {
            reply,
            text: "Here it is.".into(),
            citations: vec![],
            confidence: Score(900),
            outcome: Outcome::Answered,
        },
    ];
    let frames =
        (1..).zip(events).map(|(seq, event)| Frame { seq, prev: seq - 1, at: Timestamp(2_000), event });
    ThreadView {
        id: bench.session.conversation.unwrap(),
        state: bench.session.state.clone(),
        page: Page { frames: frames.collect(), head: 3, more: false },
        wait: None,
        detector: DetectorState::default(),
    }
}

#[test]
fn what_arrives_while_closed_is_counted_and_forgotten_on_opening() {
    let mut bench = Bench::new();
    let id = bench.ask("one");
    bench.take(SessionEvent::PanelClosed);
    bench.answer(id, Outcome::Answered, 900);
    assert_eq!(bench.session.unread, 1);
    bench.take(SessionEvent::PanelOpened);
    assert_eq!(bench.session.unread, 0);
    assert_eq!(bench.count(|e| matches!(e, Effect::RememberSeen(3))), 1);
}

#[test]
fn each_finished_message_is_announced_once_and_history_never() {
    let mut bench = Bench::new();
    let id = bench.ask("one");
    bench.answer(id, Outcome::Answered, 900);
    bench.hand_off(HandoffKind::Warm, Tone::Topic);
    bench.log(PublicEvent::AgentJoined { handoff: handoff(1), epoch: 2, agent: agent() });
    let message = MessageId(Uuid::from_u128(77));
    let by = Some(agent());
    let text = "Hi, I'm Sam.".to_owned();
    bench.log(PublicEvent::MessagePosted {
        id: message,
        author: Author::Agent,
        agent: by,
        text,
        masked: false,
    });
    let said =
        |e: &Effect| matches!(e, Effect::Announce(..) | Effect::AnnounceNote(_) | Effect::AnnounceKey(_));
    assert_eq!(bench.count(said), 4, "{:?}", bench.effects);
    bench.effects.clear();
    let view = thread(&bench, id);
    bench.take(SessionEvent::ThreadLoaded(Box::new(view)));
    assert_eq!(bench.count(said), 0);
}

#[test]
fn the_button_asks_once_and_needs_no_message() {
    let mut bench = Bench::new();
    bench.take(SessionEvent::AskPerson);
    bench.take(SessionEvent::AskPerson);
    assert_eq!(bench.count(|e| *e == Effect::Do(Call::Person)), 1);
    assert_eq!(bench.count(|e| matches!(e, Effect::Begin(_))), 1);
    bench.take(SessionEvent::CallFailed { call: Call::Person, unreached: true });
    assert!(bench.session.provisional.is_some(), "no answer yet is no refusal");
    bench.take(SessionEvent::CallFailed { call: Call::Person, unreached: false });
    assert_eq!((bench.session.provisional, bench.session.trouble), (None, Some("error.call")));
}

#[test]
fn pieces_of_another_reply_are_dropped() {
    let mut bench = Bench::new();
    let id = bench.ask("one");
    let reply = ReplyId(Uuid::from_u128(5));
    bench.log(PublicEvent::ReplyStarted { reply, epoch: 0, in_reply_to: id });
    bench.take(SessionEvent::Piece { reply, text: "Hel".into() });
    bench.take(SessionEvent::Piece { reply: ReplyId(Uuid::nil()), text: "no".into() });
    bench.take(SessionEvent::Piece { reply, text: "lo".into() });
    assert_eq!(bench.session.streaming.as_ref().map(|s| s.text.as_str()), Some("Hello"));
    bench.hand_off(HandoffKind::Warm, Tone::Topic);
    assert_eq!(bench.session.streaming, None);
}

#[test]
fn a_thread_of_somebody_else_is_begun_anew() {
    let mut bench = Bench::new();
    bench.ask("one");
    bench.take(SessionEvent::ThreadFailed { gone: true });
    assert_eq!((bench.session.conversation, bench.session.shown().len()), (None, 0));
    assert_eq!(bench.count(|e| *e == Effect::ForgetThread), 1);
}

#[test]
fn shutdown_forgets_everything() {
    let mut bench = Bench::new();
    bench.ask("one");
    bench.take(SessionEvent::Shutdown);
    assert_eq!(bench.count(|e| *e == Effect::ForgetVisitor), 1);
    assert!(bench.session.shown().is_empty() && !bench.session.open);
}
