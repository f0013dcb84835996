//! Does the message touch a topic that the policy gives to people?

use baton_conversation::Reason;

use super::Message;
use crate::decide::{Found, Rank};
use crate::model::{HEADS, POLICY};
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
            // One head hears all that people decide, so another topic in the message is no reason to believe this one.
            let alike =
                |other| matches!(phrases.meaning(other), Some(Meaning::Topic(_) | Meaning::Sensitive(_)));
            message.doubt(POLICY, alike, &mut found);
            out.push(found);
        }
    }
    out.extend(learned(message, policy, thresholds, state, &out));
    out
}

/// What the model alone sees: something for people, and the likeliest topic. A site's own exceptions stand: where
/// one covers part of the message, the topic's phrases decide alone.
fn learned(
    message: Message<'_>,
    policy: &CompactPolicy,
    thresholds: &Thresholds,
    state: &mut DetectorState,
    known: &[Found],
) -> Option<Found> {
    let strongest = known.iter().max_by_key(|f| f.signal.score);
    let verdict = message.look.verdict?;
    let topics = verdict.odds.iter().enumerate().skip(POLICY + 1);
    let (head, _) = topics.max_by_key(|(head, odds)| (**odds, core::cmp::Reverse(*head)))?;
    let name = *HEADS.get(head)?;
    if name == SENSITIVE {
        let rule = "sensitive.learned".into();
        return message.learned(POLICY, Reason::SensitiveTopic, rule, thresholds.sensitive, strongest);
    }
    let topic = policy.topic(name);
    let general = if name == SECURITY { thresholds.security } else { thresholds.policy };
    let action = topic.map_or(Action::Escalate, |t| t.action).min(general);
    let rule = format!("policy.{name}.learned");
    let mut found = message.learned(POLICY, Reason::PolicyRequired, rule, action, strongest)?;
    state.remember_topic(name);
    found.cold = topic.is_some_and(|t| t.cold);
    if found.cold {
        found.rank = Rank::Security;
    }
    Some(found)
}

/// The head that hears distress, danger and illness.
const SENSITIVE: &str = "sensitive";
