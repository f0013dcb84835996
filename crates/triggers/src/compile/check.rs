//! Does what a document or a pack says make sense together?

use super::issues::{ISSUES, MIN_EXAMPLES};
use super::never::never;
use crate::pattern;
use crate::phrases::Meaning;
use crate::policy::{Action, Condition, Policy};
use crate::state::{MAX_WINDOW, NAME};
use crate::{Group, Pack};

/// Mistakes that show only when the parts are held together, as field and message.
#[must_use]
pub fn check_policy(policy: &Policy) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    let mut packs = Vec::new();
    for (i, code) in policy.languages.iter().enumerate() {
        match super::pack(code) {
            Some(pack) => packs.push(pack),
            None => {
                let known: Vec<&str> = super::PACKS.iter().map(|p| p.code).collect();
                let message = format!("there is no pack for {code:?}; built in are {}", known.join(", "));
                errors.push((format!("languages[{i}]"), message));
            }
        }
    }
    check_thresholds(policy, &mut errors);
    let packs: Vec<&Pack> = packs.iter().collect();
    for (i, group) in policy.phrases.iter().enumerate() {
        check_group(group, &packs, &format!("phrase[{i}]"), &mut errors);
    }
    let raised = |topic: &str| {
        let id = format!("topic.{topic}");
        packs.iter().flat_map(|p| &p.groups).chain(&policy.phrases).any(|g| g.id == id && !g.say.is_empty())
    };
    let kinds =
        |name: &String| ISSUES.contains(&name.as_str()) || policy.issues.iter().any(|i| i.name == *name);
    let cut = |names: &[String]| {
        let long = names.iter().find(|name| name.len() > NAME)?;
        Some(format!(
            "{long:?} can never be met: of a name the first {NAME} bytes are kept; use a shorter one"
        ))
    };
    let known = |c: &Condition| match c {
        Condition::Tier(names) | Condition::Department(names) => cut(names),
        Condition::Topic(name) if !raised(name) => {
            Some(format!("no phrase raises the topic {name:?}, so this can never hold"))
        }
        Condition::Issue(names) if !names.iter().any(kinds) => {
            let names = names.join(" or ");
            Some(format!("there is no kind of issue called {names}: write [[issue]] with examples of it"))
        }
        _ => None,
    };
    errors.extend(cut(&policy.vip_tiers).map(|message| ("vip_tiers".into(), message)));
    check_issues(policy, &mut errors);
    for (i, rule) in policy.rules.iter().enumerate() {
        check_condition(&rule.when, &known, &format!("rule[{i}].when"), &mut errors);
        if rule.action == Action::Off {
            let message = "a rule that is off does nothing: take it out, or let it offer or escalate";
            errors.push((format!("rule[{i}].action"), message.into()));
        }
    }
    for (i, change) in policy.overrides.iter().enumerate() {
        check_condition(&change.when, &known, &format!("override[{i}].when"), &mut errors);
    }
    errors
}

/// Reports a condition that can never hold.
fn check_condition(
    c: &Condition,
    known: &dyn Fn(&Condition) -> Option<String>,
    field: &str,
    errors: &mut Vec<(String, String)>,
) {
    let before = errors.len();
    check_names(c, known, field, errors);
    if errors.len() == before
        && let Some(why) = never(c)
    {
        errors.push((field.into(), format!("this can never hold: {why}")));
    }
}

/// Kinds of issue: a new one needs examples to be told from the others, and a name that is kept whole.
fn check_issues(policy: &Policy, errors: &mut Vec<(String, String)>) {
    for (i, own) in policy.issues.iter().enumerate() {
        if own.name.len() > NAME {
            errors.push((format!("issue[{i}].name"), format!("use at most {NAME} bytes")));
        }
        let mine = policy.issues.iter().filter(|other| other.name == own.name);
        let examples: usize = mine.map(|other| other.examples.len()).sum();
        if !ISSUES.contains(&own.name.as_str()) && examples < MIN_EXAMPLES {
            let message =
                format!("a new kind of issue needs at least {MIN_EXAMPLES} examples, found {examples}");
            errors.push((format!("issue[{i}].examples"), message));
        }
    }
}

fn check_thresholds(policy: &Policy, errors: &mut Vec<(String, String)>) {
    let t = &policy.thresholds;
    let mut need = |ok: bool, field: &str, message: &str| {
        if !ok {
            errors.push((format!("thresholds.{field}"), message.into()));
        }
    };
    need(
        t.confidence_escalate <= t.confidence_offer,
        "confidence_escalate",
        "must not be above confidence_offer, or it would escalate what it never offered",
    );
    need(
        t.sentiment_escalate <= t.sentiment_offer,
        "sentiment_escalate",
        "must not be above sentiment_offer",
    );
    need(t.frustration_unsure <= t.frustration, "frustration_unsure", "must not be above frustration");
    need(
        usize::from(t.frustrated_of) <= MAX_WINDOW && t.frustrated_messages <= t.frustrated_of,
        "frustrated_messages",
        "can't be more than frustrated_of",
    );
}

/// Reports a rule that asks for a topic no phrase can raise: it would never fire.
fn check_names(
    c: &Condition,
    known: &dyn Fn(&Condition) -> Option<String>,
    field: &str,
    errors: &mut Vec<(String, String)>,
) {
    errors.extend(known(c).map(|message| (field.into(), message)));
    match c {
        Condition::All(all) | Condition::Any(all) => {
            all.iter().for_each(|c| check_names(c, known, field, errors))
        }
        Condition::Not(inner) => check_names(inner, known, field, errors),
        _ => {}
    }
}

/// Mistakes in a language pack, as field and message.
#[must_use]
pub fn check_pack(pack: &Pack) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    for (i, group) in pack.groups.iter().enumerate() {
        check_group(group, &[pack], &format!("group[{i}]"), &mut errors);
    }
    errors
}

fn check_group(group: &Group, packs: &[&Pack], path: &str, errors: &mut Vec<(String, String)>) {
    if Meaning::of(&group.id).is_none() {
        let message = "no detector listens to this id; known are explicit, topic.NAME, sensitive.NAME, frustration, \
                       calm, solved, fallback, reask, mute";
        errors.push((format!("{path}.id"), message.into()));
    }
    let classes = |name: &str| packs.iter().find_map(|p| p.class(name));
    for (list, all) in [("say", &group.say), ("except", &group.except)] {
        for (i, text) in all.iter().enumerate() {
            let field = format!("{path}.{list}[{i}]");
            match pattern::parse(text, &classes) {
                Err(e) => errors.push((field, e.to_string())),
                // An independent engine must be able to read it too, within its size limit.
                Ok(nodes) => {
                    if let Err(e) = regex::Regex::new(&super::to_regex(&nodes)) {
                        errors.push((field, format!("this pattern is too large: {e}")));
                    }
                }
            }
        }
    }
}
