//! Is somebody in distress, in danger or in need of medical help?

use baton_conversation::Reason;

use super::Message;
use crate::decide::Found;
use crate::model::{POLICY, UNIT};
use crate::phrases::{Meaning, Phrases};
use crate::policy::Action;

/// The strongest finding, named `sensitive.KIND`.
pub(crate) fn detect(message: Message<'_>, phrases: &Phrases, action: Action) -> Option<Found> {
    let kind = |slot| match phrases.meaning(slot) {
        Some(Meaning::Sensitive(kind)) => Some(kind),
        _ => None,
    };
    let best = message.findings.iter().filter(|f| kind(f.slot).is_some()).max_by_key(|f| f.score)?;
    let rule = format!("sensitive.{}", kind(best.slot)?);
    let mine = message.findings.iter().filter(|f| f.slot == best.slot);
    let mut found = message.strongest(mine, Reason::SensitiveTopic, rule, action)?;
    // "Stroke side caught a crab" in a long and merry story; to miss a real danger is worse, so the model must be sure.
    let firm = message.findings.iter().any(|f| f.firm);
    if !firm && !message.is_short() && message.odds(POLICY).is_some_and(|odds| odds <= SURELY_NOT) {
        found.level = found.level.min(Action::Offer);
    }
    Some(found)
}

/// Log-odds in steps up to which the model takes a word of danger in a longer message for something else.
const SURELY_NOT: i32 = -4 * UNIT;
