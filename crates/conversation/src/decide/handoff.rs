//! How does Control move to people, and what does time alone do?

use super::{cut, public, staff};
use crate::{
    Context, CutCause, Escalation, Event, FollowUp, HandoffId, HandoffKind, Lifecycle, PublicEvent,
    ResolvedBy, StaffEvent, State, Verdict,
};

/// Cuts the reply in flight and opens the handoff.
pub(super) fn escalate(state: &State, cx: &mut Context<'_>, escalation: Escalation) -> Vec<Event> {
    let mut events: Vec<Event> = cut(state, cx, CutCause::Handoff).into_iter().collect();
    events.extend(open(state, cx, escalation));
    events
}

/// Opens the handoff where no reply is in flight any more.
pub(super) fn open(state: &State, cx: &mut Context<'_>, escalation: Escalation) -> [Event; 2] {
    let handoff = HandoffId((cx.fresh)());
    let Escalation { kind, tone, priority, signals, brief, context } = escalation;
    let brief = (kind == HandoffKind::Warm).then_some(brief);
    [
        public(PublicEvent::HandoffStarted { handoff, epoch: state.public.epoch + 1, kind, tone, brief }),
        staff(StaffEvent::Escalated { handoff, priority, signals, context }),
    ]
}

/// What a verdict adds while the Assistant holds Control. `replying` is false when the reply just ended.
pub(super) fn follow(state: &State, cx: &mut Context<'_>, verdict: Verdict, replying: bool) -> Vec<Event> {
    match verdict {
        Verdict::Continue(signals) if signals.is_empty() => vec![],
        Verdict::Continue(signals) => vec![staff(StaffEvent::SignalsSeen { signals })],
        Verdict::Offer(tone, signals) => {
            vec![staff(StaffEvent::SignalsSeen { signals }), public(PublicEvent::PersonOffered { tone })]
        }
        Verdict::Escalate(escalation) if replying => escalate(state, cx, *escalation),
        Verdict::Escalate(escalation) => open(state, cx, *escalation).into(),
    }
}

/// What is due happens; nothing if nothing is.
pub(super) fn tick(state: &State, cx: &mut Context<'_>) -> Vec<Event> {
    let due = state.deadline(&cx.timers).is_some_and(|at| at <= cx.now);
    if !due {
        return vec![];
    }
    let epoch = state.public.epoch + 1;
    match (state.lifecycle(), &state.offer, &state.public.handoff) {
        (Lifecycle::Offered, Some(offer), _) => {
            vec![staff(StaffEvent::Expired { assignment: offer.assignment, agent: offer.agent.id })]
        }
        (Lifecycle::Queued, _, Some(handoff)) => {
            vec![public(PublicEvent::FollowUpChosen {
                handoff: handoff.id,
                epoch,
                how: FollowUp::Unanswered,
            })]
        }
        (Lifecycle::Closed, _, _) => vec![],
        _ => {
            let mut events: Vec<Event> = cut(state, cx, CutCause::Superseded).into_iter().collect();
            events.push(public(PublicEvent::Resolved { epoch, by: ResolvedBy::Idle }));
            events
        }
    }
}
