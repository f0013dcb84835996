//! How is a text with a little Markdown shown?

use baton_web::markdown::{parse, render};
use leptos::html;
use leptos::prelude::*;

/// A text, understood by the safe subset; never read as HTML.
#[component]
pub(super) fn Prose(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let text = text.get();
        let Some(place) = place.get() else { return };
        place.set_text_content(None);
        match render(&document(), &parse(&text)) {
            Ok(nodes) => {
                let _ = place.append_child(&nodes);
            }
            Err(_) => place.set_text_content(Some(&text)),
        }
    });
    view! { <div class="prose" node_ref=place></div> }
}
