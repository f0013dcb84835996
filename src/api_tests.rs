//! Does `style/api.md` list every token, part, state and slot that there is, and none that there is not?

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of all files below a folder that end so.
fn texts(folder: &str, ending: &str) -> String {
    fn walk(path: &Path, ending: &str, out: &mut String) {
        for file in std::fs::read_dir(path).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                walk(&path, ending, out);
            } else if path.to_string_lossy().ends_with(ending) {
                out.push_str(&std::fs::read_to_string(path).unwrap());
                out.push('\n');
            }
        }
    }
    let mut out = String::new();
    walk(&root().join(folder), ending, &mut out);
    out
}

fn is_name(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

/// Names that follow `before` in `text`.
fn after<'a>(text: &'a str, before: &str) -> Vec<&'a str> {
    text.split(before)
        .skip(1)
        .map(|rest| &rest[..rest.find(|c: char| !is_name(c)).unwrap_or(rest.len())])
        .filter(|name| !name.is_empty())
        .collect()
}

/// `/// part: name, what it is` above views and the loader's own, as name and description.
fn described(text: &str, kind: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| line.trim().trim_start_matches('/').trim().strip_prefix(kind)?.strip_prefix(": "))
        .filter_map(|rest| rest.split_once(", "))
        .map(|(name, what)| (name.to_owned(), what.to_owned()))
        .collect()
}

/// Every token with its comment and default, in the order of tokens.css.
fn tokens() -> Vec<(String, String, String)> {
    let sheet = std::fs::read_to_string(root().join("style/tokens.css")).unwrap();
    let mut comment = String::new();
    let mut found = vec![];
    for line in sheet.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/** ") {
            comment = text.trim_end_matches(" */").to_owned();
        } else if let Some((_, rest)) = line.split_once("var(--baton-") {
            let (name, default) = rest.split_once(", ").unwrap();
            let default = default.strip_suffix(");").unwrap();
            found.push((format!("--baton-{name}"), std::mem::take(&mut comment), default.to_owned()));
        }
    }
    found
}

fn table(title: &str, head: &str, rows: Vec<String>) -> String {
    let rule = head.split('|').map(|_| "---").collect::<Vec<_>>().join("|");
    format!("\n## {title}\n\n| {head} |\n|{rule}|\n{}\n", rows.join("\n"))
}

/// What `style/api.md` has to say.
fn page() -> String {
    let views = texts("src/view", ".rs") + &texts("loader", ".js");
    let mut page = std::fs::read_to_string(root().join("style/api.head.md")).unwrap();
    let rows =
        tokens().into_iter().map(|(name, what, default)| format!("| `{name}` | {what} | `{default}` |"));
    page += &table("Tokens", "token | what it is | default", rows.collect());
    let rows = described(&views, "part").into_iter();
    let rows = rows.map(|(name, what)| format!("| `{name}` | {what} | `baton-chat::part({name}) {{ }}` |"));
    page += &table("Parts", "part | what it is | selector", rows.collect());
    let rows = described(&views, "state").into_iter();
    let rows = rows.map(|(name, what)| format!("| `{name}` | {what} | `baton-chat[{name}=\"…\"]` |"));
    page += &table("States", "attribute of the host | what it is | selector", rows.collect());
    let rows = described(&views, "slot").into_iter();
    let rows = rows.map(|(name, what)| format!("| `{name}` | {what} | `<div slot=\"{name}\">` |"));
    page += &table("Slots", "slot | what it is | child of `<baton-chat>`", rows.collect());
    page
}

#[test]
fn the_page_lists_what_there_is() {
    let path = root().join("style/api.md");
    let page = page();
    if std::env::var_os("UPDATE_API").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == written,
        "style/api.md is stale: run this test with UPDATE_API=1 and read the difference"
    );
}

#[test]
fn every_token_is_described_and_read_in_one_place() {
    let tokens = tokens();
    assert!(tokens.len() >= 25, "{}", tokens.len());
    assert!(tokens.iter().all(|(_, what, _)| !what.is_empty()), "a token without a comment: {tokens:?}");
    let known: Vec<&str> = tokens.iter().filter_map(|(name, ..)| name.strip_prefix("--baton-")).collect();
    for name in after(&(texts("style", ".css") + &texts("loader", ".js")), "--baton-") {
        assert!(known.contains(&name), "--baton-{name} is not in tokens.css");
    }
}

#[test]
fn public_tokens_are_read_and_never_declared() {
    let own =
        texts("style/parts", ".css") + &std::fs::read_to_string(root().join("style/tokens.css")).unwrap();
    for line in own.lines().chain(texts("loader", ".js").lines()) {
        assert!(!line.trim_start().starts_with("--baton-"), "declared on our side: {line}");
    }
    // The control: a theme, which is a page's sheet, does declare them.
    assert!(texts("style/themes", ".css").lines().any(|line| line.trim_start().starts_with("--baton-")));
}

#[test]
fn every_part_in_use_is_described() {
    let views = texts("src/view", ".rs");
    let described = described(&(views.clone() + &texts("loader", ".js")), "part");
    let mut used: Vec<&str> = views.split(".part(\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    used.extend(views.split("ui.button(").skip(1).filter_map(|s| s.split('"').nth(3)));
    assert!(used.len() > 30, "the scan found {} uses only", used.len());
    for name in used.iter().flat_map(|names| names.split(' ')).filter(|name| !name.is_empty()) {
        assert!(described.contains_key(name), "part {name} has no description");
    }
    for name in described.keys().filter(|name| !name.starts_with("launcher")) {
        assert!(
            views.contains(name.as_str()) && views.matches(name.as_str()).count() > 1,
            "part {name} is unused"
        );
    }
}

#[test]
fn views_and_sheets_have_the_same_names() {
    let names = |folder: &str, ending: &str| {
        let files = std::fs::read_dir(root().join(folder)).unwrap();
        let mut names: Vec<String> = files
            .filter_map(|f| f.unwrap().file_name().to_string_lossy().strip_suffix(ending).map(str::to_owned))
            // What is there for the other files draws nothing.
            .filter(|name| !["mod", "later"].contains(&name.as_str()))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("src/view", ".rs"), names("style/parts", ".css"));
}

#[test]
fn no_rule_shouts_but_what_keeps_the_page_unharmed_and_none_is_physical() {
    let sheets = texts("style", ".css") + &texts("loader", ".js");
    // What is hidden stays so, and the element itself, which has no size, never takes a place among the page's own.
    let allowed =
        |line: &str| line.contains("hidden") || line.trim().starts_with("position: fixed !important; ");
    let shouting: Vec<&str> = sheets.lines().filter(|line| line.contains("!important")).collect();
    assert!(shouting.iter().all(|line| allowed(line)), "{shouting:?}");
    assert!(shouting.iter().filter(|line| !line.contains("hidden")).count() <= 1, "{shouting:?}");
    for word in ["-left:", "-right:", " left:", " right:", "margin-top", "margin-bottom", "padding-top"] {
        assert!(!sheets.contains(word), "{word} is physical: use the logical property");
    }
    assert!(sheets.contains("inset-inline-end"), "the scan has read nothing");
}
