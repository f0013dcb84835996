//! Does splitting keep headings, anchors, sentences and bounds, and drop what isn't safe?

use super::*;

fn markdown(text: &str) -> Vec<Passage> {
    split("guide.md", text)
}

#[test]
fn sections_follow_headings_and_carry_their_path_and_anchor() {
    let passages = markdown(
        "# Guide\nOpening.\n\n## The script tag\nPaste it. Then save.\n\n### Where?\nIn the head.\n\n## Next\nDone.\n\n## Next\nAgain.",
    );
    let seen: Vec<(String, String)> = passages.iter().map(|p| (p.to_string(), p.anchor.clone())).collect();
    let expected = [
        ("Guide", ""),
        ("Guide › The script tag", "the-script-tag"),
        ("Guide › The script tag › Where?", "where"),
        ("Guide › Next", "next"),
        ("Guide › Next", "next-1"),
    ];
    assert_eq!(seen, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(passages[1].units.len(), 2);
    assert_eq!(passages[1].url("/docs/"), "/docs/guide.md#the-script-tag");
    assert_eq!(passages[0].url("/docs/"), "/docs/guide.md");
}

#[test]
fn a_long_section_is_cut_between_paragraphs_and_loses_nothing() {
    let paragraphs: Vec<String> =
        (0..12).map(|n| format!("Paragraph {n} says {}.", "word ".repeat(40))).collect();
    let passages = markdown(&format!("# T\n## S\n{}", paragraphs.join("\n\n")));
    assert!(passages.len() > 1);
    assert!(passages.iter().all(|p| p.plain().chars().count() <= MAX_CHARS + p.units.len()));
    let all: String = passages.iter().map(Passage::plain).collect::<Vec<_>>().join(" ");
    for n in 0..12 {
        assert_eq!(all.matches(&format!("Paragraph {n} ")).count(), 1);
    }
}

#[test]
fn lists_tables_and_code_become_units() {
    let passages = markdown(
        "# T\n- first *thing*\n- second\n\n| name | meaning |\n|---|---|\n| `a` | one |\n\n```html\n<script src=\"x\"></script>\n```\n",
    );
    let units: Vec<(UnitKind, &str)> =
        passages[0].units.iter().map(|u| (u.kind, u.markdown.as_str())).collect();
    assert_eq!(
        units,
        [
            (UnitKind::Item, "first thing"),
            (UnitKind::Item, "second"),
            (UnitKind::Item, "`a` – one"),
            (UnitKind::Code, "```\n<script src=\"x\"></script>\n```"),
        ]
    );
}

#[test]
fn only_safe_markup_survives() {
    let passages = markdown(
        "# T\nSee [this](https://a.example/b) and [that](javascript:alert(1)) and [here](other.md). ![p](https://x/y.png) a < b <b onclick=x>c</b>",
    );
    let text = passages[0].markdown();
    assert!(text.contains("[this](https://a.example/b)"), "{text}");
    assert!(!text.contains("javascript") && !text.contains("other.md") && !text.contains("png"), "{text}");
    assert!(text.contains("a \\< b") && !text.contains("onclick"), "{text}");
}

#[test]
fn html_is_read_without_its_scripts() {
    let page = "<html><head><title>x</title></head><body><nav>Menu</nav><h1>Returns</h1><h2>How long</h2><p>Thirty days.</p><script>steal()</script></body></html>";
    let passages = split("returns.html", page);
    assert_eq!(passages.len(), 1);
    assert_eq!(passages[0].to_string(), "Returns › How long");
    assert_eq!(passages[0].plain(), "Thirty days.");
}

#[test]
fn sentences_keep_code_links_and_abbreviations_whole() {
    let text = "Use `a. B`, e.g. Here. Or [see. This](https://x.example/a.b). Done!";
    assert_eq!(
        sentences(text),
        ["Use `a. B`, e.g. Here.", "Or [see. This](https://x.example/a.b).", "Done!"]
    );
}

#[test]
fn a_document_without_heading_is_named_after_its_file() {
    assert_eq!(split("notes/opening-hours.txt", "We open at nine.")[0].to_string(), "opening-hours");
}

#[test]
fn questions_in_a_comment_belong_to_their_section_and_are_not_shown() {
    let passages =
        markdown("# T\n## A\n<!-- asked: how do I x? | what is y -->\nText.\n## B\n<!-- other -->\nMore.");
    assert_eq!(passages[0].asked, ["how do I x?", "what is y"]);
    assert_eq!(passages[0].plain(), "Text.");
    assert_eq!(passages[1].asked, Vec::<String>::new());
}
