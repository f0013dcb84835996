//! How does a policy document become what a detector runs on? The server's half, never in the browser.

mod check;
mod compact;
mod document;
mod issues;
mod jsonl;
mod loops;
mod model;
mod moment;
mod never;
mod oracle;
mod order;
mod packs;
mod source;

pub use check::{check_pack, check_policy};
pub use issues::{ISSUES, Issue, IssueExamples, IssueTypes, MIN_EXAMPLES};
pub use jsonl::{Line, LineError, Role, Trigger, detect, detect_jsonl, fingerprints};
pub use loops::SIGNS;
pub use model::{FEATURES, MODEL_HEADS, WEIGHT_UNIT, Weights, nearest_level, rounded};
pub use moment::{MOMENT_CERTAIN, MOMENT_SHARE, MOMENT_SIGNS, WEIGHED_HEADS};
pub use oracle::to_regex;
pub use order::Order;
pub use packs::{BuiltIn, PACKS, pack};
pub use source::PolicyError;

use crate::hash::{BEGIN, long};
use crate::policy::{CompactPolicy, Condition, Policy};
use crate::{Detector, Pack};

impl Policy {
    /// Reads a policy document. What it leaves out keeps its default.
    ///
    /// # Errors
    /// Every mistake in the document, in order, each with line, column, field and what to do.
    pub fn from_toml(text: &str) -> Result<Self, Vec<PolicyError>> {
        let (policy, mut errors) = document::read(text);
        errors.extend(
            check_policy(&policy).into_iter().map(|(field, message)| source::locate(text, &field, message)),
        );
        errors.sort_by_key(|e| (e.line, e.column));
        if errors.is_empty() { Ok(policy) } else { Err(errors) }
    }

    /// What the browser receives: everything `server_only`, the list of tiers and whatever asks for facts that only
    /// the server has left out.
    #[must_use]
    pub fn compact(&self) -> CompactPolicy {
        let mut compact = self.full();
        compact.vip_tiers.clear();
        compact.rules.retain(|r| !r.server_only && !r.when.needs_server());
        compact.overrides.retain(|o| !o.server_only && !o.when.needs_server());
        let hidden: Vec<String> =
            compact.topics.iter().filter(|t| t.server_only).map(|t| format!("topic.{}", t.name)).collect();
        compact.topics.retain(|t| !t.server_only);
        compact.topics.iter_mut().for_each(|t| t.department = None);
        compact.phrases.retain(|g| !hidden.contains(&g.id));
        for pack in &mut compact.packs {
            pack.groups.retain(|g| !hidden.contains(&g.id));
        }
        compact
    }

    /// What the browser of a visitor with this locale receives: as [`Self::compact`], with one language pack, the
    /// locale's or else the policy's first. The server judges in all of them.
    #[must_use]
    pub fn compact_for(&self, locale: &str) -> CompactPolicy {
        let mut compact = self.compact();
        compact.packs = compact.packs.into_iter().skip(self.language_for(locale)).take(1).collect();
        compact
    }

    /// Index in [`Policy::languages`] of the one that a visitor with this locale gets: the locale's, else the first.
    #[must_use]
    pub fn language_for(&self, locale: &str) -> usize {
        let language = locale.split(['-', '_']).next().unwrap_or_default();
        self.languages.iter().position(|known| known.eq_ignore_ascii_case(language)).unwrap_or_default()
    }

    /// What the server judges by: the whole policy with its packs.
    #[must_use]
    pub fn full(&self) -> CompactPolicy {
        let packs: Vec<Pack> = self.languages.iter().filter_map(|code| pack(code)).collect();
        let mut full = CompactPolicy {
            version: self.version,
            hash: String::new(),
            thresholds: self.thresholds.clone(),
            topics: self.topics.clone(),
            packs,
            phrases: self.phrases.clone(),
            rules: self.rules.clone(),
            overrides: self.overrides.clone(),
            vip_tiers: self.vip_tiers.clone(),
        };
        // Tells two policies apart.
        full.hash = format!("{:016x}", long(BEGIN, &full.encode()));
        full
    }

    /// Whether a rule or an override asks for the kind of issue.
    #[must_use]
    pub fn asks_issue(&self) -> bool {
        let conditions = self.rules.iter().map(|r| &r.when).chain(self.overrides.iter().map(|o| &o.when));
        let is_issue = |c: &Condition| matches!(c, Condition::Issue(_));
        conditions.into_iter().any(|c| c.has(&is_issue))
    }

    /// A detector for the server.
    #[must_use]
    pub fn detector(&self) -> Detector {
        Detector::new(&self.full())
    }
}
