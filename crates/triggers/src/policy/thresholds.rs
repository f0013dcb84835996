//! Which numbers decide, and what are they by default?

use baton_conversation::Score;
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};

use super::Action;

/// Every number and switch of the built-in detectors. Sources of the defaults: practice guides agree on two
/// fallbacks, a third wording, two frustrated messages of three and a sentiment of −0.3; the rest is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(default)]
pub struct Thresholds {
    /// The visitor asks for a person.
    pub explicit: Action,
    /// Policy topics; a topic's own action wins where it is lower.
    pub policy: Action,
    /// Account compromise.
    pub security: Action,
    /// Distress, danger, health.
    pub sensitive: Action,
    /// Tiers that go straight to people.
    pub vip: Action,
    /// Server, tool or model failed.
    pub error: Action,
    /// The assistant itself says that the case needs a person.
    pub complex: Action,
    /// So many frustrated messages …
    pub frustrated_messages: u8,
    /// … among the last so many escalate.
    pub frustrated_of: u8,
    /// A message at or above this counts as frustrated.
    pub frustrated: Score,
    /// One message at or above this escalates.
    pub frustration: Score,
    /// From here up to `frustration` the local score is unsure and asks for one sentiment call.
    pub frustration_unsure: Score,
    /// Sentiment at or below this escalates.
    pub sentiment_escalate: Score,
    /// Sentiment at or below this offers.
    pub sentiment_offer: Score,
    /// The wording of one question at which it escalates.
    pub loop_wordings: u8,
    /// The rendering of one answer at which it escalates.
    pub repeated_answers: u8,
    /// Fallbacks in a row that escalate.
    pub fallbacks: u8,
    /// Confidence below this counts as a fallback and offers.
    pub confidence_offer: Score,
    /// Confidence below this escalates.
    pub confidence_escalate: Score,
    /// Visitor messages since the last solved answer that offer.
    pub max_turns: u16,
    /// Minutes since the first bad sign that offer; `None` never.
    pub max_minutes: Option<u16>,
    /// Wait in seconds that routing aims at.
    pub queue_target: u32,
    /// Wait in seconds after which simple, low-priority cases may go back to the assistant.
    pub overflow_after: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            explicit: Action::Escalate,
            policy: Action::Escalate,
            security: Action::Escalate,
            sensitive: Action::Escalate,
            vip: Action::Escalate,
            error: Action::Escalate,
            complex: Action::Escalate,
            frustrated_messages: 2,
            frustrated_of: 3,
            frustrated: Score(500),
            frustration: Score(750),
            frustration_unsure: Score(350),
            sentiment_escalate: Score(-600),
            sentiment_offer: Score(-300),
            loop_wordings: 3,
            repeated_answers: 3,
            fallbacks: 2,
            confidence_offer: Score(650),
            confidence_escalate: Score(400),
            max_turns: 6,
            max_minutes: None,
            queue_target: 60,
            overflow_after: 300,
        }
    }
}

/// One list of names makes the partial form, its application and the lookup by name agree.
macro_rules! changes {
    ($($name:ident: $type:ty),* $(,)?) => {
        /// Thresholds of which only some are given.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
        #[serde(default, deny_unknown_fields)]
        pub struct Change {
            $(
                #[doc = concat!("Replaces `", stringify!($name), "`.")]
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $name: Option<$type>,
            )*
        }

        impl Change {
            /// Writes what is given over `base`.
            pub fn apply(&self, base: &mut Thresholds) {
                $(if let Some(value) = &self.$name { base.$name = value.clone().into(); })*
            }
        }
    };
}

changes! {
    explicit: Action, policy: Action, security: Action, sensitive: Action, vip: Action, error: Action,
    complex: Action, frustrated_messages: u8, frustrated_of: u8, frustrated: Score, frustration: Score,
    frustration_unsure: Score, sentiment_escalate: Score, sentiment_offer: Score, loop_wordings: u8,
    repeated_answers: u8, fallbacks: u8, confidence_offer: Score, confidence_escalate: Score, max_turns: u16,
    max_minutes: u16, queue_target: u32, overflow_after: u32,
}
