//! Where does an answer come from?

use baton_conversation::Citation;

use crate::dom::{El, Words};
use crate::embed;
use crate::ui::Ui;

/// part: citations, the sources under an answer.
pub(super) fn citations(ui: Ui, sources: &[Citation]) -> Option<El> {
    if sources.is_empty() {
        return None;
    }
    let list = ui.el("ul", "citations").part("citations").label("aria-label", "citation.label");
    Some(sources.iter().fold(list, |list, source| list.with(ui.el("li", "").with(citation(ui, source)))))
}

/// part: citation, one source.
fn citation(ui: Ui, source: &Citation) -> El {
    let link = source.url.as_deref().filter(|url| embed::is_safe_link(url));
    let tag = if link.is_some() { "a" } else { "span" };
    let shown =
        ui.el(tag, "citation").part("citation").attr("title", &source.passage).text(source.title.clone());
    let Some(url) = link else { return shown };
    let hint = Words::Line(|_, strings| [" (", strings.get("citation.open"), ")"].concat());
    shown
        .attr("href", url)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .with(ui.el("span", "unseen").text(hint))
}
