//! Is somebody in distress, in danger or in need of medical help?

use baton_conversation::Reason;

use super::Message;
use crate::decide::Found;
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
    message.strongest(mine, Reason::SensitiveTopic, rule, action)
}
