//! What is the panel made of, and how does it behave as a dialog?

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::announcer::announcer;
use super::assistant_bar::assistant_bar;
use super::composer::composer;
use super::connection::connection;
use super::header::header;
use super::messages::messages;
use super::trouble::trouble;
use crate::dom::El;
use crate::ui::{Ui, UiEvent};

/// part: panel, the whole conversation: a dialog that does not lock the page.
/// slot: footer, under the composer.
pub fn panel(ui: Ui) -> El {
    // Not a `footer`: that would be a second one of the host page.
    let foot =
        ui.el("div", "foot").with(trouble(ui)).with(assistant_bar(ui)).with(composer(ui)).slot("footer", &[]);
    ui.el("section", "panel")
        .part("panel")
        .attr("role", "dialog")
        .label("aria-label", "panel.label")
        .label("lang", "panel.language")
        .label("dir", "panel.direction")
        .with(header(ui))
        .with(connection(ui))
        .with(messages(ui))
        .with(foot)
        .with(announcer(ui))
        .on("keydown", move |event| {
            let escape =
                event.dyn_ref::<KeyboardEvent>().is_some_and(|k| k.key() == "Escape" && !k.is_composing());
            if escape {
                event.prevent_default();
                ui.say(UiEvent::Close);
            }
        })
}
