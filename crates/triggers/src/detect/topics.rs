//! Does the message touch a topic that the policy gives to people?

use baton_conversation::Reason;

use super::Message;
use crate::decide::{Found, Rank};
use crate::phrases::{Meaning, Phrases};
use crate::policy::{Action, CompactPolicy, SECURITY, Thresholds};
use crate::state::DetectorState;

/// One finding for each topic that comes up; topics are remembered for rules.
pub(crate) fn detect(
    message: Message<'_>,
    phrases: &Phrases,
    policy: &CompactPolicy,
    thresholds: &Thresholds,
    state: &mut DetectorState,
) -> Vec<Found> {
    let mut slots: Vec<u16> = message.findings.iter().map(|f| f.slot).collect();
    slots.sort_unstable();
    slots.dedup();
    let mut out = Vec::new();
    for slot in slots {
        let Some(Meaning::Topic(name)) = phrases.meaning(slot) else { continue };
        state.remember_topic(name);
        let mine = message.findings.iter().filter(|f| f.slot == slot);
        let general = if name == SECURITY { thresholds.security } else { thresholds.policy };
        let topic = policy.topic(name);
        let action = topic.map_or(Action::Escalate, |t| t.action).min(general);
        if let Some(mut found) =
            message.strongest(mine, Reason::PolicyRequired, format!("policy.{name}"), action)
        {
            found.cold = topic.is_some_and(|t| t.cold);
            if found.cold {
                found.rank = Rank::Security;
            }
            out.push(found);
        }
    }
    out
}
