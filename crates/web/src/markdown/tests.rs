//! Is everything understood that should be, and nothing dangerous let through?

use super::Inline::{Break, Code, Emphasis, Link, Strong, Text};
use super::{Block, Inline, parse, parse_inline, safe_url};

/// A compact way to write down what a tree says, so that tables stay readable.
fn said(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Text(text) => text.clone(),
            Strong(inside) => format!("<b {}>", said(inside)),
            Emphasis(inside) => format!("<i {}>", said(inside)),
            Code(code) => format!("<c {code}>"),
            Link { url, text } => format!("<a {url} {}>", said(text)),
            Break => "<br>".to_owned(),
        })
        .collect()
}

fn outline(blocks: &[Block]) -> String {
    let parts = blocks.iter().map(|block| match block {
        Block::Paragraph(inlines) => format!("p({})", said(inlines)),
        Block::Heading(inlines) => format!("h({})", said(inlines)),
        Block::Code(code) => format!("code({code})"),
        Block::Quote(blocks) => format!("q({})", outline(blocks)),
        Block::List { start, items } => {
            let items = items.iter().map(|item| outline(item)).collect::<Vec<_>>().join(" | ");
            start.map_or_else(|| format!("ul({items})"), |start| format!("ol{start}({items})"))
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

#[test]
fn lines_are_understood() {
    let cases = [
        ("plain text", "plain text"),
        ("a **bold** word", "a <b bold> word"),
        ("an *italic* and _another_", "an <i italic> and <i another>"),
        ("***both***", "<b <i both>>"),
        ("**a *b* c**", "<b a <i b> c>"),
        ("**open", "**open"),
        ("*a **b*", "<i a **b>"),
        ("**a *b**", "<b a *b>"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("* not a mark *", "* not a mark *"),
        ("`code *raw*`", "<c code *raw*>"),
        ("`` a ` b ``", "<c a ` b>"),
        ("`open", "`open"),
        (r"\*not\* \a", r"*not* \a"),
        ("one\ntwo", "one<br>two"),
        ("[docs](https://a.example/x)", "<a https://a.example/x docs>"),
        ("[**b**](https://a.example)", "<a https://a.example <b b>>"),
        ("[x](https://a.example/w_(y))", "<a https://a.example/w_(y) x>"),
        ("[write](mailto:help@a.example)", "<a mailto:help@a.example write>"),
        ("see https://a.example/b_c.", "see <a https://a.example/b_c https://a.example/b_c>."),
        ("(https://a.example)", "(<a https://a.example https://a.example>)"),
        ("HTTP://A.example", "<a HTTP://A.example HTTP://A.example>"),
        ("whttp://a.example is a word", "whttp://a.example is a word"),
        ("[1] and a[0]", "[1] and a[0]"),
        ("[a [b](https://c.example)", "<a https://c.example a [b>"),
        ("[](https://c.example)", "[](<a https://c.example https://c.example>)"),
        (
            "Ünï **cödé** 日本語 https://日本.example/路",
            "Ünï <b cödé> 日本語 <a https://日本.example/路 https://日本.example/路>",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(said(&parse_inline(text)), expected, "{text}");
    }
}

#[test]
fn blocks_are_understood() {
    let cases = [
        ("one\n\ntwo\nthree", "p(one) p(two<br>three)"),
        ("# Title\ntext", "h(Title) p(text)"),
        ("```rust\nlet a = *b;\n\n# no\n```\nafter", "code(let a = *b;\n\n# no) p(after)"),
        ("```\nnever closed", "code(never closed)"),
        ("- a\n- b\n  more\n- c", "ul(p(a) | p(b<br>more) | p(c))"),
        ("1. a\n2. b", "ol1(p(a) | p(b))"),
        ("7) a", "ol7(p(a))"),
        ("- a\n  - b\n  - c\n- d", "ul(p(a) ul(p(b) | p(c)) | p(d))"),
        ("- a\n\n- b\n\ntext", "ul(p(a) | p(b)) p(text)"),
        ("text\n- a", "p(text) ul(p(a))"),
        ("- a\n1. b", "ul(p(a)) ol1(p(b))"),
        ("> quoted\n> **more**\nnot", "q(p(quoted<br><b more>)) p(not)"),
        ("> - a\n> - b", "q(ul(p(a) | p(b)))"),
        ("2024. was a year", "ol2024(p(was a year))"),
        ("12345678901. no list", "p(12345678901. no list)"),
        ("#hashtag", "p(#hashtag)"),
        ("", ""),
        ("\n \n", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(outline(&parse(text)), expected, "{text:?}");
    }
}

#[test]
fn only_harmless_addresses_pass() {
    for good in [
        "https://a.example",
        "http://a.example:80/b?c#d",
        "HTTPS://A.EXAMPLE",
        "mailto:a@b.example",
        " https://a.example ",
    ] {
        assert!(safe_url(good).is_some(), "{good}");
    }
    let bad = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://a.example/1",
        "about:blank",
        "//evil.example",
        "/relative",
        "relative",
        "#hash",
        "",
        "https://",
        "https:///path",
        "https://:80",
        "https:a.example",
        "https://bank.example@evil.example",
        "https://user:pass@evil.example",
        "https://a.example\\@evil.example",
        "https://a.example/\u{202e}gpj.exe",
        "https://a.example/\u{0}",
        "https://a .example",
        "https://a.example/\"onclick=x",
        "mailto:",
        "mailto:nobody",
        "\u{1}javascript:alert(1)",
        "javascript://https://a.example",
        "&#106;avascript:alert(1)",
    ];
    for bad in bad {
        assert_eq!(safe_url(bad), None, "{bad:?}");
    }
    assert_eq!(safe_url(&format!("https://a.example/{}", "x".repeat(3000))), None);
}

fn links(blocks: &[Block], found: &mut Vec<String>) {
    fn inner(inlines: &[Inline], found: &mut Vec<String>) {
        for inline in inlines {
            match inline {
                Link { url, text } => {
                    found.push(url.clone());
                    inner(text, found);
                }
                Strong(inside) | Emphasis(inside) => inner(inside, found),
                Text(_) | Code(_) | Break => {}
            }
        }
    }
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => inner(inlines, found),
            Block::Quote(blocks) => links(blocks, found),
            Block::List { items, .. } => items.iter().for_each(|item| links(item, found)),
            Block::Code(_) => {}
        }
    }
}

#[test]
fn markup_stays_text() {
    for text in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:x'>y</a>",
        "&lt;b&gt; &amp;",
    ] {
        assert_eq!(outline(&parse(text)), format!("p({text})"));
    }
    assert_eq!(
        outline(&parse("![x](https://a.example/pixel.gif)")),
        "p(!<a https://a.example/pixel.gif x>)",
        "no images are loaded"
    );
    assert_eq!(outline(&parse("[x](javascript:alert(1))")), "p([x](javascript:alert(1)))");
    assert_eq!(
        outline(&parse("[x](\"https://a.example\")")),
        "p([x](\"<a https://a.example https://a.example>\"))"
    );
}

#[test]
fn no_text_breaks_the_parser_or_smuggles_a_link() {
    let pieces = [
        "*",
        "**",
        "_",
        "`",
        "```",
        "~~~",
        "[",
        "]",
        "(",
        ")",
        "](",
        "\\",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "# ",
        "  ",
        "\t",
        "a",
        "ß",
        "日",
        "👩‍💻",
        "http",
        "https://",
        "https://a.example",
        "javascript:",
        "data:",
        "mailto:x@y",
        "<",
        "\"",
        "\u{202e}",
        "\u{0}",
        "//",
        "@",
        " ",
    ];
    for seed in 0..4_000_u64 {
        let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut roll = || {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            usize::try_from(x % 1_000_003).unwrap()
        };
        let text: String = (0..roll() % 60).map(|_| pieces[roll() % pieces.len()]).collect();
        let mut found = Vec::new();
        links(&parse(&text), &mut found);
        for url in found {
            assert_eq!(safe_url(&url), Some(url.as_str()), "seed {seed}: {text:?}");
        }
    }
}

#[test]
fn no_text_is_lost() {
    for text in ["a *b **c [d `e", "](x) **", "***", "[a](b) _c_ d_", "`a``b`"] {
        let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let shown = said(&parse_inline(text)).replace("<i ", "").replace("<c ", "").replace("<b ", "");
        assert_eq!(letters(&shown), letters(text), "{text}");
    }
}

#[test]
fn hostile_lengths_take_linear_time() {
    // Each of these is cubic or worse for a parser that searches ahead again and again; here the bound is work,
    // not time: the tree's depth and the pass over it stay small.
    for piece in ["*a ", "[", "](", "`a``", "> ", "- ", "**_`[", "\n> - ", "[a](", "(", "https://a("] {
        let text = piece.repeat(20_000 / piece.len());
        let mut found = Vec::new();
        links(&parse(&text), &mut found);
    }
}
