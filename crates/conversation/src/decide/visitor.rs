//! What may a visitor do?

use super::{MAX_TEXT, checked_text, cut, handoff, public, staff};
use crate::wire::Wait;
use crate::{
    Author, BriefSource, Context, CutCause, Escalation, Event, FollowUp, HandoffKind, MessageId, PageVisit,
    Phase, PublicEvent, Refusal, ResolvedBy, Score, SentimentSource, StaffEvent, State, Verdict,
    VisitorBrief,
};

/// Longest comment of a rating and longest follow-up address, in characters.
const MAX_COMMENT: usize = 1000;

pub(super) fn post(
    state: &State,
    cx: &mut Context<'_>,
    id: MessageId,
    text: String,
    masked: bool,
    verdict: Verdict,
) -> Result<Vec<Event>, Refusal> {
    let text = checked_text(text, MAX_TEXT)?;
    let mut events = vec![];
    if matches!(state.public.phase, Phase::Closed(_)) {
        events.push(public(PublicEvent::Reopened { epoch: state.public.epoch + 1 }));
    }
    events.extend(cut(state, cx, CutCause::Superseded));
    let author = Author::Visitor;
    events.push(public(PublicEvent::MessagePosted { id, author, agent: None, text, masked }));
    let after = state.advanced(&events);
    if after.public.phase == Phase::Assistant {
        events.extend(handoff::follow(&after, cx, verdict, false));
    }
    Ok(events)
}

/// The page, if it is another than the last one.
pub(super) fn page_seen(state: &State, page: Option<PageVisit>) -> Vec<Event> {
    page.filter(|p| state.trail.last() != Some(p))
        .map(|page| staff(StaffEvent::PageSeen { page }))
        .into_iter()
        .collect()
}

pub(super) fn sentiment(
    state: &State,
    cx: &mut Context<'_>,
    message: MessageId,
    score: Score,
    source: SentimentSource,
    verdict: Verdict,
) -> Result<Vec<Event>, Refusal> {
    let mut events = vec![staff(StaffEvent::SentimentJudged { message, score, source })];
    if state.public.phase == Phase::Assistant {
        events.extend(handoff::follow(state, cx, verdict, true));
    }
    Ok(events)
}

pub(super) fn request_person(
    state: &State,
    cx: &mut Context<'_>,
    escalation: Escalation,
) -> Result<Vec<Event>, Refusal> {
    match state.public.phase {
        Phase::Assistant => Ok(handoff::escalate(state, cx, escalation)),
        // Asking again changes nothing: the visitor is already on the way to a person.
        Phase::Queued | Phase::WithAgent(_) | Phase::FollowUp(_) => Ok(vec![]),
        Phase::Closed(_) => {
            let mut events = vec![public(PublicEvent::Reopened { epoch: state.public.epoch + 1 })];
            events.extend(handoff::open(&state.advanced(&events), cx, escalation));
            Ok(events)
        }
    }
}

pub(super) fn change_brief(
    state: &State,
    brief: VisitorBrief,
    by: BriefSource,
) -> Result<Vec<Event>, Refusal> {
    let Some(handoff) = state.public.handoff.as_ref().filter(|h| h.kind == HandoffKind::Warm) else {
        return Err(Refusal::WrongState(state.lifecycle()));
    };
    if !brief.fits() {
        return Err(Refusal::TooLong(VisitorBrief::MAX_SUMMARY));
    }
    if handoff.brief_by == BriefSource::Visitor && by != BriefSource::Visitor {
        return Err(Refusal::BriefIsVisitors);
    }
    Ok(vec![public(PublicEvent::BriefChanged { handoff: handoff.id, brief, by })])
}

pub(super) fn cancel(state: &State) -> Result<Vec<Event>, Refusal> {
    match (&state.public.phase, &state.public.handoff) {
        // A cold handoff keeps the Assistant out until an agent says otherwise.
        (Phase::Queued, Some(handoff)) if handoff.kind == HandoffKind::Warm => {
            let epoch = state.public.epoch + 1;
            Ok(vec![public(PublicEvent::HandoffCancelled { handoff: handoff.id, epoch })])
        }
        (Phase::Assistant, _) => Ok(vec![]),
        _ => Err(Refusal::WrongState(state.lifecycle())),
    }
}

pub(super) fn follow_up(state: &State, how: FollowUp) -> Result<Vec<Event>, Refusal> {
    let how = match how {
        FollowUp::Email(address) => FollowUp::Email(checked_text(address, MAX_COMMENT)?),
        FollowUp::Callback(number) => FollowUp::Callback(checked_text(number, MAX_COMMENT)?),
        FollowUp::Unanswered => return Err(Refusal::WrongState(state.lifecycle())),
    };
    match (&state.public.phase, &state.public.handoff) {
        (Phase::Queued | Phase::FollowUp(_), Some(handoff)) => {
            let epoch = state.public.epoch + 1;
            Ok(vec![public(PublicEvent::FollowUpChosen { handoff: handoff.id, epoch, how })])
        }
        _ => Err(Refusal::WrongState(state.lifecycle())),
    }
}

/// Once per handoff: what is told later changes with the queue and is never an event.
pub(super) fn tell_wait(state: &State, wait: Wait) -> Vec<Event> {
    match (&state.public.phase, &state.public.handoff, &state.told) {
        (Phase::Queued, Some(handoff), None) => {
            vec![staff(StaffEvent::WaitTold { handoff: handoff.id, wait })]
        }
        _ => vec![],
    }
}

pub(super) fn leave(state: &State, cx: &mut Context<'_>) -> Result<Vec<Event>, Refusal> {
    if matches!(state.public.phase, Phase::Closed(_)) {
        return Ok(vec![]);
    }
    let mut events: Vec<Event> = cut(state, cx, CutCause::Superseded).into_iter().collect();
    let epoch = state.public.epoch + 1;
    events.push(public(PublicEvent::Resolved { epoch, by: ResolvedBy::Visitor }));
    Ok(events)
}

pub(super) fn rate(state: &State, score: u8, comment: String) -> Result<Vec<Event>, Refusal> {
    if !(1..=5).contains(&score) {
        return Err(Refusal::BadRating);
    }
    if comment.chars().count() > MAX_COMMENT {
        return Err(Refusal::TooLong(MAX_COMMENT));
    }
    match state.public.phase {
        Phase::Closed(_) => Ok(vec![public(PublicEvent::Rated { score, comment })]),
        _ => Err(Refusal::WrongState(state.lifecycle())),
    }
}
