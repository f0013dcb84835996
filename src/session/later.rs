//! What can happen only after the server has told of a conversation?
//!
//! Each function here is a door to the second module: it and what only it needs are not in the first, and what calls
//! it comes from there (`driver::later`). Together here, so that the cut can be seen.

use baton_conversation::wire::{Page, ThreadView, Wait};
use baton_conversation::{Frame, PublicEvent};
use baton_triggers::DetectorState;

use super::{Call, Effect, Session};

#[inline(never)]
pub(super) fn thread_loaded(
    session: &mut Session,
    thread: Box<ThreadView<DetectorState>>,
    out: &mut Vec<Effect>,
) {
    session.thread_loaded(*thread, out);
}

#[inline(never)]
pub(super) fn older_loaded(session: &mut Session, page: Option<Page<PublicEvent>>) {
    session.older_loaded(page);
}

#[inline(never)]
pub(super) fn frame(session: &mut Session, frame: Frame<PublicEvent>, out: &mut Vec<Effect>) {
    session.frame(frame, out);
}

#[inline(never)]
pub(super) fn waiting(session: &mut Session, wait: Wait, out: &mut Vec<Effect>) {
    session.waiting(wait, out);
}

#[inline(never)]
pub(super) fn call_done(session: &mut Session, call: &Call, out: &mut Vec<Effect>) {
    session.call_done(call, out);
}

#[inline(never)]
pub(super) fn call_failed(session: &mut Session, call: &Call, unreached: bool, out: &mut Vec<Effect>) {
    session.call_failed(call, unreached, out);
}

#[inline(never)]
pub(super) fn summarise_once(session: &mut Session, out: &mut Vec<Effect>) {
    session.summarise_once(out);
}
