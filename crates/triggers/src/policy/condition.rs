//! When does a rule or an override apply?

use baton_conversation::{Reason, Score, Signal};

use crate::state::DetectorState;

/// A condition over what was seen and who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Each of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// The topic has come up since the conversation began or was handed back.
    Topic(String),
    /// A signal with this reason was seen now.
    Signal(Reason),
    /// The last answer's confidence is below this.
    ConfidenceBelow(Score),
    /// The last sentiment is below this.
    SentimentBelow(Score),
    /// The last message's frustration is at least this.
    FrustrationFrom(Score),
    /// At least so many visitor messages since the last solved answer.
    TurnsFrom(u16),
    /// The visitor's tier is one of these.
    Tier(Vec<String>),
    /// The conversation's department is one of these.
    Department(Vec<String>),
    /// The conversation is about one of these kinds of issue.
    Issue(Vec<String>),
    /// The account is younger than so many days.
    AccountAgeBelow(u32),
    /// The account is at least so many days old.
    AccountAgeFrom(u32),
    /// The site's local time, in minutes after midnight, lies in `[from, to)`; `from > to` spans midnight.
    Hours(u16, u16),
    /// Whether the site's people are at work.
    Open(bool),
}

/// What conditions look at.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What the conversation has left behind so far.
    pub state: &'a DetectorState,
    /// What this step saw.
    pub signals: &'a [Signal],
}

impl Condition {
    /// Whether it holds. What is unknown (no tier given, no confidence yet) never holds.
    #[must_use]
    pub fn holds(&self, view: View<'_>) -> bool {
        let facts = &view.state.facts;
        match self {
            Self::All(all) => all.iter().all(|c| c.holds(view)),
            Self::Any(any) => any.iter().any(|c| c.holds(view)),
            Self::Not(inner) => !inner.holds(view),
            Self::Topic(name) => view.state.has_topic(name),
            Self::Signal(reason) => view.signals.iter().any(|s| s.kind == *reason),
            Self::ConfidenceBelow(limit) => view.state.confidence.is_some_and(|c| c < *limit),
            Self::SentimentBelow(limit) => view.state.sentiment.is_some_and(|s| s < *limit),
            Self::FrustrationFrom(limit) => view.state.frustration.last().is_some_and(|f| f >= limit),
            Self::TurnsFrom(n) => view.state.turns >= *n,
            Self::Tier(any) => facts.tier.as_ref().is_some_and(|t| any.contains(t)),
            Self::Department(any) => facts.department.as_ref().is_some_and(|d| any.contains(d)),
            Self::Issue(any) => facts.issue.as_ref().is_some_and(|i| any.contains(i)),
            Self::AccountAgeBelow(days) => facts.account_age_days.is_some_and(|a| a < *days),
            Self::AccountAgeFrom(days) => facts.account_age_days.is_some_and(|a| a >= *days),
            Self::Hours(from, to) => facts
                .minute_of_day
                .is_some_and(|m| if from <= to { (*from..*to).contains(&m) } else { m >= *from || m < *to }),
            Self::Open(open) => facts.open == Some(*open),
        }
    }

    /// Whether it, or a condition that it is made of, is such a one.
    #[must_use]
    #[cfg(feature = "compile")]
    pub fn has(&self, such: &dyn Fn(&Self) -> bool) -> bool {
        such(self)
            || match self {
                Self::All(all) | Self::Any(all) => all.iter().any(|c| c.has(such)),
                Self::Not(inner) => inner.has(such),
                _ => false,
            }
    }

    /// Whether it looks at facts that only the server knows: what asks for them is judged there alone.
    #[must_use]
    #[cfg(feature = "compile")]
    pub fn needs_server(&self) -> bool {
        self.has(&|c| {
            matches!(
                c,
                Self::Tier(_)
                    | Self::Department(_)
                    | Self::Issue(_)
                    | Self::AccountAgeBelow(_)
                    | Self::AccountAgeFrom(_)
                    | Self::Hours(..)
                    | Self::Open(_)
            )
        })
    }
}
