//! Which events does a command lead to, or why not?

mod agent;
mod assistant;
mod handoff;
mod visitor;

use crate::{AgentCard, Command, Context, CutCause, Event, Phase, PublicEvent, Refusal, StaffEvent, State};

/// Longest message of a visitor or agent, in characters.
pub(crate) const MAX_TEXT: usize = 4000;

/// Turns a command into events, or refuses it with nothing changed. Pure: everything else is in `cx`.
///
/// # Errors
/// A [`Refusal`] that names why; its `code` is stable.
pub fn decide(state: &State, command: Command, cx: &mut Context<'_>) -> Result<Vec<Event>, Refusal> {
    if let Command::Start { site, visitor, locale, page } = command {
        if state.head > 0 {
            return Err(Refusal::AlreadyStarted);
        }
        return Ok(vec![public(PublicEvent::ConversationStarted { site, visitor, locale, page })]);
    }
    if state.head == 0 {
        return Err(Refusal::NotFound);
    }
    match command {
        Command::Start { .. } => Err(Refusal::AlreadyStarted),
        Command::PostMessage { id, text, masked, page, verdict } => {
            let mut events = visitor::page_seen(state, page);
            events.extend(visitor::post(state, cx, id, text, masked, verdict)?);
            Ok(events)
        }
        Command::JudgeSentiment { message, score, source, verdict } => {
            visitor::sentiment(state, cx, message, score, source, verdict)
        }
        Command::RequestPerson { escalation } => visitor::request_person(state, cx, *escalation),
        Command::ChangeBrief { brief, by } => visitor::change_brief(state, brief, by),
        Command::CancelHandoff => visitor::cancel(state),
        Command::ChooseFollowUp { how } => visitor::follow_up(state, how),
        Command::TellWait { wait } => Ok(visitor::tell_wait(state, wait)),
        Command::Leave => visitor::leave(state, cx),
        Command::Rate { score, comment } => visitor::rate(state, score, comment),
        Command::StartReply { reply, in_reply_to, epoch } => {
            assistant::start(state, reply, in_reply_to, epoch)
        }
        Command::FinishReply { reply, epoch, text, citations, confidence, outcome, verdict } => {
            let finished = PublicEvent::ReplyFinished { reply, text, citations, confidence, outcome };
            assistant::finish(state, cx, reply, epoch, finished, verdict)
        }
        Command::FailReply { reply, epoch, code, escalation } => {
            assistant::fail(state, cx, reply, epoch, code, *escalation)
        }
        Command::AbandonReply { reply } => assistant::abandon(state, reply),
        Command::Offer { assignment, agent } => agent::offer(state, cx, assignment, agent),
        Command::Decline { agent } => agent::decline(state, agent),
        Command::Accept { agent, epoch } => agent::accept(state, agent, epoch),
        Command::TakeOver { agent, epoch, escalation } => {
            agent::take_over(state, cx, agent, epoch, *escalation)
        }
        Command::PostAgentMessage { agent, id, text } => agent::post(state, agent, id, text),
        Command::AddNote { agent, id, text } => agent::note(agent, id, text),
        Command::HandBack { agent, note } => agent::hand_back(state, agent, note),
        Command::Resolve { agent, cause, note } => agent::resolve(state, agent, cause, note),
        Command::LoseAgent { agent } => agent::lose(state, agent),
        Command::Tick => Ok(handoff::tick(state, cx)),
    }
}

fn public(event: PublicEvent) -> Event {
    Event::Public(event)
}

fn staff(event: StaffEvent) -> Event {
    Event::Staff(event)
}

/// Text trimmed and within its limit.
fn checked_text(text: String, max: usize) -> Result<String, Refusal> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Refusal::EmptyText);
    }
    if trimmed.chars().count() > max {
        return Err(Refusal::TooLong(max));
    }
    Ok(if trimmed.len() == text.len() { text } else { trimmed.to_owned() })
}

/// Cuts the reply in flight. It comes before any move of Control, so the cut commits first.
fn cut(state: &State, cx: &mut Context<'_>, cause: CutCause) -> Option<Event> {
    let reply = state.public.reply.as_ref()?.reply;
    let text = cx.streamed.take().filter(|s| s.reply == reply).map(|s| s.text).unwrap_or_default();
    Some(public(PublicEvent::ReplyCut { reply, text, cause }))
}

fn holder(state: &State) -> Option<&AgentCard> {
    match &state.public.phase {
        Phase::WithAgent(agent) => Some(agent),
        _ => None,
    }
}
