//! Does normalising find the words, however they are typed, and say where they stood?

use baton_triggers::normalise::{WINDOW, normalise, squeeze};
use baton_triggers::pattern;

fn words(text: &str) -> Vec<String> {
    normalise(text).tokens.into_iter().map(|t| t.text).collect()
}

#[test]
fn words_come_out_plain() {
    let table: &[(&str, &[&str])] = &[
        ("I DON'T know", &["i", "dont", "know"]),
        ("can’t", &["cant"]),
        ("Kündigung, bitte!", &["kundigung", "bitte"]),
        ("l'agent d’accueil", &["l", "agent", "d", "accueil"]),
        ("quelqu'un", &["quelquun"]),
        ("user-agent", &["user", "agent"]),
        ("ＦＵＬＬ width", &["full", "width"]),
        ("e\u{301}te\u{301}", &["ete"]),
        ("人間と", &["人", "间", "と"]),
        ("轉真人", &["转", "真", "人"]),
        ("상담원과", &["상", "담", "원", "과"]),
        ("ज़रूरत ज\u{93c}रूरत", &["जरूरत", "जरूरत"]),
        ("dall'operatore", &["dall", "operatore"]),
        ("zero\u{200b}width", &["zerowidth"]),
        ("İstanbul Łódź", &["istanbul", "lodz"]),
        ("", &[]),
        ("?!… 🙂", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(words(text), *expected, "{text}");
    }
}

#[test]
fn every_token_quotes_the_original() {
    for text in ["Héllo, I DON'T   know!", "l'agent  «Müller»", "人間 and İ", "e\u{301}a b"] {
        let normal = normalise(text);
        for (i, token) in normal.tokens.iter().enumerate() {
            let quoted = normal.quote(text, i, i + 1);
            assert!(!quoted.is_empty(), "{text}: {token:?}");
            assert_eq!(words(quoted), std::slice::from_ref(&token.text), "{text}");
        }
    }
}

#[test]
fn sentences_and_clauses_are_counted() {
    let normal = normalise("One. Two, three! v1.2 four");
    let places: Vec<(u16, u16)> = normal.tokens.iter().map(|t| (t.sentence, t.clause)).collect();
    assert_eq!(places, [(0, 0), (1, 1), (1, 2), (2, 3), (2, 3), (2, 3)]);
}

#[test]
fn loudness_is_kept() {
    let normal = normalise("WHAT is THIS?!! 😡");
    assert_eq!((normal.shouts, normal.angry, normal.question), (1, 1, true));
    assert_eq!((normal.letters, normal.capitals), (10, 8));
    assert_eq!(normalise("what? no! ok.").shouts, 0);
}

#[test]
fn stretched_letters_shrink() {
    assert_eq!(squeeze("pleeeease", 1), "please");
    assert_eq!(squeeze("speeeak", 2), "speeak");
    assert_eq!(squeeze("good", 1), "god");
}

#[test]
fn a_long_message_is_judged_at_both_ends() {
    let long = format!("first {} last", "middle ".repeat(WINDOW));
    let all = words(&long);
    assert_eq!(
        (all.first().map(String::as_str), all.last().map(String::as_str)),
        (Some("first"), Some("last"))
    );
    assert!(all.len() < WINDOW);
}

#[test]
fn a_pattern_that_cannot_be_read_says_why() {
    let parse = |text: &str| pattern::parse(text, &|name| (name == "x").then_some("a|(b c)"));
    for good in [
        "a",
        "a|b c?",
        "(a b|c) d",
        "a *3 b",
        "^ a $",
        "<x> d",
        "<x>|e",
        "temsilci~|yetkili~",
        "人工客服|真人 *3 转",
    ] {
        assert!(parse(good).is_ok(), "{good}");
    }
    for (bad, part) in [
        ("", "at least one word"),
        ("a?", "at least one word"),
        ("(a", "closing"),
        ("a)", "unexpected"),
        ("<y>", "no class"),
        ("*2 a", "gap"),
        ("a *9 b", "number from 1 to 8"),
        ("a!", "without punctuation"),
        ("user-agent", "without punctuation"),
        ("人工~", "without punctuation"),
        ("!a", "unexpected"),
        ("(|a)", "empty"),
        ("a|", "missing"),
        ("a |b", "unexpected"),
    ] {
        let error = parse(bad).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(part), "{bad}: {error}");
    }
    assert!(pattern::parse("<l>", &|_| Some("<l>")).is_err(), "a class that names itself");
}
