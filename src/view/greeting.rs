//! What stands in an empty thread? A greeting and three questions to begin with.

use leptos::prelude::*;

use crate::session::{Load, SessionEvent};
use crate::ui::{Face, Ui};

const QUESTIONS: [&str; 3] = ["suggest.first", "suggest.second", "suggest.third"];

/// part: greeting, what an empty thread says.
/// part: suggestion, a question to begin with.
/// slot: empty, in place of the greeting.
pub(super) fn greeting(ui: Ui) -> AnyView {
    ui.when(is_empty, |ui| {
        view! {
            <div class="greeting" part="greeting">
                <slot name="empty">
                    <h3>{ui.text("greeting.title")}</h3>
                    <p>{ui.text("greeting.text")}</p>
                </slot>
                <ul class="suggestions">{QUESTIONS.map(|key| suggestion(ui, key)).into_iter().collect_view()}</ul>
            </div>
        }
        .into_any()
    })
}

fn is_empty(face: &Face) -> bool {
    face.empty && face.boot == Load::Ready && face.history == Load::Ready
}

/// A site that has fewer questions leaves the string empty.
fn suggestion(ui: Ui, key: &'static str) -> Option<AnyView> {
    let text = ui.strings.with(|s| s.get(key).to_owned());
    let ask = text.clone();
    (!text.is_empty()).then(|| {
        view! {
            <li>
                <button
                    type="button"
                    class="suggestion"
                    part="suggestion"
                    on:click=move |_| ui.send(SessionEvent::Submit(ask.clone()))
                >
                    {text}
                </button>
            </li>
        }
        .into_any()
    })
}
