//! Can every built-in pack be read, and is every pattern in it sound?

use baton_triggers::compile::{PACKS, check_pack, pack};
use baton_triggers::{CompactPolicy, Policy};

#[test]
fn every_pack_is_sound() {
    for (code, text) in PACKS {
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
    for (code, _) in PACKS {
        let pack = pack(code).unwrap_or_default();
        for id in [
            "explicit",
            "topic.cancel",
            "topic.refund",
            "topic.privacy",
            "topic.legal",
            "topic.complaint",
            "topic.security",
            "topic.fraud",
            "sensitive.selfharm",
            "sensitive.health",
            "frustration",
            "fallback",
            "solved",
            "reask",
        ] {
            assert!(pack.groups.iter().any(|g| g.id == id && !g.say.is_empty()), "{code} has no {id}");
        }
    }
}

#[test]
fn the_compact_form_survives_json_and_hides_what_is_server_only() {
    let policy = Policy::from_toml(
        "[[rule]]\nname = \"zebra-first\"\nreason = \"vip_customer\"\nwhen = { tier = \"zebra\" }\nserver_only = true\n\
         [[topic]]\nname = \"legal\"\nserver_only = true\n",
    )
    .unwrap();
    let json = serde_json::to_string(&policy.compact()).unwrap();
    let back: CompactPolicy = baton_json::from_str(&json).unwrap();
    assert!(back == policy.compact(), "the compact form must survive");
    for hidden in ["zebra", "enterprise", "barrister", "vip_tiers"] {
        assert!(!json.contains(hidden), "{hidden} must not reach the browser");
    }
    assert!(serde_json::to_string(&policy.full()).unwrap().contains("zebra"));
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
