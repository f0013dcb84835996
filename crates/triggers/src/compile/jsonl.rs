//! What would these conversations have triggered? One JSON line in, one out.

use std::fmt;

use baton_conversation::{Outcome, Score};
use serde::{Deserialize, Serialize};

use crate::{Detector, DetectorState};

#[derive(Deserialize)]
struct Input {
    id: serde_json::Value,
    messages: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    role: Role,
    content: String,
    #[serde(default)]
    confidence: Option<f64>,
    #[serde(default)]
    at_ms: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    User,
    Assistant,
}

#[derive(Serialize)]
struct Output {
    id: serde_json::Value,
    triggers: Vec<Trigger>,
}

#[derive(Serialize)]
struct Trigger {
    turn: usize,
    reason: baton_conversation::Reason,
    score: f64,
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

/// Judges one conversation message by message, never looking ahead. A score of 0.5 or more escalates, 0.25 or
/// more offers; lower ones rank. Extra fields of the line are ignored; a missing confidence is unknown.
///
/// # Errors
/// The line is not JSON of the documented form.
pub fn detect_jsonl(detector: &Detector, line: &str) -> Result<String, LineError> {
    let input: Input = serde_json::from_str(line).map_err(LineError)?;
    let mut state = DetectorState::default();
    let mut triggers = Vec::new();
    for (turn, message) in input.messages.iter().enumerate() {
        let at_ms = message.at_ms.unwrap_or(0);
        let judgement = match message.role {
            Role::User => detector.visitor(&mut state, &message.content, at_ms),
            Role::Assistant => {
                let confidence = message.confidence.map(thousandths);
                detector.reply(&mut state, &message.content, Outcome::Answered, confidence, at_ms)
            }
        };
        for (signal, strength) in judgement.signals.iter().zip(&judgement.strengths) {
            triggers.push(Trigger { turn, reason: signal.kind, score: f64::from(strength.0) / 1000.0 });
        }
    }
    serde_json::to_string(&Output { id: input.id, triggers }).map_err(LineError)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to ±1000")]
fn thousandths(value: f64) -> Score {
    Score((value.clamp(-1.0, 1.0) * 1000.0).round() as i32)
}
