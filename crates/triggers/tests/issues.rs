//! Is a message's kind of issue recognised, and does a site's own kind join in?

mod common;

use baton_conversation::Score;
use baton_triggers::compile::{IssueExamples, IssueTypes};
use baton_triggers::{DetectorState, Facts, Policy};
use common::detector;

/// `LANGUAGE, KIND, MESSAGE`, parted by tabs; none of them is an example.
const HELD: &str = include_str!("data/issues.tsv");
/// Of a kind that is not built in: `example` or `held`, and the message.
const DELIVERY: &str = include_str!("data/issues-delivery.tsv");

/// Messages, how many of them get a kind, and how many the right one.
fn judged<'a>(types: &IssueTypes, rows: impl Iterator<Item = (&'a str, &'a str)>) -> (usize, usize, usize) {
    rows.fold((0, 0, 0), |(all, named, right), (kind, text)| {
        let found = types.of(detector(), text);
        let hit = found.as_ref().is_some_and(|issue| issue.name == kind && issue.chance >= Score(500));
        (all + 1, named + usize::from(found.is_some()), right + usize::from(hit))
    })
}

fn held(english: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let fields = HELD.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    fields.filter(move |f| (f[0] == "en") == english).map(|f| (f[1], f[2]))
}

fn delivery(part: &'static str) -> impl Iterator<Item = &'static str> {
    DELIVERY.lines().filter_map(|line| line.split_once('\t')).filter(move |f| f.0 == part).map(|f| f.1)
}

#[test]
fn what_is_named_is_right_three_times_of_four() {
    let types = IssueTypes::learn(detector(), &Policy::default());
    for (english, least_named) in [(true, 45), (false, 30)] {
        let (all, named, right) = judged(&types, held(english));
        println!("english {english}: {all} messages, {named} named, {right} right");
        assert!(all >= 200 && named * 100 >= all * least_named, "{named} of {all}");
        assert!(right * 100 >= named * 75, "{right} of {named}");
    }
    // Kinds that are mixed up would be right once in seven.
    let shuffled = held(true).zip(held(true).skip(30)).map(|((_, text), (kind, _))| (kind, text));
    let (_, named, right) = judged(&types, shuffled);
    assert!(right * 100 < named * 40, "{right} of {named}");
}

#[test]
fn a_site_adds_a_kind_by_a_hundred_examples_and_keeps_the_others() {
    let site = |examples: usize| {
        let examples = delivery("example").take(examples).map(String::from).collect();
        Policy { issues: vec![IssueExamples { name: "delivery".into(), examples }], ..Policy::default() }
    };
    let (policy, without) = (site(usize::MAX), Policy::default());
    let with = IssueTypes::learn(detector(), &policy);
    assert_eq!(with.names().last().map(String::as_str), Some("delivery"));
    let rows = || delivery("held").map(|text| ("delivery", text));
    let (all, named, right) = judged(&with, rows());
    let (_, _, before) = judged(&IssueTypes::learn(detector(), &without), rows());
    println!("own kind: {all} messages, {named} named, {right} right");
    assert!(right * 100 >= all * 30 && right * 100 >= named * 75, "{right} of {named} of {all}");
    assert_eq!(before, 0);
    let (all, _, right) = judged(&with, held(true));
    println!("others beside it: {right} of {all}");
    assert!(right * 100 >= all * 30, "{right} of {all}");
}

#[test]
fn a_rule_may_ask_for_the_issue_and_stays_on_the_server() {
    let text = "version = 1\n[[rule]]\nname = \"invoices\"\nreason = \"complex_issue\"\n\
                when = { issue = \"billing\", confidence_below = 0.8 }\n";
    let policy = Policy::from_toml(text).unwrap();
    assert!(policy.asks_issue() && !Policy::default().asks_issue());
    let fired = |detector: &baton_triggers::Detector, issue: Option<&str>| {
        let mut state = DetectorState::default();
        detector.facts(&mut state, Facts { issue: issue.map(String::from), ..Facts::default() });
        let outcome = baton_conversation::Outcome::Answered;
        detector.assistant(&mut state, "Invoices are sent on the 3rd.", outcome, Score(700), 0).escalates()
    };
    let server = policy.detector();
    assert!(fired(&server, Some("billing")));
    assert!(!fired(&server, Some("bug")) && !fired(&server, None));
    assert!(policy.compact().rules.is_empty(), "the browser knows no issue");
}

#[test]
fn mistakes_about_issues_are_named_with_their_place() {
    let errors = |text: &str| -> Vec<String> {
        Policy::from_toml(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    };
    let few = errors("version = 1\n[[issue]]\nname = \"parcels\"\nexamples = [\"where is it\"]\n");
    assert!(
        few.len() == 1 && few[0].starts_with("line 4, column 12, issue[0].examples: a new kind"),
        "{few:?}"
    );
    assert!(errors("version = 1\n[[issue]]\nname = \"bug\"\nexamples = [\"it smokes\"]\n").is_empty());
    let unknown = errors(
        "version = 1\n[[rule]]\nname = \"r\"\nreason = \"complex_issue\"\nwhen = { issue = \"parcels\" }\n",
    );
    assert!(
        unknown.len() == 1 && unknown[0].contains("there is no kind of issue called parcels"),
        "{unknown:?}"
    );
}
