//! How are things named, and how is time written?

use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, FromJson, ToJson)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = baton_json::Malformed;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                baton_json::uuid(s).map(Self).ok_or(baton_json::Malformed)
            }
        }
    };
}

id!(
    /// One thread; a UUIDv7 made by the widget, so that creating it can be retried.
    ConversationId
);
id!(
    /// One website's configuration.
    SiteId
);
id!(
    /// One browser profile on one site, anonymous until identified.
    VisitorId
);
id!(
    /// One person who answers.
    AgentId
);
id!(
    /// One message; a UUIDv7 made by the client that wrote it and reused for every retry.
    MessageId
);
id!(
    /// One move of Control from the Assistant to people; it owns the place in the queue.
    HandoffId
);
id!(
    /// One reply of the Assistant, streamed or whole.
    ReplyId
);
id!(
    /// One offer of a queued Handoff to one Agent.
    AssignmentId
);

/// Milliseconds since the Unix epoch, as read from the clock that the caller was given.
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
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment moved by `ms` milliseconds; stops at the ends of the range.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment, never negative.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }
}
