//! What may an agent do, and what does routing do for agents?

use super::{MAX_TEXT, checked_text, handoff, holder, public, staff};
use crate::{
    AgentCard, AgentId, AssignmentId, Author, Context, Escalation, Event, LeftCause, MessageId, Phase,
    PublicEvent, Refusal, ResolvedBy, RootCause, StaffEvent, State,
};

fn held_by(state: &State, agent: AgentId) -> Result<&AgentCard, Refusal> {
    match holder(state) {
        Some(card) if card.id == agent => Ok(card),
        Some(_) => Err(Refusal::NotYours),
        None => Err(Refusal::WrongState(state.lifecycle())),
    }
}

fn optional_text(text: String) -> Result<String, Refusal> {
    if text.chars().count() > MAX_TEXT { Err(Refusal::TooLong(MAX_TEXT)) } else { Ok(text) }
}

pub(super) fn offer(
    state: &State,
    cx: &mut Context<'_>,
    assignment: AssignmentId,
    agent: AgentCard,
) -> Result<Vec<Event>, Refusal> {
    match (&state.public.phase, &state.public.handoff, &state.offer) {
        (Phase::Queued, Some(handoff), None) => Ok(vec![staff(StaffEvent::Offered {
            handoff: handoff.id,
            assignment,
            agent,
            expires_at: cx.now.plus_ms(cx.timers.offer_ms),
        })]),
        _ => Err(Refusal::WrongState(state.lifecycle())),
    }
}

pub(super) fn decline(state: &State, agent: AgentId) -> Result<Vec<Event>, Refusal> {
    match &state.offer {
        Some(offer) if offer.agent.id == agent => {
            Ok(vec![staff(StaffEvent::Declined { assignment: offer.assignment, agent })])
        }
        _ => Err(Refusal::NotYours),
    }
}

pub(super) fn accept(state: &State, agent: AgentCard, epoch: u64) -> Result<Vec<Event>, Refusal> {
    if let Some(current) = holder(state) {
        // The same agent pressing twice has what they wanted.
        return if current.id == agent.id { Ok(vec![]) } else { Err(Refusal::TakenBy(current.clone())) };
    }
    if let Some(offer) = state.offer.as_ref().filter(|o| o.agent.id != agent.id) {
        return Err(Refusal::TakenBy(offer.agent.clone()));
    }
    match (&state.public.phase, &state.public.handoff) {
        (Phase::Queued | Phase::FollowUp(_), Some(handoff)) => {
            if epoch != state.public.epoch {
                return Err(Refusal::StaleEpoch { given: epoch, current: state.public.epoch });
            }
            Ok(vec![public(PublicEvent::AgentJoined { handoff: handoff.id, epoch: epoch + 1, agent })])
        }
        _ => Err(Refusal::WrongState(state.lifecycle())),
    }
}

pub(super) fn take_over(
    state: &State,
    cx: &mut Context<'_>,
    agent: AgentCard,
    epoch: u64,
    escalation: Escalation,
) -> Result<Vec<Event>, Refusal> {
    if state.public.phase != Phase::Assistant {
        return accept(state, agent, epoch);
    }
    if epoch != state.public.epoch {
        return Err(Refusal::StaleEpoch { given: epoch, current: state.public.epoch });
    }
    let mut events = handoff::escalate(state, cx, escalation);
    let handoff = events.iter().find_map(|e| match e {
        Event::Public(PublicEvent::HandoffStarted { handoff, .. }) => Some(*handoff),
        _ => None,
    });
    if let Some(handoff) = handoff {
        events.push(public(PublicEvent::AgentJoined { handoff, epoch: epoch + 2, agent }));
    }
    Ok(events)
}

pub(super) fn post(
    state: &State,
    agent: AgentId,
    id: MessageId,
    text: String,
) -> Result<Vec<Event>, Refusal> {
    let card = held_by(state, agent)?.clone();
    let text = checked_text(text, MAX_TEXT)?;
    Ok(vec![public(PublicEvent::MessagePosted {
        id,
        author: Author::Agent,
        agent: Some(card),
        text,
        masked: false,
    })])
}

pub(super) fn note(agent: AgentCard, id: MessageId, text: String) -> Result<Vec<Event>, Refusal> {
    let text = checked_text(text, MAX_TEXT)?;
    Ok(vec![staff(StaffEvent::NoteAdded { id, agent, text })])
}

pub(super) fn hand_back(state: &State, agent: AgentId, note: String) -> Result<Vec<Event>, Refusal> {
    let card = held_by(state, agent)?.clone();
    let note = optional_text(note)?;
    let Some(handoff) = &state.public.handoff else { return Err(Refusal::WrongState(state.lifecycle())) };
    Ok(vec![
        staff(StaffEvent::HandBackNote { agent, note }),
        public(PublicEvent::HandedBack { handoff: handoff.id, epoch: state.public.epoch + 1, agent: card }),
    ])
}

pub(super) fn resolve(
    state: &State,
    agent: AgentId,
    cause: RootCause,
    note: String,
) -> Result<Vec<Event>, Refusal> {
    held_by(state, agent)?;
    let note = optional_text(note)?;
    Ok(vec![
        staff(StaffEvent::RootCauseTagged { agent, cause, note }),
        public(PublicEvent::Resolved { epoch: state.public.epoch + 1, by: ResolvedBy::Agent }),
    ])
}

pub(super) fn lose(state: &State, agent: AgentId) -> Result<Vec<Event>, Refusal> {
    let card = held_by(state, agent)?.clone();
    let Some(handoff) = &state.public.handoff else { return Err(Refusal::WrongState(state.lifecycle())) };
    Ok(vec![public(PublicEvent::AgentLeft {
        handoff: handoff.id,
        epoch: state.public.epoch + 1,
        agent: card,
        cause: LeftCause::Lost,
    })])
}
