//! Does a policy document say what it means, and does a wrong one say where it is wrong?

use baton_conversation::{Reason, Score};
use baton_triggers::compile::detect_jsonl;
use baton_triggers::{Decision, DetectorState, Facts, Policy};

const GOOD: &str = r#"
version = 7
languages = ["en"]

[thresholds]
explicit = "offer"
confidence_escalate = 0.3
max_turns = 2

[[topic]]
name = "refund"
action = "off"

[[topic]]
name = "outage"
department = "operations"

[[phrase]]
id = "topic.outage"
say = ["everything|all is down"]

[[phrase]]
id = "explicit"
say = ["where is pippa"]
strict = true

[[rule]]
name = "fee dispute"
reason = "policy_required"
when = { topic = "refund", any = [{ confidence_below = 0.8 }, { sentiment_below = -0.3 }] }

[[override]]
when = { tier = ["gold"], hours = "08:00-18:00" }
set = { max_turns = 1 }
"#;

#[test]
fn a_document_says_what_it_means() {
    let policy = Policy::from_toml(GOOD).unwrap();
    assert_eq!((policy.version, policy.thresholds.confidence_escalate), (7, Score(300)));
    let detector = policy.detector();
    let mut state = DetectorState::default();
    assert!(detector.visitor(&mut state, "get me a human", 0).offers(), "explicit requests only offer here");
    assert!(detector.visitor(&mut state, "all is down!", 0).escalates(), "the site's own phrase");
    // Low scores of frustration are kept for ranking; they neither offer nor escalate.
    let excepted = detector.visitor(&mut DetectorState::default(), "everything works, nothing is down", 0);
    assert!(!excepted.offers() && !excepted.escalates(), "the exception of the site's own phrase");
}

#[test]
fn a_rule_joins_signals() {
    let detector = Policy::from_toml(GOOD).unwrap().detector();
    let mut state = DetectorState::default();
    assert!(!detector.visitor(&mut state, "I want a refund", 0).escalates(), "the topic alone is off");
    let judged = detector.sentiment(&mut state, Score(-310));
    let Decision::Escalate { rule, reason, .. } = judged.decision else {
        panic!("must escalate: {judged:?}")
    };
    assert_eq!((rule.as_str(), reason), ("fee dispute", Reason::PolicyRequired));
    let mut other = DetectorState::default();
    assert!(!detector.sentiment(&mut other, Score(-310)).escalates(), "without the topic it does not");
}

#[test]
fn an_override_holds_for_whom_it_names() {
    let detector = Policy::from_toml(GOOD).unwrap().detector();
    let turns = |tier: &str, minute| {
        let mut state = DetectorState::default();
        let facts = Facts { tier: Some(tier.into()), minute_of_day: Some(minute), ..Facts::default() };
        detector.facts(&mut state, facts);
        detector.visitor(&mut state, "hello there friend", 0).offers()
    };
    assert!(turns("gold", 600));
    assert!(!turns("gold", 1100));
    assert!(!turns("basic", 600));
}

#[test]
fn every_mistake_is_named_with_its_place() {
    let text = "version = \"x\"\ncolour = 1\nlanguages = [\"en\", \"tlh\"]\n[thresholds]\nmax_turns = 0\nconfidence_offer = 7.0\n\
                vip = \"maybe\"\n[[phrase]]\nid = \"topics.x\"\nsay = [\"<nobody> a\", \"(a\"]\n[[rule]]\nname = \"r\"\n\
                reason = \"boredom\"\nwhen = { topic = \"weather\", hours = \"9 to 5\", moon = 1 }\n\
                [[rule]]\nname = \"s\"\nreason = \"complex_issue\"\nwhen = { topic = \"weather\" }\n";
    let errors = Policy::from_toml(text).unwrap_err();
    let seen: Vec<(usize, usize, &str)> =
        errors.iter().map(|e| (e.line, e.column, e.field.as_str())).collect();
    for expected in [
        (1, 11, "version"),
        (2, 1, "colour"),
        (3, 20, "languages[1]"),
        (5, 13, "thresholds.max_turns"),
        (6, 20, "thresholds.confidence_offer"),
        (7, 7, "thresholds.vip"),
        (9, 6, "phrase[0].id"),
        (10, 8, "phrase[0].say[0]"),
        (10, 22, "phrase[0].say[1]"),
        (13, 10, "rule[0].reason"),
    ] {
        assert!(seen.contains(&expected), "{expected:?} is missing in {seen:?}");
    }
    let broken = Policy::from_toml("version = = 2\n").unwrap_err();
    assert_eq!(broken[0].line, 1);
}

#[test]
fn a_rule_that_can_never_fire_is_named() {
    let text = "[[rule]]\nname = \"s\"\nreason = \"complex_issue\"\nwhen = { topic = \"weather\" }\n";
    let errors = Policy::from_toml(text).unwrap_err();
    assert!(errors[0].message.contains("weather"), "{errors:?}");
    assert_eq!(errors[0].line, 4);
}

#[test]
fn rules_and_overrides_that_contradict_themselves_are_named_with_their_place() {
    let rule = |when: &str| {
        format!("version = 1\n\n[[rule]]\nname = \"r\"\nreason = \"policy_required\"\nwhen = {when}\n")
    };
    let errors = |text: &str| Policy::from_toml(text).err().unwrap_or_default();
    for when in [
        r#"{ open = true, not = { open = true } }"#,
        r#"{ tier = ["gold"], not = { tier = ["gold", "free"] } }"#,
        r#"{ account_age_below = 10, account_age_from = 10 }"#,
        r#"{ hours = "09:00-09:00" }"#,
        r#"{ topic = "refund", any = [] }"#,
        r#"{ topic = "refund", any = [{ confidence_below = 0.0 }, { sentiment_below = -1.0 }] }"#,
    ] {
        let found = errors(&rule(when));
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(
            told.len() == 1 && told[0].starts_with("line 6, column 8, rule[0].when: this can never hold"),
            "{told:?}"
        );
    }
    assert!(
        errors(&rule(
            r#"{ topic = "refund", any = [{ confidence_below = 0.8 }, { sentiment_below = -0.3 }] }"#
        ))
        .is_empty()
    );
    let never = "version = 1\n[[override]]\nwhen = { turns_from = 6, not = { turns_from = 4 } }\nset = { max_turns = 2 }\n";
    assert!(
        errors(never)[0].to_string().starts_with("line 3, column 8, override[0].when: this can never hold")
    );
    let off = rule(r#"{ topic = "refund" }"#) + "action = \"off\"\n";
    assert!(errors(&off)[0].to_string().starts_with("line 7, column 10, rule[0].action: a rule that is off"));
}

#[test]
fn an_empty_document_is_the_default() {
    assert_eq!(Policy::from_toml("").unwrap(), Policy::default());
}

#[test]
fn a_line_in_is_a_line_out() {
    let detector = Policy::default().detector();
    let line = r#"{"id":"c1","y":1,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"It may be so.","confidence":0.2},{"role":"user","content":"a human please"}]}"#;
    let out: serde_json::Value = serde_json::from_str(&detect_jsonl(&detector, line).unwrap()).unwrap();
    assert_eq!(out["id"], "c1");
    assert_eq!(out["triggers"][0], serde_json::json!({"turn": 1, "reason": "low_confidence", "score": 0.5}));
    assert_eq!(out["triggers"][1]["reason"], "customer_requested");
    assert!(detect_jsonl(&detector, "{\"id\":1}").is_err());
}

#[test]
fn equal_policies_have_equal_hashes() {
    let a = Policy::from_toml(GOOD).unwrap();
    assert_eq!(a.full().hash, a.full().hash);
    assert_eq!(a.full().hash.len(), 16);
    assert_ne!(a.full().hash, Policy::default().full().hash);
    assert_eq!(a.compact().hash, a.full().hash, "browser and server name one policy");
}

#[test]
fn a_name_too_long_to_be_kept_is_refused() {
    let errors = |text: &str| Policy::from_toml(text).err().unwrap_or_default();
    let tier = "[[rule]]\nname = \"big\"\nreason = \"policy_required\"\nwhen = { tier = [\"enterprise-customers\"] }\n";
    let found = errors(tier);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].to_string().contains("16 bytes"), "{}", found[0]);
    assert!(errors("vip_tiers = [\"enterprise-customers\"]\n")[0].to_string().starts_with("line 1"));
    // One byte less than too long is kept whole.
    let kept = tier.replace("enterprise-customers", "enterprise-state");
    assert!(errors(&kept).is_empty());
}
