//! What is passed on when a person takes over?

use crate::{Outcome, Reason, Score, Timestamp};
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

/// One key detail, for example `Order number: 4711`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Detail {
    /// What it is, in the visitor's language.
    pub label: String,
    /// Its value as the visitor gave it.
    pub value: String,
}

/// The public part of what is passed on, as the visitor sees and corrects it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct VisitorBrief {
    /// At most three sentences.
    pub summary: String,
    /// Key details, at most ten.
    pub details: Vec<Detail>,
}

impl VisitorBrief {
    /// Longest summary that is stored, in characters.
    pub const MAX_SUMMARY: usize = 1000;
    /// Most details that are stored.
    pub const MAX_DETAILS: usize = 10;
    /// Longest label or value, in characters.
    pub const MAX_DETAIL: usize = 200;

    /// Whether every part is within its limit.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.summary.chars().count() <= Self::MAX_SUMMARY
            && self.details.len() <= Self::MAX_DETAILS
            && self.details.iter().all(|d| {
                d.label.chars().count() <= Self::MAX_DETAIL && d.value.chars().count() <= Self::MAX_DETAIL
            })
    }
}

/// Who wrote the brief that stands; the visitor's always wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum BriefSource {
    /// Extracted from the thread without a model.
    Local,
    /// Written by the site's LLM.
    Llm,
    /// Corrected by the visitor.
    Visitor,
}

/// A page that the visitor was on; the query string is never kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct PageVisit {
    /// Path without query and fragment.
    pub path: String,
    /// Title of the document.
    pub title: String,
}

/// Something the Assistant tried, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Attempt {
    /// The question as asked, shortened.
    pub question: String,
    /// The answer as given, shortened.
    pub answer: String,
    /// Title of the source it cited, if any.
    pub source: Option<String>,
    /// How the reply ended.
    pub outcome: Outcome,
    /// The reply's confidence, 0–1000.
    pub confidence: Score,
}

/// An action that failed while the Assistant held Control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct FailedAction {
    /// Name of the action or service.
    pub name: String,
    /// Its stable error code.
    pub code: String,
}

/// What the agent gets, in layers. The [`VisitorBrief`] is kept apart and wins over what is generated here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct ContextPackage {
    /// Why the handoff happened.
    pub auto_escalated_due_to: Reason,
    /// The rule that fired.
    pub rule: String,
    /// Its score, 0–1000.
    pub score: Score,
    /// Its threshold, 0–1000.
    pub threshold: Score,
    /// The words or counts that it rests on.
    pub evidence: Vec<String>,
    /// The visitor's last question, shortened.
    pub intent: String,
    /// The kind of issue that it seems to be, one of the policy's; none where that is unsure.
    pub issue: Option<String>,
    /// What was tried, oldest first, at most five.
    pub attempted_solutions: Vec<Attempt>,
    /// What failed, oldest first, at most five.
    pub failed_actions: Vec<FailedAction>,
    /// Sentiment of the last visitor messages, oldest first, -1000–1000, at most ten.
    pub sentiment_trend: Vec<Score>,
    /// Confidence of the last reply, 0–1000.
    pub confidence: Option<Score>,
    /// Pages the visitor was on, oldest first, at most twenty.
    pub page_trail: Vec<PageVisit>,
    /// The browser's locale, for example `en-GB`.
    pub locale: String,
    /// Version of the policy that decided.
    pub policy_version: String,
    /// When it was put together.
    pub created_at: Timestamp,
}
