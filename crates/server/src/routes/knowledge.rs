//! What does a visitor see who opens the source of an answer?
//!
//! A document of the site's knowledge as a plain page, for sites whose documents are not on the web themselves.
//! Markdown only becomes markup that we write; HTML inside it is shown as text. A document in HTML is never served as
//! it is, because it would run on this origin: it is turned into Markdown first, as it is for the index, so that the
//! page says what the Assistant read, and citations lead to its headings.

use crate::app::App;
use crate::error::ApiError;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse};
use baton_assistant::knowledge::{anchor, is_document, markdown};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use std::path::{Component, PathBuf};
use std::sync::Arc;

/// Nothing runs on these pages, whatever the document says.
const CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

const STYLE: &str = ":root{color-scheme:light dark}body{max-inline-size:42rem;margin:3rem auto;padding:0 1.25rem;\
    font:1.05rem/1.65 system-ui,sans-serif;color:light-dark(#1c2330,#e6e9ef);background:light-dark(#fff,#14171d)}\
    h1,h2,h3{line-height:1.25;margin-block:2.2em .6em}:target{background:light-dark(#fff4c2,#4a3f10);\
    scroll-margin-block:2rem;border-radius:.3em;padding-inline:.3em}pre{overflow:auto;padding:1rem;border-radius:.6rem}\
    code,pre{background:light-dark(#f2f4f8,#1f242d);font-size:.92em}code{padding:.1em .3em;border-radius:.3em}\
    table{border-collapse:collapse;display:block;overflow:auto}td,th{border:1px solid light-dark(#d5dae3,#39404d);\
    padding:.4em .7em;text-align:start}a{color:light-dark(#2a52be,#9db8ff)}";

/// `GET /knowledge/{key}/{*path}`
pub(super) async fn document(
    State(app): State<Arc<App>>,
    Path((key, path)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let runtime = app.site_by_key(&key).await?;
    let folder = runtime.site.knowledge.clone().ok_or_else(ApiError::not_found)?;
    let file = inside(&path).ok_or_else(ApiError::not_found)?;
    let excluded = runtime.site.exclude.iter().any(|out| file.starts_with(out));
    if excluded || !is_document(&file) {
        return Err(ApiError::not_found());
    }
    let read = move || {
        let bytes = std::fs::read(folder.join(&file)).ok()?;
        Some(page(&markdown(&path, &String::from_utf8_lossy(&bytes))?))
    };
    let page = tokio::task::spawn_blocking(read).await.map_err(|_| ApiError::busy())?;
    let page = page.ok_or_else(ApiError::not_found)?;
    Ok(([(header::CONTENT_SECURITY_POLICY, CSP)], Html(page)))
}

/// A relative path without any step out of the folder and without hidden parts.
fn inside(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(path);
    let plain = |c: Component<'_>| matches!(c, Component::Normal(n) if !n.to_string_lossy().starts_with('.'));
    path.components().all(plain).then_some(path)
}

fn page(markdown: &str) -> String {
    // A writer's comments (such as the questions that a section answers) are not for readers; other markup is text.
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => (!is_comment(&text)).then_some(Event::Text(text)),
        other => Some(other),
    });
    let events: Vec<Event<'_>> = parser.collect();
    let title = events.iter().find_map(|e| if let Event::Text(t) = e { Some(t.to_string()) } else { None });
    let mut body = String::new();
    html::push_html(&mut body, with_anchors(events).into_iter());
    let mut escaped = String::new();
    html::push_html(&mut escaped, std::iter::once(Event::Text(title.unwrap_or_default().into())));
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{escaped}</title>\
         <style>{STYLE}</style><body>{body}"
    )
}

fn is_comment(html: &str) -> bool {
    html.trim().strip_prefix("<!--").is_some_and(|rest| rest.ends_with("-->"))
}

/// Gives each heading the anchor that citations use, and keeps links to web pages and neighbours only.
fn with_anchors(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut at = 0;
    while at < events.len() {
        if matches!(events[at], Event::Start(Tag::Heading { .. })) {
            let rest = &events[at + 1..];
            let words = rest.iter().take_while(|e| !matches!(e, Event::End(TagEnd::Heading(_))));
            let text: String = words
                .filter_map(|e| if let Event::Text(t) | Event::Code(t) = e { Some(t.as_ref()) } else { None })
                .collect();
            if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
                *id = Some(CowStr::from(anchor(&text)));
            }
        }
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = &mut events[at] {
            let scheme = dest_url.split_once(':').map(|(scheme, _)| scheme);
            if !matches!(scheme, None | Some("http" | "https" | "mailto")) {
                *dest_url = CowStr::from("");
            }
        }
        at += 1;
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_documents_is_text_and_links_are_listed() {
        let html = page("# A <b>\n\n<script>x</script>\n\n[x](javascript:alert(1)) [y](https://example.com)");
        assert!(!html.contains("<script>x") && !html.contains("javascript:"), "{html}");
        assert!(html.contains("href=\"https://example.com\""));
    }

    #[test]
    fn a_writers_comment_is_not_shown() {
        let html = page("## A\n\n<!-- asked: one | two -->\n\nText <!-- aside --> and <b>more");
        assert!(!html.contains("asked") && !html.contains("aside"), "{html}");
        assert!(html.contains("Text") && html.contains("&lt;b&gt;more"), "{html}");
    }

    #[test]
    fn headings_have_the_anchors_of_citations() {
        assert!(page("## The `data-site` key\n").contains("id=\"the-data-site-key\""));
    }

    #[test]
    fn no_path_leads_out() {
        for path in ["../secret.md", "/etc/passwd", "a/../../b.md", ".git/config", "a/.hidden.md"] {
            assert_eq!(inside(path), None, "{path}");
        }
        assert!(inside("guides/embedding.md").is_some());
    }
}
