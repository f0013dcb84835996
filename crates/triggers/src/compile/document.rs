//! What does a policy document say, and what in it can't be read?

use std::ops::Range;

use baton_conversation::{Reason, Score};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::issues::IssueExamples;
use super::source::{PolicyError, at};
use crate::Group;
use crate::policy::{Action, Change, Condition, Override, Policy, Rule, Topic};

/// Threshold fields that are decimals from −1 to 1.
const DECIMALS: [&str; 7] = [
    "frustrated",
    "frustration",
    "frustration_unsure",
    "sentiment_escalate",
    "sentiment_offer",
    "confidence_offer",
    "confidence_escalate",
];
/// Threshold fields that are actions.
const ACTIONS: [&str; 7] = ["explicit", "policy", "security", "sensitive", "vip", "error", "complex"];
/// Threshold fields that are whole numbers, with their limits.
const COUNTS: [(&str, i64, i64); 9] = [
    ("frustrated_messages", 1, 8),
    ("frustrated_of", 1, 8),
    ("loop_wordings", 2, 6),
    ("repeated_answers", 2, 6),
    ("fallbacks", 1, 50),
    ("max_turns", 1, 1000),
    ("max_minutes", 1, 10_000),
    ("queue_target", 1, 86_400),
    ("overflow_after", 1, 86_400),
];

/// Reads as much as can be read, and everything that can't.
pub(crate) fn read(text: &str) -> (Policy, Vec<PolicyError>) {
    let (root, broken) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, errors: Vec::new() };
    for error in broken {
        let span = error.span().unwrap_or(0..0);
        reader.errors.push(at(text, &span, "document", error.message()));
    }
    let policy = if reader.errors.is_empty() { reader.policy(root.get_ref()) } else { Policy::default() };
    (policy, reader.errors)
}

struct Reader<'t> {
    text: &'t str,
    errors: Vec<PolicyError>,
}

type Node<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn fail<T>(&mut self, span: Range<usize>, field: &str, message: impl Into<String>) -> Option<T> {
        self.errors.push(at(self.text, &span, field, message));
        None
    }

    fn policy(&mut self, root: &DeTable<'_>) -> Policy {
        let mut policy = Policy::default();
        for (key, node) in root {
            let name = key.get_ref().as_ref();
            match name {
                "version" => {
                    if let Some(v) = self.count(node, name, 1, i64::from(u32::MAX)) {
                        policy.version = u32::try_from(v).unwrap_or(1);
                    }
                }
                "languages" => policy.languages = self.strings(node, name).unwrap_or_default(),
                "vip_tiers" => policy.vip_tiers = self.strings(node, name).unwrap_or_default(),
                "thresholds" => {
                    if let Some(change) = self.change(node, name) {
                        change.apply(&mut policy.thresholds);
                    }
                }
                "topic" => self.each(node, name, |r, n, path| {
                    if let Some(topic) = r.topic(n, path) {
                        policy.topics.retain(|t| t.name != topic.name);
                        policy.topics.push(topic);
                    }
                }),
                "phrase" => self.each(node, name, |r, n, path| policy.phrases.extend(r.phrase(n, path))),
                "issue" => self.each(node, name, |r, n, path| policy.issues.extend(r.issue(n, path))),
                "rule" => self.each(node, name, |r, n, path| policy.rules.extend(r.rule(n, path))),
                "override" => self.each(node, name, |r, n, path| policy.overrides.extend(r.over(n, path))),
                _ => {
                    let known =
                        "version, languages, vip_tiers, thresholds, topic, phrase, issue, rule, override";
                    self.fail::<()>(key.span(), name, format!("unknown field; the document has {known}"));
                }
            }
        }
        policy
    }

    fn each(&mut self, node: &Node<'_>, path: &str, mut read: impl FnMut(&mut Self, &Node<'_>, &str)) {
        let Some(all) = node.get_ref().as_array() else {
            self.fail::<()>(node.span(), path, format!("write each one as a [[{path}]] table"));
            return;
        };
        for (i, one) in all.iter().enumerate() {
            read(self, one, &format!("{path}[{i}]"));
        }
    }

    /// The table of a node, with unknown keys and missing ones reported.
    fn table<'n, 'i>(
        &mut self,
        node: &'n Node<'i>,
        path: &str,
        known: &[&str],
        needed: &[&str],
    ) -> Option<&'n DeTable<'i>> {
        let Some(table) = node.get_ref().as_table() else {
            return self.fail(
                node.span(),
                path,
                format!("expected a table, found {}", node.get_ref().type_str()),
            );
        };
        for (key, _) in table {
            if !known.contains(&key.get_ref().as_ref()) {
                let field = format!("{path}.{}", key.get_ref());
                self.fail::<()>(key.span(), &field, format!("unknown field; known are {}", known.join(", ")));
            }
        }
        let mut complete = true;
        for name in needed.iter().filter(|n| !table.contains_key(**n)) {
            complete = false;
            self.fail::<()>(node.span(), &format!("{path}.{name}"), "this field is missing");
        }
        complete.then_some(table)
    }

    fn count(&mut self, node: &Node<'_>, path: &str, low: i64, high: i64) -> Option<i64> {
        let value = node.get_ref().as_integer().and_then(|i| i64::from_str_radix(i.as_str(), i.radix()).ok());
        match value {
            Some(v) if (low..=high).contains(&v) => Some(v),
            _ => self.fail(node.span(), path, format!("expected a whole number from {low} to {high}")),
        }
    }

    /// A decimal from −1 to 1, in thousandths.
    fn decimal(&mut self, node: &Node<'_>, path: &str) -> Option<Score> {
        let text = match node.get_ref() {
            DeValue::Float(f) => f.as_str().to_owned(),
            DeValue::Integer(i) => i.as_str().to_owned(),
            _ => String::new(),
        };
        match text.parse::<f64>() {
            #[expect(clippy::cast_possible_truncation, reason = "checked to lie within ±1000")]
            Ok(v) if (-1.0..=1.0).contains(&v) => Some(Score((v * 1000.0).round() as i32)),
            _ => self.fail(node.span(), path, "expected a decimal from -1.0 to 1.0"),
        }
    }

    fn boolean(&mut self, node: &Node<'_>, path: &str) -> Option<bool> {
        node.get_ref().as_bool().or_else(|| self.fail(node.span(), path, "expected true or false"))
    }

    fn string(&mut self, node: &Node<'_>, path: &str) -> Option<String> {
        match node.get_ref().as_str() {
            Some(s) if !s.trim().is_empty() => Some(s.to_owned()),
            _ => self.fail(node.span(), path, "expected some text in quotes"),
        }
    }

    fn strings(&mut self, node: &Node<'_>, path: &str) -> Option<Vec<String>> {
        if node.get_ref().as_str().is_some() {
            return self.string(node, path).map(|s| vec![s]);
        }
        let Some(all) = node.get_ref().as_array() else {
            return self.fail(node.span(), path, "expected a list of texts, [\"a\", \"b\"]");
        };
        Some(all.iter().enumerate().filter_map(|(i, n)| self.string(n, &format!("{path}[{i}]"))).collect())
    }

    /// A word out of a fixed set, by its serde name.
    fn word<T: DeserializeOwned>(&mut self, node: &Node<'_>, path: &str, known: &str) -> Option<T> {
        let value = node.get_ref().as_str().and_then(|s| serde_json::from_value(json!(s)).ok());
        value.or_else(|| self.fail(node.span(), path, format!("expected one of {known}")))
    }

    fn action(&mut self, node: &Node<'_>, path: &str) -> Option<Action> {
        self.word(node, path, "\"off\", \"offer\", \"escalate\"")
    }

    fn change(&mut self, node: &Node<'_>, path: &str) -> Option<Change> {
        let known: Vec<&str> =
            ACTIONS.into_iter().chain(DECIMALS).chain(COUNTS.iter().map(|c| c.0)).collect();
        let table = self.table(node, path, &known, &[])?;
        let mut map = serde_json::Map::new();
        for (key, node) in table {
            let name = key.get_ref().as_ref();
            let field = format!("{path}.{name}");
            let value = if ACTIONS.contains(&name) {
                self.action(node, &field).map(|a| json!(a))
            } else if DECIMALS.contains(&name) {
                self.decimal(node, &field).map(|s| json!(s))
            } else {
                COUNTS
                    .iter()
                    .find(|c| c.0 == name)
                    .and_then(|(_, low, high)| self.count(node, &field, *low, *high))
                    .map(|n| json!(n))
            };
            map.extend(value.map(|v| (name.to_owned(), v)));
        }
        serde_json::from_value(Value::Object(map)).ok()
    }

    fn topic(&mut self, node: &Node<'_>, path: &str) -> Option<Topic> {
        let known = ["name", "action", "cold", "department", "server_only"];
        let table = self.table(node, path, &known, &["name"])?;
        let name = self.field(table, path, "name", Self::string)?;
        Some(Topic {
            cold: self.field(table, path, "cold", Self::boolean).unwrap_or(name == crate::policy::SECURITY),
            name,
            action: self.field(table, path, "action", Self::action).unwrap_or_default(),
            department: self.field(table, path, "department", Self::string),
            server_only: self.field(table, path, "server_only", Self::boolean).unwrap_or_default(),
        })
    }

    fn phrase(&mut self, node: &Node<'_>, path: &str) -> Option<Group> {
        let table = self.table(node, path, &["id", "say", "except", "score", "strict"], &["id"])?;
        Some(Group {
            id: self.field(table, path, "id", Self::string)?,
            score: self.field(table, path, "score", Self::decimal).unwrap_or(Score::ONE),
            strict: self.field(table, path, "strict", Self::boolean).unwrap_or_default(),
            say: self.field(table, path, "say", Self::strings).unwrap_or_default(),
            except: self.field(table, path, "except", Self::strings).unwrap_or_default(),
        })
    }

    fn issue(&mut self, node: &Node<'_>, path: &str) -> Option<IssueExamples> {
        let table = self.table(node, path, &["name", "examples"], &["name", "examples"])?;
        Some(IssueExamples {
            name: self.field(table, path, "name", Self::string)?,
            examples: self.field(table, path, "examples", Self::strings)?,
        })
    }

    fn rule(&mut self, node: &Node<'_>, path: &str) -> Option<Rule> {
        let known = ["name", "reason", "when", "action", "cold", "server_only"];
        let table = self.table(node, path, &known, &["name", "reason", "when"])?;
        Some(Rule {
            name: self.field(table, path, "name", Self::string)?,
            reason: self.field(table, path, "reason", Self::reason)?,
            when: self.field(table, path, "when", Self::condition)?,
            action: self.field(table, path, "action", Self::action).unwrap_or_default(),
            cold: self.field(table, path, "cold", Self::boolean).unwrap_or_default(),
            server_only: self.field(table, path, "server_only", Self::boolean).unwrap_or_default(),
        })
    }

    fn over(&mut self, node: &Node<'_>, path: &str) -> Option<Override> {
        let table = self.table(node, path, &["when", "set", "server_only"], &["when", "set"])?;
        Some(Override {
            when: self.field(table, path, "when", Self::condition)?,
            change: self.field(table, path, "set", Self::change)?,
            server_only: self.field(table, path, "server_only", Self::boolean).unwrap_or_default(),
        })
    }

    fn reason(&mut self, node: &Node<'_>, path: &str) -> Option<Reason> {
        self.word(node, path, "the reasons, for example \"policy_required\" or \"complex_issue\"")
    }

    fn field<T>(
        &mut self,
        table: &DeTable<'_>,
        path: &str,
        name: &str,
        read: impl FnOnce(&mut Self, &Node<'_>, &str) -> Option<T>,
    ) -> Option<T> {
        table.get(name).and_then(|node| read(self, node, &format!("{path}.{name}")))
    }

    /// A condition is a table; several keys in one table must all hold.
    fn condition(&mut self, node: &Node<'_>, path: &str) -> Option<Condition> {
        let Some(table) = node.get_ref().as_table() else {
            return self.fail(node.span(), path, "expected a condition, for example { topic = \"refund\" }");
        };
        let mut all = Vec::new();
        for (key, node) in table {
            let name = key.get_ref().as_ref();
            let field = format!("{path}.{name}");
            all.extend(self.single(name, node, &field, key.span()));
        }
        match (all.len(), all.pop()) {
            (1, Some(only)) => Some(only),
            (_, Some(last)) => {
                all.push(last);
                Some(Condition::All(all))
            }
            (_, None) if table.is_empty() => self.fail(node.span(), path, "this condition is empty"),
            (_, None) => None,
        }
    }

    fn single(&mut self, name: &str, node: &Node<'_>, path: &str, key: Range<usize>) -> Option<Condition> {
        let days = |r: &mut Self| r.count(node, path, 0, 100_000).and_then(|n| u32::try_from(n).ok());
        Some(match name {
            "all" => Condition::All(self.conditions(node, path)?),
            "any" => Condition::Any(self.conditions(node, path)?),
            "not" => Condition::Not(Box::new(self.condition(node, path)?)),
            "topic" => Condition::Topic(self.string(node, path)?),
            "signal" => Condition::Signal(self.reason(node, path)?),
            "confidence_below" => Condition::ConfidenceBelow(self.decimal(node, path)?),
            "sentiment_below" => Condition::SentimentBelow(self.decimal(node, path)?),
            "frustration_from" => Condition::FrustrationFrom(self.decimal(node, path)?),
            "turns_from" => Condition::TurnsFrom(u16::try_from(self.count(node, path, 1, 1000)?).ok()?),
            "tier" => Condition::Tier(self.strings(node, path)?),
            "department" => Condition::Department(self.strings(node, path)?),
            "issue" => Condition::Issue(self.strings(node, path)?),
            "account_age_below" => Condition::AccountAgeBelow(days(self)?),
            "account_age_from" => Condition::AccountAgeFrom(days(self)?),
            "hours" => self.hours(node, path)?,
            "open" => Condition::Open(self.boolean(node, path)?),
            _ => {
                let known = "all, any, not, topic, signal, confidence_below, sentiment_below, frustration_from, \
                             turns_from, tier, department, issue, account_age_below, account_age_from, hours, open";
                return self.fail(key, path, format!("unknown condition; known are {known}"));
            }
        })
    }

    fn conditions(&mut self, node: &Node<'_>, path: &str) -> Option<Vec<Condition>> {
        let Some(all) = node.get_ref().as_array() else {
            return self.fail(node.span(), path, "expected a list of conditions, [{ … }, { … }]");
        };
        Some(all.iter().enumerate().filter_map(|(i, n)| self.condition(n, &format!("{path}[{i}]"))).collect())
    }

    /// `"08:00-18:00"`.
    fn hours(&mut self, node: &Node<'_>, path: &str) -> Option<Condition> {
        let minutes = |text: &str| {
            let (h, m) = text.trim().split_once(':')?;
            let (h, m): (u16, u16) = (h.parse().ok()?, m.parse().ok()?);
            (h <= 24 && m < 60 && h * 60 + m <= 1440).then_some(h * 60 + m)
        };
        let read = |text: &str| {
            let (from, to) = text.split_once('-')?;
            Some(Condition::Hours(minutes(from)?, minutes(to)?))
        };
        let hours = node.get_ref().as_str().and_then(read);
        hours.or_else(|| self.fail(node.span(), path, "expected hours as \"08:00-18:00\""))
    }
}
