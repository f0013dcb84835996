//! Which numbers decide, and what are they by default?

use baton_conversation::Score;
#[cfg(feature = "compile")]
use serde::{Deserialize, Serialize};

use super::Action;

/// Every number and switch of the built-in detectors. Sources of the defaults: practice guides agree on two
/// fallbacks, a third wording, two frustrated messages of three and a sentiment of −0.3; the rest is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// A number of a policy as the compact form writes it.
trait Plain: Copy {
    #[cfg(feature = "compile")]
    fn plain(self) -> i32;
    fn read(n: i32) -> Option<Self>;
}

impl Plain for Action {
    #[cfg(feature = "compile")]
    fn plain(self) -> i32 {
        self as i32
    }
    fn read(n: i32) -> Option<Self> {
        Self::of(n)
    }
}

impl Plain for Score {
    #[cfg(feature = "compile")]
    fn plain(self) -> i32 {
        self.0
    }
    fn read(n: i32) -> Option<Self> {
        Some(Self(n))
    }
}

macro_rules! plain_numbers {
    ($($type:ty)*) => {
        $(impl Plain for $type {
            #[cfg(feature = "compile")]
            fn plain(self) -> i32 {
                // What is larger than any wait or count that a policy may name is as good as the largest.
                i32::try_from(i64::from(self)).unwrap_or(i32::MAX)
            }
            fn read(n: i32) -> Option<Self> {
                Self::try_from(n).ok()
            }
        })*
    };
}

plain_numbers! { u8 u16 u32 }

/// One list of names makes the partial form, its application, its numbered fields and the lookup by name agree.
macro_rules! changes {
    ($($index:literal $name:ident: $type:ty),* $(,)?) => {
        /// Thresholds of which only some are given.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "compile", derive(Serialize, Deserialize), serde(default, deny_unknown_fields))]
        pub struct Change {
            $(
                #[doc = concat!("Replaces `", stringify!($name), "`.")]
                #[cfg_attr(feature = "compile", serde(skip_serializing_if = "Option::is_none"))]
                pub $name: Option<$type>,
            )*
        }

        impl Change {
            /// How many fields there are, numbered from 0.
            pub(crate) const FIELDS: usize = [$($index),*].len();

            /// Writes what is given over `base`.
            pub fn apply(&self, base: &mut Thresholds) {
                $(if let Some(value) = &self.$name { base.$name = value.clone().into(); })*
            }

            /// Sets a field by its number; false if there is none or it can't hold the value.
            pub(crate) fn set(&mut self, index: usize, value: i32) -> bool {
                match index {
                    $($index => { self.$name = <$type>::read(value); self.$name.is_some() })*
                    _ => false,
                }
            }

            /// A field by its number, where it is given.
            #[cfg(feature = "compile")]
            pub(crate) fn get(&self, index: usize) -> Option<i32> {
                match index {
                    $($index => self.$name.map(Plain::plain),)*
                    _ => None,
                }
            }

            /// The change that makes every threshold what it is in `t`.
            #[cfg(feature = "compile")]
            pub(crate) fn all_of(t: &Thresholds) -> Self {
                Self { $($name: t.$name.into(),)* }
            }
        }
    };
}

changes! {
    0 explicit: Action, 1 policy: Action, 2 security: Action, 3 sensitive: Action, 4 vip: Action, 5 error: Action,
    6 complex: Action, 7 frustrated_messages: u8, 8 frustrated_of: u8, 9 frustrated: Score, 10 frustration: Score,
    11 frustration_unsure: Score, 12 sentiment_escalate: Score, 13 sentiment_offer: Score, 14 loop_wordings: u8,
    15 repeated_answers: u8, 16 fallbacks: u8, 17 confidence_offer: Score, 18 confidence_escalate: Score,
    19 max_turns: u16, 20 max_minutes: u16, 21 queue_target: u32, 22 overflow_after: u32,
}
