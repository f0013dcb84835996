//! Can every built-in pack be read, is every pattern in it sound, and is each language heard without being told?

use std::collections::BTreeMap;

use baton_conversation::{Outcome, Reason, Score};
use baton_triggers::compile::{BuiltIn, PACKS, check_pack, pack};
use baton_triggers::{CompactPolicy, Detector, DetectorState, Policy};

#[test]
fn every_pack_is_sound() {
    for BuiltIn { code, pack: text, .. } in PACKS {
        let read: Result<baton_triggers::Pack, _> = toml::from_str(text);
        assert!(read.is_ok(), "{code}: {:?}", read.err());
        let pack = pack(code).unwrap_or_default();
        assert_eq!(pack.language, code);
        assert_eq!(check_pack(&pack), [], "{code}");
    }
}

#[test]
fn the_check_sees_a_broken_pack() {
    let text = "language = \"xx\"\n[[group]]\nid = \"explicit\"\nsay = [\"<nobody> here\", \"(open\", \"*2\"]\n[[group]]\nid = \"whatever\"\n";
    let broken: baton_triggers::Pack = toml::from_str(text).unwrap();
    assert_eq!(check_pack(&broken).len(), 4);
}

#[test]
fn every_pack_has_the_sections_that_detectors_listen_to() {
    for BuiltIn { code, .. } in PACKS {
        let pack = pack(code).unwrap_or_default();
        for id in [
            "explicit",
            "topic.cancel",
            "topic.refund",
            "topic.contract",
            "topic.compliance",
            "topic.privacy",
            "topic.legal",
            "topic.complaint",
            "topic.security",
            "topic.fraud",
            "sensitive.selfharm",
            "sensitive.danger",
            "sensitive.health",
            "frustration",
            "calm",
            "fallback",
            "solved",
            "reask",
        ] {
            assert!(pack.groups.iter().any(|g| g.id == id && !g.say.is_empty()), "{code} has no {id}");
        }
        let excepts = |id: &str| pack.groups.iter().any(|g| g.id == id && !g.except.is_empty());
        assert!(excepts("explicit"), "{code} knows no request that is denied");
        assert!(!pack.filler.is_empty() && !pack.stop.is_empty(), "{code} has no small words");
    }
}

#[test]
fn the_compact_form_survives_json_and_hides_what_is_server_only() {
    let policy = Policy::from_toml(
        "[[rule]]\nname = \"zebra-first\"\nreason = \"vip_customer\"\nwhen = { tier = \"zebra\" }\nserver_only = true\n\
         [[topic]]\nname = \"legal\"\nserver_only = true\n",
    )
    .unwrap();
    let json = serde_json::to_string(&policy.compact().encode()).unwrap();
    let back: CompactPolicy = baton_json::from_str(&json).unwrap();
    assert!(back == policy.compact(), "the compact form must survive");
    for hidden in ["zebra", "enterprise", "barrister", "vip_tiers"] {
        assert!(!json.contains(hidden), "{hidden} must not reach the browser");
    }
    assert!(policy.full().encode().contains("zebra"));
}

#[test]
fn everything_a_policy_may_hold_survives_the_compact_form() {
    let policy = Policy::from_toml(
        "version = 7\n[thresholds]\nmax_minutes = 9\nfrustration = 0.8\nexplicit = \"offer\"\n\
         [[topic]]\nname = \"refund\"\naction = \"offer\"\ndepartment = \"billing desk\"\n\
         [[phrase]]\nid = \"explicit\"\nsay = [\"page the crew\"]\nexcept = [\"crew neck\"]\nstrict = true\n\
         [[rule]]\nname = \"fee\"\nreason = \"policy_required\"\n\
         when = { all = [{ topic = \"refund\" }, { any = [{ confidence_below = 0.8 }, { not = { sentiment_below = -0.3 } }] }] }\n\
         [[override]]\nwhen = { any = [{ tier = [\"gold\", \"vip\"] }, { turns_from = 4 }] }\nset = { max_turns = 3, vip = \"off\" }\n",
    )
    .unwrap();
    let full = policy.full();
    let text = full.encode();
    assert!(CompactPolicy::decode(&text) == Ok(full.clone()), "{}", &text[..400]);
    for (at, _) in text.char_indices().step_by(97) {
        // A cut or a spoiled line is refused or read as something else, and never panics.
        assert!(CompactPolicy::decode(&text[..at]) != Ok(full.clone()), "cut at {at}");
        let spoiled = [&text[..at], "\t", &text[at..]].concat();
        let _ = CompactPolicy::decode(&spoiled);
    }
    assert_eq!(CompactPolicy::decode(""), Err(1));
    assert_eq!(CompactPolicy::decode("baton-policy 1"), Err(1));
    assert_eq!(CompactPolicy::decode("baton-policy 2\nv\t1\tab\nq\tx"), Err(3));
}

#[test]
fn the_browser_gets_one_language() {
    let policy = Policy::default();
    let languages =
        |locale| policy.compact_for(locale).packs.into_iter().map(|p| p.language).collect::<Vec<_>>();
    assert_eq!(languages("de-AT"), ["de"]);
    assert_eq!(languages("xx"), ["en"]);
    assert_eq!(policy.compact_for("fr").hash, policy.full().hash);
}

/// Code, what is due, message.
const HEARD: &str = include_str!("data/languages.tsv");

fn rows(table: &str) -> Vec<(&str, &str, &str)> {
    let lines = table.lines().filter(|l| !l.starts_with('#'));
    lines
        .map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
            [code, due, text] => (code, due, text),
            _ => unreachable!("three columns, please: {line}"),
        })
        .collect()
}

/// Every language at once, as nobody says which one comes.
fn every_language() -> Detector {
    let languages = PACKS.iter().map(|p| p.code.to_owned()).collect();
    Policy { languages, ..Policy::default() }.detector()
}

/// Whether a message is judged as the table says.
fn right(detector: &Detector, due: &str, text: &str) -> bool {
    let state = &mut DetectorState::default();
    if due == "fallback" {
        let reply = |state: &mut _| detector.reply(state, text, Outcome::Answered, None::<Score>, 0);
        return [reply(state).escalates(), reply(state).escalates()] == [false, true];
    }
    let judged = detector.visitor(state, text, 0);
    let reason = match due {
        "human" => Reason::CustomerRequested,
        "topic" => Reason::PolicyRequired,
        "care" => Reason::SensitiveTopic,
        "anger" => {
            let bad = |(s, strength): (&baton_conversation::Signal, &Score)| {
                s.kind == Reason::HighFrustration && *strength >= Score(500)
            };
            return judged.signals.iter().zip(&judged.strengths).any(bad);
        }
        _ => return !judged.escalates() && !judged.offers(),
    };
    judged.escalates() && judged.signals.iter().any(|s| s.kind == reason)
}

#[test]
fn each_language_is_heard_without_being_told() {
    let detector = every_language();
    let mut figures: BTreeMap<(&str, bool), (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (code, due, text) in rows(HEARD) {
        let good = right(&detector, due, text);
        let figure = figures.entry((code, due != "none")).or_default();
        figure.0 += usize::from(good);
        figure.1 += 1;
        if !good {
            wrong.push(format!("{code}: {text:?} should be {due}"));
        }
    }
    println!("{figures:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for BuiltIn { code, .. } in PACKS.iter().filter(|p| p.code != "en") {
        let count = |due| figures.get(&(*code, due)).map_or(0, |f| f.1);
        assert!(
            count(true) >= 12 && count(false) >= 8,
            "{code} needs 12 messages that call and 8 that do not"
        );
    }
}

#[test]
fn the_table_needs_the_packs() {
    let english = Policy { languages: vec!["en".into()], ..Policy::default() }.detector();
    let calls: Vec<_> = rows(HEARD).into_iter().filter(|r| r.1 != "none").collect();
    let heard = calls.iter().filter(|(_, due, text)| right(&english, due, text)).count();
    assert!(heard * 10 < calls.len(), "English alone hears {heard} of {}", calls.len());
}
