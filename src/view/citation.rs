//! Where does an answer come from?

use baton_conversation::Citation;
use leptos::prelude::*;

use crate::embed;
use crate::ui::Ui;

/// part: citations, the sources under an answer.
/// part: citation, one source.
pub(super) fn citations(ui: Ui, sources: Vec<Citation>) -> Option<AnyView> {
    if sources.is_empty() {
        return None;
    }
    let list: Vec<_> = sources.into_iter().map(|source| citation(ui, source)).collect();
    Some(
        view! {
            <ul class="citations" part="citations" aria-label=ui.text("citation.label")>
                {list}
            </ul>
        }
        .into_any(),
    )
}

fn citation(ui: Ui, source: Citation) -> AnyView {
    let Citation { title, url, passage } = source;
    let inner = match url.filter(|url| embed::is_safe_link(url)) {
        Some(url) => view! {
            <a class="citation" part="citation" href=url target="_blank" rel="noopener noreferrer" title=passage>
                {title}
                <span class="unseen">" (" {ui.text("citation.open")} ")"</span>
            </a>
        }
        .into_any(),
        None => view! { <span class="citation" part="citation" title=passage>{title}</span> }.into_any(),
    };
    view! { <li>{inner}</li> }.into_any()
}
