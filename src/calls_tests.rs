//! Do the loader, its types, the guide and the widget know the same verbs and events?

use std::collections::BTreeSet;
use std::path::PathBuf;

fn text(file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// What lies between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from:?} is missing")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("{to:?} is missing after {from:?}")).0
}

fn names(all: impl IntoIterator<Item = impl AsRef<str>>) -> BTreeSet<String> {
    let plain = |name: &str| name.trim().trim_matches(['"', '\'', '`', '(', ')', ',']).to_owned();
    all.into_iter().map(|name| plain(name.as_ref())).filter(|name| !name.is_empty()).collect()
}

/// Names of the members of an object type or literal, one a line.
fn members(body: &str) -> BTreeSet<String> {
    let lines = body.lines().map(str::trim).filter(|line| !line.starts_with(['/', '*']));
    names(lines.filter_map(|line| Some(line.split_once(':')?.0)))
}

/// Verbs of the loader: its own and the widget's.
fn verbs(calls: &str) -> BTreeSet<String> {
    let own = names(between(calls, "const verbs = {", "}").split(','));
    own.union(&members(between(calls, "const WIDGET_VERBS = {", "};"))).cloned().collect()
}

/// Verbs of the types: `(verb: "one" | "other"` and `verb: "on"`.
fn typed(types: &str) -> BTreeSet<String> {
    names(
        types.split("verb:").skip(1).flat_map(|rest| rest.split([',', ')']).next().unwrap_or("").split('|')),
    )
}

/// Verbs of the guide's table: `Baton('open')`, `('close')`.
fn told(guide: &str) -> BTreeSet<String> {
    let table = guide.lines().filter(|line| line.starts_with("| `Baton('"));
    names(table.flat_map(|line| line.split("('").skip(1)).filter_map(|rest| rest.split('\'').next()))
}

#[test]
fn all_know_the_same_verbs() {
    let (calls, types) = (text("loader/calls.js"), text("loader/baton.d.ts"));
    let known = verbs(&calls);
    assert!(known.contains("open") && known.contains("on") && known.contains("setTheme"), "{known:?}");
    assert_eq!(known, typed(&types));
    assert_eq!(known, told(&text("docs/embedding.md")));
    // One that is forgotten somewhere is seen.
    assert_ne!(known, typed(&types.replace("\"shutdown\"", "\"leave\"")));
    assert_ne!(known, verbs(&calls.replace("  shutdown:", "  leave:")));
}

#[test]
fn all_know_the_same_events() {
    let known = names(between(&text("loader/calls.js"), "const EVENTS = \"", "\"").split(' '));
    assert!(known.len() > 10, "{known:?}");
    let types = text("loader/baton.d.ts");
    assert_eq!(known, members(between(&types, "interface BatonEvents {", "\n}")));
    let emitted = text("src/embed.rs");
    let told = between(&text("docs/embedding.md"), "no longer listen\n```\n", "\n## ").to_owned();
    for name in &known {
        assert!(told.contains(&format!("`{name}`")), "the guide says nothing of {name}");
        // A failure to load is the loader's own event, and the widget has others of that name.
        assert!(emitted.contains(&format!("\"{name}\"")), "nothing emits {name}");
    }
    assert!(!told.contains("`joined`") && !emitted.contains("\"joined\""));
}
