//! Which words does the field use, one each?

use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

/// A number between -1 and 1 (or 0 and 1) in thousandths, so that wasm and native agree to the byte.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    FromJson,
    ToJson,
)]
#[serde(transparent)]
pub struct Score(pub i32);

impl Score {
    /// 1.0, the highest score.
    pub const ONE: Self = Self(1000);
    /// 0.0.
    pub const ZERO: Self = Self(0);
}

/// Who may speak for the site. Exactly one at a time, fenced by an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// The AI answers.
    Assistant,
    /// A person is called; nobody speaks yet.
    Queue,
    /// A person answers.
    Agent,
}

/// The four kinds of author.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The person on the website.
    Visitor,
    /// The AI.
    Assistant,
    /// A person who answers.
    Agent,
    /// Baton itself.
    System,
}

/// Why a handoff happened. The wire form is the snake_case name.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, FromJson, ToJson,
)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The visitor asked for a person.
    CustomerRequested,
    /// A topic that policy gives to people: refund dispute, cancellation, contract, legal, security.
    PolicyRequired,
    /// Distress, danger, health: first in the queue.
    SensitiveTopic,
    /// Anger or annoyance over the threshold.
    HighFrustration,
    /// One question asked three ways, or one answer given in variations.
    LoopDetected,
    /// The fallback answer several times in a row.
    FallbackLimit,
    /// The Assistant's confidence under its threshold.
    LowConfidence,
    /// Too many turns since the last solved answer.
    MaxTurnsExceeded,
    /// Several steps or systems.
    ComplexIssue,
    /// A customer whom policy sends straight to people.
    VipCustomer,
    /// Server, tool or model failed or timed out.
    IntegrationError,
    /// The spending limit is reached.
    OverBudget,
}

/// Root cause that an agent tags when closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum RootCause {
    /// The knowledge base lacked the answer.
    AiMissingKnowledge,
    /// The Assistant repeated itself.
    AiLooping,
    /// The Assistant was wrong.
    AiWrongAnswer,
    /// The case needed several steps by a person.
    ComplexTroubleshooting,
    /// Policy gives the topic to people.
    Policy,
    /// It needed access to the account.
    AccountSpecific,
    /// None of these.
    Other,
}

/// How a reply of the Assistant ended; typed, never a magic word in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The question was answered from the knowledge.
    Answered,
    /// The Assistant asked back.
    Clarify,
    /// The Assistant did not know and said so.
    Fallback,
    /// The Assistant itself judges that a person is needed.
    Handoff,
}

/// Something a detector saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Signal {
    /// The reason that this signal argues for.
    pub kind: Reason,
    /// The rule of the policy, for example `explicit` or `policy.refund`.
    pub rule: String,
    /// Strength, 0–1000.
    pub score: Score,
    /// The threshold that the rule compares with, 0–1000.
    pub threshold: Score,
    /// The visitor's words (or a count such as `3 turns`) that it rests on.
    pub evidence: Vec<String>,
}

/// Place of a handoff in the queue: higher goes first, first come first served within one.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, FromJson, ToJson,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// The usual case.
    #[default]
    Normal,
    /// VIP or high frustration.
    High,
    /// Safety and security.
    Urgent,
}

/// Who judged a sentiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum SentimentSource {
    /// The site's LLM.
    Llm,
    /// The bundled model on the server.
    Local,
}
