//! Does this visitor's tier go straight to people?

use baton_conversation::{Reason, Score, Signal};

use crate::decide::{Found, Rank};
use crate::policy::Action;
use crate::state::DetectorState;

/// Fires once; the list of tiers is empty in the browser.
pub(crate) fn detect(tiers: &[String], action: Action, state: &mut DetectorState) -> Option<Found> {
    let tier = state.facts.tier.clone()?;
    if state.vip_done || action == Action::Off || !tiers.contains(&tier) {
        return None;
    }
    state.vip_done = true;
    let signal = Signal {
        kind: Reason::VipCustomer,
        rule: "vip".into(),
        score: Score::ONE,
        threshold: Score::ONE,
        evidence: vec![tier],
    };
    Some(Found { signal, level: action, rank: Rank::Vip, cold: false })
}
