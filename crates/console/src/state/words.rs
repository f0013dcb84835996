//! How are the field's words, numbers and times said to an agent?

use baton_conversation::{FollowUp, Lifecycle, Outcome, Priority, Reason, RootCause, Score};

/// The root causes in the order of their keys, 1 to 7.
pub const CAUSES: [RootCause; 7] = [
    RootCause::AiMissingKnowledge,
    RootCause::AiLooping,
    RootCause::AiWrongAnswer,
    RootCause::ComplexTroubleshooting,
    RootCause::Policy,
    RootCause::AccountSpecific,
    RootCause::Other,
];

/// Why the Assistant could not do it alone.
#[must_use]
pub fn cause_label(cause: RootCause) -> &'static str {
    match cause {
        RootCause::AiMissingKnowledge => "The knowledge base lacked the answer",
        RootCause::AiLooping => "The Assistant repeated itself",
        RootCause::AiWrongAnswer => "The Assistant was wrong",
        RootCause::ComplexTroubleshooting => "Several steps by a person were needed",
        RootCause::Policy => "Policy gives this topic to people",
        RootCause::AccountSpecific => "Account access was needed",
        RootCause::Other => "Something else",
    }
}

/// Why a handoff happened.
#[must_use]
pub fn reason_label(reason: Reason) -> &'static str {
    match reason {
        Reason::CustomerRequested => "Asked for a person",
        Reason::PolicyRequired => "Policy topic",
        Reason::SensitiveTopic => "Sensitive topic",
        Reason::HighFrustration => "Frustrated",
        Reason::LoopDetected => "Going in circles",
        Reason::FallbackLimit => "No answer found, repeatedly",
        Reason::LowConfidence => "Low confidence",
        Reason::MaxTurnsExceeded => "Long without a solution",
        Reason::ComplexIssue => "Complex issue",
        Reason::VipCustomer => "VIP customer",
        Reason::IntegrationError => "Something failed on our side",
        Reason::OverBudget => "Over budget",
    }
}

/// The place in the queue, where it is not the usual one.
#[must_use]
pub fn priority_label(priority: Priority) -> Option<&'static str> {
    match priority {
        Priority::Normal => None,
        Priority::High => Some("High"),
        Priority::Urgent => Some("Urgent"),
    }
}

/// Where a conversation stands.
#[must_use]
pub fn phase_label(at: Lifecycle) -> &'static str {
    match at {
        Lifecycle::Assistant => "With the Assistant",
        Lifecycle::Queued => "Waiting",
        Lifecycle::Offered => "Offered",
        Lifecycle::WithAgent => "With an agent",
        Lifecycle::FollowUp => "Follow-up",
        Lifecycle::Closed => "Closed",
    }
}

/// How a reply ended.
#[must_use]
pub fn outcome_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "Answered",
        Outcome::Clarify => "Asked back",
        Outcome::Fallback => "Did not know",
        Outcome::Handoff => "Called a person",
    }
}

/// What was chosen instead of waiting.
#[must_use]
pub fn follow_up_label(how: &FollowUp) -> String {
    match how {
        FollowUp::Email(address) => ["E-mail to ", address].concat(),
        FollowUp::Callback(number) => ["Call ", number].concat(),
        FollowUp::Unanswered => "Nobody came in time; answer here".to_owned(),
    }
}

/// Milliseconds as a person says them: `8 s`, `3 min`, `1 h 5 min`, `2 d`.
#[must_use]
pub fn duration(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match (seconds, seconds / 60, seconds / 3600) {
        (s @ 0..60, _, _) => format!("{s} s"),
        (_, min @ 0..60, _) => format!("{min} min"),
        (_, min, h @ 0..24) if min % 60 > 0 => format!("{h} h {} min", min % 60),
        (_, _, h @ 0..24) => format!("{h} h"),
        (_, _, h) => format!("{} d", h / 24),
    }
}

/// A score of 0–1000 as `82 %`.
#[must_use]
pub fn percent(score: Score) -> String {
    format!("{} %", (score.0.clamp(0, 1000) + 5) / 10)
}

/// What a rule measured, and what it compares with: a name and the numbers. A rule that counts has a whole number of
/// thousands on both sides; one that looks for words has no half measures, so its threshold says nothing.
#[must_use]
pub fn measure(score: Score, threshold: Score) -> (&'static str, String) {
    match threshold.0 {
        ..0 => ("Sentiment", format!("{} (threshold {})", signed(score), signed(threshold))),
        0..1000 => ("Score", format!("{} (threshold {})", percent(score), percent(threshold))),
        1000 if score.0 <= 1000 => ("Score", percent(score)),
        1000.. => ("Count", format!("{} of {}", score.0 / 1000, threshold.0 / 1000)),
    }
}

/// A score of -1000–1000 as `−0.4`, with the sign that typography wants.
#[must_use]
pub fn signed(score: Score) -> String {
    let tenths = (score.0.clamp(-1000, 1000).abs() + 50) / 100;
    let sign = if score.0 < 0 && tenths > 0 { "\u{2212}" } else { "" };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// A sentiment trend in words, oldest first; `None` for no scores.
#[must_use]
pub fn trend_label(trend: &[Score]) -> Option<String> {
    let (first, last) = (trend.first()?, trend.last()?);
    if trend.len() == 1 {
        return Some(["Sentiment ", &signed(*last)].concat());
    }
    // Under a fifth of the range it is noise.
    let way = match last.0 - first.0 {
        ..=-200 => "falling",
        200.. => "rising",
        _ => "steady",
    };
    Some(format!("Sentiment {way}, {} to {}", signed(*first), signed(*last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_shortly() {
        let cases = [
            (-5, "0 s"),
            (59_999, "59 s"),
            (60_000, "1 min"),
            (3_599_000, "59 min"),
            (3_600_000, "1 h"),
            (3_900_000, "1 h 5 min"),
            (90_000_000, "1 d"),
        ];
        for (ms, said) in cases {
            assert_eq!(duration(ms), said, "{ms}");
        }
    }

    #[test]
    fn scores_are_rounded_and_signed() {
        assert_eq!(percent(Score(824)), "82 %");
        assert_eq!(percent(Score(5000)), "100 %");
        assert_eq!(signed(Score(-420)), "\u{2212}0.4");
        assert_eq!(signed(Score(-20)), "0.0");
        assert_eq!(signed(Score(1000)), "1.0");
    }

    #[test]
    fn a_measure_is_said_in_its_own_terms() {
        let said = |score, threshold| {
            let (name, numbers) = measure(Score(score), Score(threshold));
            format!("{name} {numbers}")
        };
        assert_eq!(said(2000, 2000), "Count 2 of 2");
        assert_eq!(said(4000, 3000), "Count 4 of 3");
        assert_eq!(said(3000, 1000), "Count 3 of 1");
        assert_eq!(said(820, 500), "Score 82 % (threshold 50 %)");
        assert_eq!(said(1000, 1000), "Score 100 %", "a topic is named or it is not");
        assert_eq!(said(-700, -600), "Sentiment \u{2212}0.7 (threshold \u{2212}0.6)");
    }

    #[test]
    fn a_trend_has_a_direction() {
        let cases: [(&[i32], Option<&str>); 4] = [
            (&[], None),
            (&[-300], Some("Sentiment \u{2212}0.3")),
            (&[100, -200, -600], Some("Sentiment falling, 0.1 to \u{2212}0.6")),
            (&[-100, 50], Some("Sentiment steady, \u{2212}0.1 to 0.1")),
        ];
        for (scores, said) in cases {
            let trend: Vec<_> = scores.iter().map(|s| Score(*s)).collect();
            assert_eq!(trend_label(&trend).as_deref(), said);
        }
    }

    #[test]
    fn every_cause_has_a_key_and_a_label() {
        let labels: std::collections::BTreeSet<_> = CAUSES.into_iter().map(cause_label).collect();
        assert_eq!(labels.len(), CAUSES.len());
    }
}
