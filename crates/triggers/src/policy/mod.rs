//! What has a site decided about when a person steps in?
//!
//! A [`Policy`] is the whole document. A [`CompactPolicy`] is what a detector runs on: phrases of the chosen
//! languages merged in, and for the browser everything `server_only` left out.

mod condition;
mod thresholds;

use baton_conversation::{Reason, Score};
#[cfg(feature = "compile")]
use serde::{Deserialize, Serialize};

pub use condition::{Condition, View};
pub use thresholds::{Change, Thresholds};

use crate::pack::{Group, Pack};

/// What a rule does when it fires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "compile", derive(Serialize, Deserialize), serde(rename_all = "snake_case"))]
pub enum Action {
    /// Nothing.
    Off,
    /// Suggests a person.
    Offer,
    /// Calls a person.
    #[default]
    Escalate,
}

impl Action {
    /// The action of a number: 0 off, 1 offer, 2 escalate.
    pub(crate) fn of(n: i32) -> Option<Self> {
        [Self::Off, Self::Offer, Self::Escalate].into_iter().find(|a| *a as i32 == n)
    }
}

/// How one policy topic is treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name, the part after `topic.` in phrase groups.
    pub name: String,
    /// What happens when it comes up.
    pub action: Action,
    /// Cuts the assistant off and says little: account compromise.
    pub cold: bool,
    /// Where the handoff goes.
    pub department: Option<String>,
    /// Judged on the server alone.
    pub server_only: bool,
}

/// A rule that joins signals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, as decisions quote it.
    pub name: String,
    /// The reason it gives.
    pub reason: Reason,
    /// When it fires.
    pub when: Condition,
    /// What it does.
    pub action: Action,
    /// Cold handoff.
    pub cold: bool,
    /// Judged on the server alone.
    pub server_only: bool,
}

/// Thresholds that differ for some visitors or hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// For whom or when.
    pub when: Condition,
    /// What differs.
    pub change: Change,
    /// Judged on the server alone.
    pub server_only: bool,
}

/// One site's policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Raised by the site with each change; events name it.
    pub version: u32,
    /// Language packs in use, by code. A code without a pack is an error of the document.
    pub languages: Vec<String>,
    /// The numbers.
    pub thresholds: Thresholds,
    /// Topics; one that is not listed escalates warmly.
    pub topics: Vec<Topic>,
    /// The site's own phrases and exceptions.
    pub phrases: Vec<Group>,
    /// Rules that join signals.
    pub rules: Vec<Rule>,
    /// Thresholds that differ by tier, account age, department or hour; later ones win.
    pub overrides: Vec<Override>,
    /// Tiers that go straight to people. Never shipped to the browser.
    pub vip_tiers: Vec<String>,
    /// The site's own kinds of issue, and examples that it adds to the built-in ones. Judged on the server alone.
    #[cfg(feature = "compile")]
    pub issues: Vec<crate::compile::IssueExamples>,
}

/// Topics that are cold unless the policy says otherwise.
pub const SECURITY: &str = "security";

/// Languages that detection understands unless the policy says otherwise: all that are built in. The browser is
/// sent one of them.
const LANGUAGES: [&str; 17] =
    ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr", "ru", "uk", "ar", "hi", "ja", "zh", "ko"];

impl Default for Policy {
    /// The defaults of the documentation: nothing needs editing to start.
    fn default() -> Self {
        let topic = |name: &str, cold| Topic {
            name: name.into(),
            action: Action::Escalate,
            cold,
            department: None,
            server_only: false,
        };
        let warm = ["refund", "cancel", "contract", "legal", "compliance", "privacy", "fraud", "complaint"];
        let mut topics: Vec<Topic> = warm.iter().map(|name| topic(name, false)).collect();
        topics.push(topic(SECURITY, true));
        Self {
            version: 1,
            languages: LANGUAGES.map(String::from).into(),
            thresholds: Thresholds::default(),
            topics,
            phrases: Vec::new(),
            rules: Vec::new(),
            overrides: Vec::new(),
            vip_tiers: vec!["vip".into(), "enterprise".into()],
            #[cfg(feature = "compile")]
            issues: Vec::new(),
        }
    }
}

/// What a detector runs on; part of the widget's bootstrap, as one text (`encode`, `decode`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompactPolicy {
    /// The document's version.
    pub version: u32,
    /// Hash of the whole document with its packs, 16 hex digits: equal hash, equal judgement.
    pub hash: String,
    /// The numbers.
    pub thresholds: Thresholds,
    /// Topics.
    pub topics: Vec<Topic>,
    /// The languages.
    pub packs: Vec<Pack>,
    /// The site's own phrases.
    pub phrases: Vec<Group>,
    /// Rules that join signals.
    pub rules: Vec<Rule>,
    /// Thresholds that differ.
    pub overrides: Vec<Override>,
    /// Tiers that go straight to people; empty in the browser.
    pub vip_tiers: Vec<String>,
}

impl CompactPolicy {
    /// How a topic is treated.
    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics.iter().find(|t| t.name == name)
    }
}

/// Limits of a score, for reading documents.
pub const SCORE_RANGE: core::ops::RangeInclusive<i32> = -Score::ONE.0..=Score::ONE.0;
