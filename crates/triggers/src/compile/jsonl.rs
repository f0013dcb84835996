//! What would these conversations have triggered? One JSON line in, one out.

use std::fmt;

use baton_conversation::{Outcome, Reason, Score};
use serde::{Deserialize, Serialize};

use crate::hash::{BEGIN, long};
use crate::{Detector, DetectorState, Judgement};

#[derive(Deserialize)]
struct Input {
    id: serde_json::Value,
    messages: Vec<Line>,
}

/// One message of a conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// Who wrote it.
    pub role: Role,
    /// The text.
    pub content: String,
    /// The assistant's confidence from 0 to 1; unknown where it is left out.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// Time in milliseconds, any epoch; 0 where it is left out.
    #[serde(default)]
    pub at_ms: Option<i64>,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The visitor.
    User,
    /// The assistant.
    Assistant,
}

#[derive(Serialize)]
struct Output {
    id: serde_json::Value,
    triggers: Vec<Trigger>,
}

/// What a message led to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trigger {
    /// Index of the message.
    pub turn: usize,
    /// Why.
    pub reason: Reason,
    /// 0.5 and more escalates, 0.25 and more offers; lower ones rank.
    pub score: f64,
}

/// Why a line can't be judged.
#[derive(Debug)]
pub struct LineError(serde_json::Error);

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {{\"id\", \"messages\": [{{\"role\", \"content\"}}]}}: {}", self.0)
    }
}

impl std::error::Error for LineError {}

/// Judges one conversation message by message, never looking ahead.
#[must_use]
pub fn detect(detector: &Detector, messages: &[Line]) -> Vec<Trigger> {
    let mut state = DetectorState::default();
    let mut triggers = Vec::new();
    for (turn, message) in messages.iter().enumerate() {
        let judgement = step(detector, &mut state, message);
        for (signal, strength) in judgement.signals.iter().zip(&judgement.strengths) {
            triggers.push(Trigger { turn, reason: signal.kind, score: f64::from(strength.0) / 1000.0 });
        }
    }
    triggers
}

/// Judges one message.
pub(crate) fn step(detector: &Detector, state: &mut DetectorState, message: &Line) -> Judgement {
    let at_ms = message.at_ms.unwrap_or(0);
    match message.role {
        Role::User => detector.visitor(state, &message.content, at_ms),
        Role::Assistant => {
            let confidence = message.confidence.map(thousandths);
            detector.reply(state, &message.content, Outcome::Answered, confidence, at_ms)
        }
    }
}

/// As [`detect`], from one line of JSON to another. Extra fields of the line are ignored; a missing confidence is
/// unknown.
///
/// # Errors
/// The line is not JSON of the documented form.
pub fn detect_jsonl(detector: &Detector, line: &str) -> Result<String, LineError> {
    let input: Input = serde_json::from_str(line).map_err(LineError)?;
    let triggers = detect(detector, &input.messages);
    serde_json::to_string(&Output { id: input.id, triggers }).map_err(LineError)
}

/// Lines that one fingerprint stands for.
const PRINTED: usize = 50;

/// Fingerprints of everything that [`detect_jsonl`] answers to a file, one for every fifty lines: equal fingerprints,
/// equal answers to the last byte. Browser and server are held to one another by them.
///
/// # Errors
/// As [`detect_jsonl`].
pub fn fingerprints(detector: &Detector, text: &str) -> Result<Vec<String>, LineError> {
    let mut out = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for lines in lines.chunks(PRINTED) {
        let mut print = BEGIN;
        for line in lines {
            print = long(print, &detect_jsonl(detector, line)?);
        }
        out.push(format!("{print:016x}"));
    }
    Ok(out)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to ±1000")]
fn thousandths(value: f64) -> Score {
    Score((value.clamp(-1.0, 1.0) * 1000.0).round() as i32)
}
