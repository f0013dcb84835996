//! Which policy does a site run?

use crate::sites::Site;
use baton_triggers::compile::{Issue, IssueTypes};
use baton_triggers::{Detector, Facts, Policy};
use std::sync::{Arc, OnceLock};

/// A policy made ready: for judging here, and for the browser.
pub struct Ready {
    /// Judges by the whole policy.
    pub detector: Detector,
    policy: Policy,
    /// Learned when first asked: some tenths of a second.
    issues: OnceLock<IssueTypes>,
    /// What browsers get, for each language of the policy, written when the first one asks.
    compact: Vec<OnceLock<String>>,
}

impl Ready {
    /// Makes a policy ready: some milliseconds.
    #[must_use]
    pub fn new(policy: &Policy) -> Arc<Self> {
        // A policy without any language has one form too.
        let compact = (0..policy.languages.len().max(1)).map(|_| OnceLock::new()).collect();
        Arc::new(Self {
            detector: policy.detector(),
            policy: policy.clone(),
            issues: OnceLock::new(),
            compact,
        })
    }

    /// Learns the kinds of issue, unless that is done: blocks for some tenths of a second.
    pub fn learn_issues(&self) {
        let _: &IssueTypes = self.types();
    }

    fn types(&self) -> &IssueTypes {
        self.issues.get_or_init(|| IssueTypes::learn(&self.detector, &self.policy))
    }

    /// What kind of issue a text is about; `None` where that is unsure. Learns the kinds first if nobody has.
    #[must_use]
    pub fn issue(&self, text: &str) -> Option<Issue> {
        self.types().of(&self.detector, text)
    }

    /// What the server knows of a conversation, for conditions of rules and overrides; what the visitor has said is
    /// only asked for if one needs it.
    #[must_use]
    pub fn facts(&self, asked: impl FnOnce() -> String) -> Facts {
        let issue = if self.policy.asks_issue() { self.issue(&asked()) } else { None };
        Facts { issue: issue.map(|issue| issue.name), ..Facts::default() }
    }

    /// What the browser of a visitor with this locale gets: the compact form with one language pack, the locale's
    /// or else the first.
    #[must_use]
    pub fn for_browser(&self, locale: &str) -> &str {
        self.compact
            .get(self.policy.language_for(locale))
            .map_or("", |written| written.get_or_init(|| self.policy.compact_for(locale).encode()))
    }
}

/// The site's policy, or the defaults, which all sites without one share. A file that can't be read or is wrong
/// keeps the defaults and says why; the server checks every site's policy at the start and refuses a wrong one.
#[must_use]
pub fn for_site(site: &Site) -> Arc<Ready> {
    static DEFAULT: OnceLock<Arc<Ready>> = OnceLock::new();
    let default = || Arc::clone(DEFAULT.get_or_init(|| Ready::new(&Policy::default())));
    if site.policy.is_none() {
        return default();
    }
    match load(site) {
        Ok(policy) => Ready::new(&policy),
        Err(problems) => {
            tracing::error!(site = %site.key, ?problems, "the policy is wrong; the defaults apply");
            default()
        }
    }
}

/// Reads and checks the site's policy.
///
/// # Errors
/// One line for each problem, with file, line and column.
pub fn load(site: &Site) -> Result<Policy, Vec<String>> {
    let Some(path) = &site.policy else { return Ok(Policy::default()) };
    let text = std::fs::read_to_string(path).map_err(|e| vec![format!("{}: {e}", path.display())])?;
    Policy::from_toml(&text).map_err(|errors| {
        errors
            .iter()
            .map(|e| format!("{}:{}:{}: {}: {}", path.display(), e.line, e.column, e.field, e.message))
            .collect()
    })
}
