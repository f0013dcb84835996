//! What was said and tried lately, as the Assistant and the agent need it?

use crate::app::App;
use crate::error::ApiError;
use baton_assistant::{Ending, Said};
use baton_conversation::{
    Attempt, Author, Citation, ConversationId, Envelope, Event, FailedAction, MessageId, Outcome,
    PublicEvent, Score, SentimentSource, StaffEvent,
};

/// Events that are read back for a reply, a summary or a handoff.
const WINDOW: usize = 80;
/// Messages of the visitor that tell what the issue is.
const ASKED: usize = 8;
/// Longest quoted question or answer in a ContextPackage, in characters.
const QUOTE: usize = 300;

/// One line of the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The message's id; none for replies of the Assistant.
    pub id: Option<MessageId>,
    /// Who.
    pub author: Author,
    /// What.
    pub text: String,
    /// For a reply: how it ended and how sure it was.
    pub reply: Option<(Outcome, Score, Vec<Citation>)>,
}

/// The end of a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// Oldest first.
    pub lines: Vec<Line>,
    /// Codes of replies that failed.
    pub failures: Vec<FailedAction>,
    /// Sentiments judged so far, with the message each is of.
    pub sentiments: Vec<(MessageId, Score, SentimentSource)>,
    /// The note of the last hand-back; the Assistant goes on from it.
    pub hand_back_note: Option<String>,
}

impl Transcript {
    /// Reads the log's end.
    #[must_use]
    pub fn of(log: &[Envelope]) -> Self {
        let mut out = Self::default();
        for entry in log {
            match &entry.event {
                Event::Public(event) => out.public(event),
                Event::Staff(StaffEvent::ReplyFailed { code, .. }) => {
                    out.failed(code);
                }
                Event::Staff(StaffEvent::SentimentJudged { message, score, source }) => {
                    out.sentiments.push((*message, *score, *source));
                }
                Event::Staff(StaffEvent::HandBackNote { note, .. }) if !note.trim().is_empty() => {
                    out.hand_back_note = Some(note.clone());
                }
                Event::Staff(_) => {}
            }
        }
        out
    }

    fn public(&mut self, event: &PublicEvent) {
        match event {
            PublicEvent::MessagePosted { id, author, text, .. } => {
                self.lines.push(Line { id: Some(*id), author: *author, text: text.clone(), reply: None });
            }
            PublicEvent::ReplyFinished { text, citations, confidence, outcome, .. } => {
                let reply = Some((*outcome, *confidence, citations.clone()));
                let (author, text) = (Author::Assistant, text.clone());
                self.lines.push(Line { id: None, author, text, reply });
            }
            _ => {}
        }
    }

    /// This transcript with one more message of the visitor.
    #[must_use]
    pub fn with_message(&self, id: MessageId, text: &str) -> Self {
        let mut out = self.clone();
        let line = Line { id: Some(id), author: Author::Visitor, text: text.to_owned(), reply: None };
        out.lines.push(line);
        out
    }

    /// This transcript with one more reply of the Assistant.
    #[must_use]
    pub fn with_reply(&self, text: &str, ending: &Ending) -> Self {
        let mut out = self.clone();
        let reply = Some((ending.outcome, ending.confidence, ending.citations.clone()));
        out.lines.push(Line { id: None, author: Author::Assistant, text: text.to_owned(), reply });
        out
    }

    /// Notes a reply that failed.
    pub fn failed(&mut self, code: &str) {
        self.failures.push(FailedAction { name: "assistant_reply".into(), code: code.to_owned() });
    }

    /// As the Assistant reads it.
    #[must_use]
    pub fn for_assistant(&self) -> Vec<Said> {
        self.lines
            .iter()
            .map(|l| Said {
                author: l.author,
                text: l.text.clone(),
                outcome: l.reply.as_ref().map(|(outcome, ..)| *outcome),
            })
            .collect()
    }

    /// The visitor's last message.
    #[must_use]
    pub fn last_question(&self) -> &str {
        let last = self.lines.iter().rev().find(|l| l.author == Author::Visitor);
        last.map_or("", |l| l.text.as_str())
    }

    /// What the visitor has said lately, as one text: the issue is rarely named in the last message.
    #[must_use]
    pub fn asked(&self) -> String {
        let said = self.lines.iter().filter(|l| l.author == Author::Visitor).map(|l| l.text.as_str());
        let said: Vec<&str> = said.collect();
        said.get(said.len().saturating_sub(ASKED)..).unwrap_or_default().join("\n")
    }

    /// The text of one of the visitor's messages.
    #[must_use]
    pub fn visitor_message(&self, id: MessageId) -> Option<&str> {
        let mine = |l: &&Line| l.author == Author::Visitor && l.id == Some(id);
        self.lines.iter().find(mine).map(|l| l.text.as_str())
    }

    /// Question and answer pairs, the last five.
    #[must_use]
    pub fn attempts(&self) -> Vec<Attempt> {
        let mut question = String::new();
        let mut attempts = vec![];
        for line in &self.lines {
            match (&line.reply, line.author) {
                (_, Author::Visitor) => question = shortened(&line.text),
                (Some((outcome, confidence, citations)), _) => attempts.push(Attempt {
                    question: question.clone(),
                    answer: shortened(&line.text),
                    source: citations.first().map(|c| c.title.clone()),
                    outcome: *outcome,
                    confidence: *confidence,
                }),
                (None, _) => {}
            }
        }
        attempts.split_off(attempts.len().saturating_sub(5))
    }
}

/// The beginning of a text, cut at a character with an ellipsis.
#[must_use]
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTE) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

impl App {
    /// The end of a thread.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn transcript(&self, id: ConversationId) -> Result<Transcript, ApiError> {
        let log = self.store.events_before(id, u64::MAX, WINDOW, false).await?;
        Ok(Transcript::of(&log))
    }
}
