//! What if something did not work? Say it in words, offer the next step and another way to reach us.

use leptos::prelude::*;

use crate::session::{Load, SessionEvent};
use crate::ui::{Face, Ui};

/// part: error-notice, says what did not work and what to do.
/// part: retry-button, tries again.
pub(super) fn trouble(ui: Ui) -> AnyView {
    (ui.when(call_failed, call), ui.when(load_failed, load)).into_any()
}

fn call_failed(face: &Face) -> bool {
    face.trouble.is_some()
}

fn load_failed(face: &Face) -> bool {
    face.boot == Load::Failed || face.history == Load::Failed
}

fn call(ui: Ui) -> AnyView {
    let text =
        ui.line(|face, strings| face.trouble.map(|key| strings.get(key).to_owned()).unwrap_or_default());
    view! { <p class="trouble" part="error-notice">{text}</p> }.into_any()
}

fn load(ui: Ui) -> AnyView {
    view! {
        <div class="trouble" part="error-notice">
            <p>{ui.text("boot.failed")} {contact(ui)}</p>
            <button
                type="button"
                class="quiet"
                part="retry-button"
                on:click=move |_| ui.send(SessionEvent::RetryLoad)
            >
                {ui.text("boot.retry")}
            </button>
        </div>
    }
    .into_any()
}

/// The site's other address, where it has given one.
pub(super) fn contact(ui: Ui) -> Option<AnyView> {
    let address = ui.contact.get_value();
    if address.is_empty() {
        return None;
    }
    let shown = address.strip_prefix("mailto:").or_else(|| address.strip_prefix("tel:")).unwrap_or(&address);
    let shown = shown.split('?').next().unwrap_or_default().to_owned();
    Some(
        view! { <span class="contact">" " {ui.text("contact.write")} " " <a href=address>{shown}</a> "."</span> }
            .into_any(),
    )
}
