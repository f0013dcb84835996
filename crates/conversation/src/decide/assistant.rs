//! What may the Assistant do, and only under the epoch it started with?

use super::{handoff, public, staff};
use crate::{
    Context, CutCause, Escalation, Event, MessageId, Phase, PublicEvent, Refusal, ReplyId, StaffEvent, State,
    Verdict,
};

fn fence(state: &State, epoch: u64) -> Result<(), Refusal> {
    if epoch != state.public.epoch {
        return Err(Refusal::StaleEpoch { given: epoch, current: state.public.epoch });
    }
    if state.public.phase != Phase::Assistant {
        return Err(Refusal::WrongState(state.lifecycle()));
    }
    Ok(())
}

fn in_flight(state: &State, reply: ReplyId, epoch: u64) -> Result<(), Refusal> {
    fence(state, epoch)?;
    match &state.public.reply {
        Some(current) if current.reply == reply && current.epoch == epoch => Ok(()),
        _ => Err(Refusal::NoSuchReply),
    }
}

pub(super) fn start(
    state: &State,
    reply: ReplyId,
    in_reply_to: MessageId,
    epoch: u64,
) -> Result<Vec<Event>, Refusal> {
    fence(state, epoch)?;
    // One reply is in flight, and only the newest message is answered.
    let owed = state.owes.as_ref().is_some_and(|o| o.message == in_reply_to);
    if state.public.reply.is_some() || !owed {
        return Err(Refusal::NoSuchReply);
    }
    Ok(vec![public(PublicEvent::ReplyStarted { reply, epoch, in_reply_to })])
}

pub(super) fn finish(
    state: &State,
    cx: &mut Context<'_>,
    reply: ReplyId,
    epoch: u64,
    finished: PublicEvent,
    verdict: Verdict,
) -> Result<Vec<Event>, Refusal> {
    in_flight(state, reply, epoch)?;
    let mut events = vec![public(finished)];
    events.extend(handoff::follow(state, cx, verdict, false));
    Ok(events)
}

pub(super) fn fail(
    state: &State,
    cx: &mut Context<'_>,
    reply: ReplyId,
    epoch: u64,
    code: String,
    escalation: Escalation,
) -> Result<Vec<Event>, Refusal> {
    in_flight(state, reply, epoch)?;
    let text = cx.streamed.take().filter(|s| s.reply == reply).map(|s| s.text).unwrap_or_default();
    let mut events = vec![
        public(PublicEvent::ReplyCut { reply, text, cause: CutCause::Failed }),
        staff(StaffEvent::ReplyFailed { reply, code }),
    ];
    events.extend(handoff::open(state, cx, escalation));
    Ok(events)
}

pub(super) fn abandon(state: &State, reply: ReplyId) -> Result<Vec<Event>, Refusal> {
    match &state.public.reply {
        Some(current) if current.reply == reply => {
            Ok(vec![public(PublicEvent::ReplyCut { reply, text: String::new(), cause: CutCause::Restarted })])
        }
        _ => Err(Refusal::NoSuchReply),
    }
}
