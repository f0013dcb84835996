//! How does the browser read the policy it receives? Line by line, by hand: no derived reader is as small.
//!
//! A line is a letter and its fields, parted by tabs; words and patterns hold neither tabs nor line breaks. Reading
//! stops at the first line that makes no sense and never panics.

use baton_conversation::{Reason, Score};
use baton_json::{FromJson, Value};

use crate::pack::{Group, Pack};
use crate::policy::{Action, Change, CompactPolicy, Condition, Override, Rule, Thresholds, Topic};

/// Version of the form, its first line; another one is refused.
pub(crate) const FORM: &str = "baton-policy 2";
/// Deepest nesting of conditions.
const MAX_DEPTH: u8 = 16;
/// Reasons by their place, as rules name them.
pub(crate) const REASONS: [Reason; 12] = [
    Reason::CustomerRequested,
    Reason::PolicyRequired,
    Reason::SensitiveTopic,
    Reason::HighFrustration,
    Reason::LoopDetected,
    Reason::FallbackLimit,
    Reason::LowConfidence,
    Reason::MaxTurnsExceeded,
    Reason::ComplexIssue,
    Reason::VipCustomer,
    Reason::IntegrationError,
    Reason::OverBudget,
];

impl CompactPolicy {
    /// Reads the compact form.
    ///
    /// # Errors
    /// The number of the first line, counting from 1, that can't be read.
    pub fn decode(text: &str) -> Result<Self, usize> {
        let mut policy = Self::default();
        let mut own = false;
        let mut number = 0;
        for line in text.lines() {
            number += 1;
            let read = if number == 1 {
                (line == FORM).then_some(())
            } else {
                record(&mut policy, &mut own, &mut Fields(line))
            };
            if read.is_none() {
                return Err(number);
            }
        }
        if number == 0 { Err(1) } else { Ok(policy) }
    }
}

impl FromJson for CompactPolicy {
    fn read(value: Value, bad: &mut bool) -> Self {
        Self::decode(&String::read(value, bad)).unwrap_or_else(|_| {
            *bad = true;
            Self::default()
        })
    }
}

fn record(policy: &mut CompactPolicy, own: &mut bool, f: &mut Fields<'_>) -> Option<()> {
    let kind = f.text()?;
    match kind {
        "v" => {
            policy.version = u32::try_from(f.number()?).ok()?;
            policy.hash = f.owned()?;
        }
        "n" => policy.thresholds = thresholds(f)?,
        "t" => policy.topics.push(Topic {
            name: f.owned()?,
            action: f.action()?,
            cold: f.flag()?,
            server_only: f.flag()?,
            department: f.text().filter(|d| !d.is_empty()).map(String::from),
        }),
        "o" => policy.overrides.push(Override {
            server_only: f.flag()?,
            when: condition(f, 0)?,
            change: change(f)?,
        }),
        "r" => policy.rules.push(Rule {
            name: f.owned()?,
            reason: f.reason()?,
            action: f.action()?,
            cold: f.flag()?,
            server_only: f.flag()?,
            when: condition(f, 0)?,
        }),
        "w" => policy.vip_tiers.push(f.owned()?),
        "m" => policy.packs.last_mut()?.model = f.owned()?,
        "own" => *own = true,
        "p" => policy.packs.push(Pack {
            language: f.owned()?,
            filler: f.owned()?,
            fixable: f.owned()?,
            stop: f.owned()?,
            ..Pack::default()
        }),
        "y" => policy.packs.last_mut()?.synonyms.push(f.owned()?),
        "c" => policy.packs.last_mut()?.classes.push((f.owned()?, f.owned()?)),
        _ => return phrase(policy, *own, kind, f),
    }
    Some(())
}

/// A group's head, or a pattern of the group before.
fn phrase(policy: &mut CompactPolicy, own: bool, kind: &str, f: &mut Fields<'_>) -> Option<()> {
    let groups = if own { &mut policy.phrases } else { &mut policy.packs.last_mut()?.groups };
    match kind {
        "g" => {
            groups.push(Group { id: f.owned()?, score: f.score()?, strict: f.flag()?, ..Group::default() })
        }
        "s" => groups.last_mut()?.say.push(f.owned()?),
        "e" => groups.last_mut()?.except.push(f.owned()?),
        _ => return None,
    }
    Some(())
}

fn thresholds(f: &mut Fields<'_>) -> Option<Thresholds> {
    let mut out = Thresholds::default();
    for index in 0..Change::FIELDS {
        let value = f.number()?;
        let mut change = Change::default();
        // Only the last field, the minutes, may be empty.
        if value >= -1000 && change.set(index, value) {
            change.apply(&mut out);
        }
    }
    Some(out)
}

fn change(f: &mut Fields<'_>) -> Option<Change> {
    let mut change = Change::default();
    for _ in 0..f.number()? {
        let index = usize::try_from(f.number()?).ok()?;
        if !change.set(index, f.number()?) {
            return None;
        }
    }
    Some(change)
}

fn condition(f: &mut Fields<'_>, depth: u8) -> Option<Condition> {
    if depth > MAX_DEPTH {
        return None;
    }
    let short = |n: i32| u16::try_from(n).ok();
    let long = |n: i32| u32::try_from(n).ok();
    Some(match f.text()? {
        "all" => Condition::All(conditions(f, depth)?),
        "any" => Condition::Any(conditions(f, depth)?),
        "not" => Condition::Not(Box::new(condition(f, depth + 1)?)),
        "topic" => Condition::Topic(f.owned()?),
        "signal" => Condition::Signal(f.reason()?),
        "conf" => Condition::ConfidenceBelow(f.score()?),
        "sent" => Condition::SentimentBelow(f.score()?),
        "frus" => Condition::FrustrationFrom(f.score()?),
        "turns" => Condition::TurnsFrom(short(f.number()?)?),
        "tier" => Condition::Tier(f.list()?),
        "dept" => Condition::Department(f.list()?),
        "issue" => Condition::Issue(f.list()?),
        "young" => Condition::AccountAgeBelow(long(f.number()?)?),
        "old" => Condition::AccountAgeFrom(long(f.number()?)?),
        "hours" => Condition::Hours(short(f.number()?)?, short(f.number()?)?),
        "open" => Condition::Open(f.flag()?),
        _ => return None,
    })
}

fn conditions(f: &mut Fields<'_>, depth: u8) -> Option<Vec<Condition>> {
    let count = f.number()?;
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(condition(f, depth + 1)?);
    }
    Some(all)
}

/// The fields of a line that have not been read yet.
struct Fields<'a>(&'a str);

impl<'a> Fields<'a> {
    fn text(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let (field, rest) = self.0.split_once('\t').unwrap_or((self.0, ""));
        self.0 = rest;
        Some(field)
    }

    /// A text of its own; nothing left is an empty one.
    fn owned(&mut self) -> Option<String> {
        Some(self.text().unwrap_or("").to_owned())
    }

    fn number(&mut self) -> Option<i32> {
        self.text()?.parse().ok()
    }

    fn score(&mut self) -> Option<Score> {
        self.number().map(Score)
    }

    fn flag(&mut self) -> Option<bool> {
        self.text().map(|t| t == "1")
    }

    fn action(&mut self) -> Option<Action> {
        Action::of(self.number()?)
    }

    fn reason(&mut self) -> Option<Reason> {
        REASONS.get(usize::try_from(self.number()?).ok()?).copied()
    }

    fn list(&mut self) -> Option<Vec<String>> {
        let count = self.number()?;
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(self.text()?.to_owned());
        }
        Some(all)
    }
}
