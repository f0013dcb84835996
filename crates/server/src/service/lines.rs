//! What did a visitor say last, where no summary says what it is about?
//!
//! Boards are made anew with each commit, for each agent, so a line is read from the log once and kept in memory until
//! the conversation has moved on. Snapshots hold no words.

use crate::app::App;
use crate::error::ApiError;
use crate::service::transcript::shortened;
use baton_conversation::{Author, ConversationId, Event, PublicEvent, State};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Events in which the line is looked for: a few turns of question and answer.
const RECENT: usize = 20;
/// Lines that are kept; the boards of a dozen sites.
const KEPT: usize = 1_000;

/// The lines that were read lately, each with the head that its log had.
#[derive(Default)]
pub struct Lines(Mutex<HashMap<ConversationId, (u64, String)>>);

impl Lines {
    fn known(&self, state: &State) -> Option<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.get(&state.id).filter(|(head, _)| *head == state.head).map(|(_, line)| line.clone())
    }

    fn keep(&self, state: &State, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() >= KEPT {
            lines.clear();
        }
        lines.insert(state.id, (state.head, line.to_owned()));
    }
}

impl App {
    /// The visitor's last line, masked as it is stored, cut to a quote; empty if there is none lately.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn last_line(&self, state: &State) -> Result<String, ApiError> {
        if let Some(line) = self.lines.known(state) {
            return Ok(line);
        }
        let log = self.store.events_before(state.id, u64::MAX, RECENT, true).await?;
        let said = log.iter().rev().find_map(|entry| match &entry.event {
            Event::Public(PublicEvent::MessagePosted { author: Author::Visitor, text, .. }) => Some(text),
            _ => None,
        });
        let line = said.map(|text| shortened(text)).unwrap_or_default();
        self.lines.keep(state, &line);
        Ok(line)
    }
}
