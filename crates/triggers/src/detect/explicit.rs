//! Does the visitor ask for a person?

use baton_conversation::Reason;

use super::Message;
use crate::decide::Found;
use crate::model::EXPLICIT;
use crate::phrases::{Finding, Meaning, Phrases};
use crate::policy::Action;

pub(crate) fn detect(message: Message<'_>, phrases: &Phrases, action: Action) -> Option<Found> {
    let mine = message.findings.iter().filter(|f| phrases.meaning(f.slot) == Some(&Meaning::Explicit));
    let mut found = message.strongest(mine, Reason::CustomerRequested, "explicit".into(), action);
    if let Some(found) = &mut found {
        message.doubt(EXPLICIT, |slot| phrases.meaning(slot) == Some(&Meaning::Explicit), found);
    }
    // "I don't want to talk to anybody" says it all: what is excepted in a short message, the model can't know better.
    let excepted = |f: &Finding| phrases.meaning(f.slot) == Some(&Meaning::Explicit);
    if message.is_short() && message.look.exceptions.iter().any(excepted) {
        return found;
    }
    let learned = message.learned(
        EXPLICIT,
        Reason::CustomerRequested,
        "explicit.learned".into(),
        action,
        found.as_ref(),
    );
    learned.or(found)
}
