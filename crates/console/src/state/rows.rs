//! How is one event of the log shown to an agent?

use super::words::{cause_label, follow_up_label, measure, outcome_label, percent, reason_label};
use baton_conversation::{
    AgentCard, AgentId, Author, Citation, CutCause, Event, Frame, MessageId, PublicEvent, ResolvedBy, Signal,
    StaffEvent, Timestamp,
};

/// One line of the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its place in the log.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: RowKind,
}

/// Where an answer of the Assistant came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Title of the document.
    pub title: String,
    /// Where to open it.
    pub url: Option<String>,
}

/// The kinds of line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Someone said something that the visitor sees.
    Said {
        /// Who.
        author: Author,
        /// What they are called.
        name: String,
        /// The text.
        text: String,
        /// What else is known: outcome and confidence of a reply, that something was masked.
        detail: Option<String>,
        /// What a reply rests on.
        sources: Vec<Source>,
    },
    /// A private note.
    Note {
        /// Whose.
        name: String,
        /// The text.
        text: String,
        /// It went to the Assistant with a hand-back.
        hand_back: bool,
    },
    /// Something happened.
    Mark {
        /// In words.
        text: String,
        /// Control moved here, so it stands out.
        strong: bool,
    },
    /// People were called: what comes before is the transcript.
    Handed,
}

/// The line for an event; `None` for what only the layers or the head of the thread show. `name_of` names agents
/// that the event itself does not.
pub(super) fn row(frame: &Frame<Event>, name_of: impl Fn(AgentId) -> String) -> Option<Row> {
    let kind = match &frame.event {
        Event::Public(event) => public(event)?,
        Event::Staff(event) => staff(event, name_of)?,
    };
    Some(Row { seq: frame.seq, at: frame.at, kind })
}

/// The id under which an outbox would know this event.
pub(super) fn message_id(event: &Event) -> Option<MessageId> {
    match event {
        Event::Public(PublicEvent::MessagePosted { id, .. })
        | Event::Staff(StaffEvent::NoteAdded { id, .. }) => Some(*id),
        _ => None,
    }
}

fn mark(text: impl Into<String>) -> RowKind {
    RowKind::Mark { text: text.into(), strong: false }
}

fn strong(text: impl Into<String>) -> RowKind {
    RowKind::Mark { text: text.into(), strong: true }
}

fn said(author: Author, agent: Option<&AgentCard>, text: &str, masked: bool) -> RowKind {
    let name = match (author, agent) {
        (_, Some(agent)) => agent.name.as_str(),
        (Author::Visitor, None) => "Visitor",
        (Author::Assistant, None) => "Assistant",
        (Author::Agent, None) => "Agent",
        (Author::System, None) => "Baton",
    };
    let detail = masked.then(|| "A secret was masked".to_owned());
    RowKind::Said { author, name: name.to_owned(), text: text.to_owned(), detail, sources: Vec::new() }
}

fn reply(text: &str, detail: String, citations: &[Citation]) -> RowKind {
    let source = |citation: &Citation| Source { title: citation.title.clone(), url: citation.url.clone() };
    RowKind::Said {
        author: Author::Assistant,
        name: "Assistant".to_owned(),
        text: text.to_owned(),
        detail: Some(detail),
        sources: citations.iter().map(source).collect(),
    }
}

fn public(event: &PublicEvent) -> Option<RowKind> {
    Some(match event {
        PublicEvent::ConversationStarted { page, .. } => match page {
            Some(page) => mark(["Began on ", &page.path].concat()),
            None => mark("Began"),
        },
        PublicEvent::MessagePosted { author, agent, text, masked, .. } => {
            said(*author, agent.as_ref(), text, *masked)
        }
        PublicEvent::ReplyStarted { .. } => return None,
        PublicEvent::ReplyFinished { text, citations, confidence, outcome, .. } => reply(
            text,
            format!("{}, confidence {}", outcome_label(*outcome), percent(*confidence)),
            citations,
        ),
        PublicEvent::ReplyCut { text, cause, .. } => cut(text, *cause)?,
        PublicEvent::PersonOffered { .. } => mark("A person was suggested"),
        PublicEvent::HandoffStarted { .. } => RowKind::Handed,
        PublicEvent::BriefChanged { by, .. } => match by {
            baton_conversation::BriefSource::Visitor => mark("The visitor corrected the summary"),
            _ => return None,
        },
        PublicEvent::AgentJoined { agent, .. } => strong([&agent.name, " joined"].concat()),
        PublicEvent::AgentLeft { agent, .. } => {
            strong([&agent.name, " was lost; the visitor waits at the old place"].concat())
        }
        PublicEvent::HandedBack { agent, .. } => {
            strong([&agent.name, " handed back to the Assistant"].concat())
        }
        PublicEvent::HandoffCancelled { .. } => strong("The visitor no longer waits; the Assistant goes on"),
        PublicEvent::FollowUpChosen { how, .. } => strong(["Follow-up: ", &follow_up_label(how)].concat()),
        PublicEvent::Resolved { by, .. } => strong(match by {
            ResolvedBy::Agent => "Resolved",
            ResolvedBy::Visitor => "The visitor ended the conversation",
            ResolvedBy::Idle => "Closed after a long silence",
        }),
        PublicEvent::Reopened { .. } => strong("The visitor wrote again; the Assistant goes on"),
        PublicEvent::Rated { score, comment } if comment.is_empty() => mark(format!("Rated {score} of 5")),
        PublicEvent::Rated { score, comment } => mark(format!("Rated {score} of 5: {comment}")),
    })
}

fn cut(text: &str, cause: CutCause) -> Option<RowKind> {
    let why = match cause {
        CutCause::Superseded => "Cut off by a newer message",
        CutCause::Handoff => "Cut off by the handoff",
        CutCause::Failed => "Cut off by a failure",
        // Made again: the new reply is the one to read.
        CutCause::Restarted => return None,
    };
    Some(if text.is_empty() {
        mark(["A reply was ", &why.to_lowercase()].concat())
    } else {
        reply(text, why.to_owned(), &[])
    })
}

fn staff(event: &StaffEvent, name_of: impl Fn(AgentId) -> String) -> Option<RowKind> {
    Some(match event {
        StaffEvent::Escalated { context, .. } => {
            mark(["Why: ", reason_label(context.auto_escalated_due_to), " (", &context.rule, ")"].concat())
        }
        StaffEvent::SignalsSeen { signals } => mark(["Noticed: ", &signals_text(signals)?].concat()),
        StaffEvent::Offered { agent, .. } => mark(["Offered to ", &agent.name].concat()),
        StaffEvent::Declined { agent, .. } => mark([&name_of(*agent), " declined"].concat()),
        StaffEvent::Expired { agent, .. } => mark(["The offer to ", &name_of(*agent), " ran out"].concat()),
        StaffEvent::NoteAdded { agent, text, .. } => {
            RowKind::Note { name: agent.name.clone(), text: text.clone(), hand_back: false }
        }
        StaffEvent::HandBackNote { note, .. } if note.is_empty() => return None,
        StaffEvent::HandBackNote { agent, note } => {
            RowKind::Note { name: name_of(*agent), text: note.clone(), hand_back: true }
        }
        StaffEvent::RootCauseTagged { cause, note, .. } if note.is_empty() => {
            mark(["Root cause: ", cause_label(*cause)].concat())
        }
        StaffEvent::RootCauseTagged { cause, note, .. } => {
            mark(["Root cause: ", cause_label(*cause), ". ", note].concat())
        }
        // The trend in the layers says it better than a line for each message.
        StaffEvent::SentimentJudged { .. } => return None,
        StaffEvent::PageSeen { page, .. } => mark(["Went to ", &page.path].concat()),
        StaffEvent::WaitTold { wait, .. } => {
            let (low, high) = (wait.low_s / 60, wait.high_s.div_ceil(60));
            mark(format!("Told the visitor: place {}, {low} to {high} min", wait.position))
        }
        StaffEvent::ReplyFailed { code, .. } => mark(["The Assistant failed: ", code].concat()),
    })
}

fn signals_text(signals: &[Signal]) -> Option<String> {
    let texts: Vec<_> = signals
        .iter()
        .map(|signal| [reason_label(signal.kind), " ", &measure(signal.score, signal.threshold).1].concat())
        .collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}
