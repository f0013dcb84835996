//! Which laws does every log keep?
//!
//! They are read off the events alone, without the machine's own state, so that a mistake in `apply` cannot hide
//! one in `decide`. Each law returns what breaks it.

use baton_conversation::{
    Author, Envelope, Event, Lifecycle, PublicEvent, PublicState, State, Timers, frames_for_visitor,
};

/// Everything that is wrong with a log and the state that should be its fold.
pub(crate) fn broken(log: &[Envelope], state: &State) -> Vec<String> {
    let mut wrong = order(log);
    wrong.extend(control(log));
    wrong.extend(folds(log, state));
    wrong.extend(shape(state));
    wrong
}

/// Sequences without a gap, a chain of public events, time that never goes backwards.
fn order(log: &[Envelope]) -> Vec<String> {
    let mut wrong = vec![];
    let (mut public, mut last) = (0, None);
    for (entry, seq) in log.iter().zip(1..) {
        if entry.seq != seq {
            wrong.push(format!("event {seq} has sequence {}", entry.seq));
        }
        if entry.prev_public != public {
            wrong.push(format!("event {seq} follows public {}, not {public}", entry.prev_public));
        }
        if last.is_some_and(|at| entry.at < at) {
            wrong.push(format!("time goes backwards at event {seq}"));
        }
        last = Some(entry.at);
        if matches!(entry.event, Event::Public(_)) {
            public = seq;
        }
    }
    wrong
}

/// Who speaks, as the events say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaker {
    Assistant,
    Nobody,
    Agent,
}

/// Exactly one holds Control, each move raises the epoch by one, and only the holder speaks.
fn control(log: &[Envelope]) -> Vec<String> {
    let mut wrong = vec![];
    let (mut speaker, mut epoch, mut reply) = (Speaker::Assistant, 0, None);
    let public = log.iter().filter_map(|e| match &e.event {
        Event::Public(event) => Some((e.seq, event)),
        Event::Staff(_) => None,
    });
    for (seq, event) in public {
        if let Some((to, by, allowed)) = moves(event, speaker) {
            if !allowed {
                wrong.push(format!("event {seq} moves Control from {speaker:?} to {to:?}"));
            }
            if by != epoch + 1 {
                wrong.push(format!("event {seq} goes from epoch {epoch} to {by}"));
            }
            if reply.is_some() {
                wrong.push(format!("Control moves at event {seq} before the reply is cut"));
            }
            (speaker, epoch) = (to, by);
        }
        match event {
            PublicEvent::ReplyStarted { reply: id, epoch: under, .. } => {
                if speaker != Speaker::Assistant || reply.is_some() || *under != epoch {
                    wrong.push(format!("a reply starts at event {seq} out of turn"));
                }
                reply = Some(*id);
            }
            PublicEvent::ReplyFinished { reply: id, .. } | PublicEvent::ReplyCut { reply: id, .. } => {
                if speaker != Speaker::Assistant || reply != Some(*id) {
                    wrong.push(format!("the Assistant speaks at event {seq} out of turn"));
                }
                reply = None;
            }
            PublicEvent::MessagePosted { author: Author::Agent, .. } if speaker != Speaker::Agent => {
                wrong.push(format!("an agent speaks at event {seq} without Control"));
            }
            _ => {}
        }
    }
    wrong
}

/// Where an event moves Control to, under which epoch, and whether it may from here.
fn moves(event: &PublicEvent, from: Speaker) -> Option<(Speaker, u64, bool)> {
    use Speaker::{Agent, Assistant, Nobody};
    match event {
        PublicEvent::HandoffStarted { epoch, .. } => Some((Nobody, *epoch, from == Assistant)),
        PublicEvent::AgentJoined { epoch, .. } => Some((Agent, *epoch, from == Nobody)),
        PublicEvent::AgentLeft { epoch, .. } => Some((Nobody, *epoch, from == Agent)),
        PublicEvent::HandedBack { epoch, .. } => Some((Assistant, *epoch, from == Agent)),
        PublicEvent::HandoffCancelled { epoch, .. } => Some((Assistant, *epoch, from == Nobody)),
        PublicEvent::FollowUpChosen { epoch, .. } => Some((Nobody, *epoch, from == Nobody)),
        PublicEvent::Resolved { epoch, .. } => Some((Nobody, *epoch, true)),
        PublicEvent::Reopened { epoch } => Some((Assistant, *epoch, from == Nobody)),
        _ => None,
    }
}

/// Replaying the log gives the state, and the visitor's part of it gives the visitor's state.
fn folds(log: &[Envelope], state: &State) -> Vec<String> {
    let mut wrong = vec![];
    let mut replayed = State::new(state.id);
    log.iter().for_each(|entry| replayed.apply(entry));
    if replayed != *state {
        wrong.push("replaying the log gives another state".into());
    }
    let mut visible = PublicState::default();
    for frame in frames_for_visitor(log) {
        if frame.prev != visible.head {
            wrong.push(format!("a visitor at {} cannot apply frame {}", visible.head, frame.seq));
        }
        visible.apply(frame.seq, frame.at, &frame.event);
    }
    if visible != state.public {
        wrong.push("a visitor folds another state".into());
    }
    wrong
}

/// What may be there in which lifecycle, and that time leads out of each but the last.
fn shape(state: &State) -> Vec<String> {
    let at = state.lifecycle();
    let with_people =
        matches!(at, Lifecycle::Queued | Lifecycle::Offered | Lifecycle::WithAgent | Lifecycle::FollowUp);
    let reply_fits = state
        .public
        .reply
        .as_ref()
        .is_none_or(|r| at == Lifecycle::Assistant && r.epoch == state.public.epoch);
    let checks = [
        (state.agent().is_some() == (at == Lifecycle::WithAgent), "an agent holds what is not with an agent"),
        (state.offer.is_some() == (at == Lifecycle::Offered), "an offer outlives its state"),
        (state.public.handoff.is_some() == with_people, "the public handoff does not fit the state"),
        (state.handoff.is_some() == with_people, "the staff handoff does not fit the state"),
        (state.owes.is_none() || at == Lifecycle::Assistant, "a reply is owed by nobody"),
        (reply_fits, "a reply is in flight under another Control"),
        (state.trail.len() <= State::MAX_TRAIL, "the page trail grows without bound"),
        (
            state.deadline(&Timers::default()).is_some() == (at != Lifecycle::Closed && state.head > 0),
            "no timer leads out of the state",
        ),
    ];
    checks.iter().filter(|(holds, _)| !holds).map(|(_, what)| format!("{what} ({at:?})")).collect()
}
