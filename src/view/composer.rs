//! Where does the visitor write? A text area that works in every state.

use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use super::icon::SEND;
use crate::dom::El;
use crate::embed;
use crate::session::SessionEvent;
use crate::ui::{Ui, UiEvent};

/// Rows up to which the text area grows.
const MOST_ROWS: u32 = 6;

/// part: composer, the form at the bottom.
/// part: input, the text area.
/// part: send-button, sends.
pub(super) fn composer(ui: Ui) -> El {
    let input = ui
        .el("textarea", "input")
        .part("input")
        .attr("rows", "1")
        .attr("enterkeyhint", "send")
        .attr("autocomplete", "off")
        .label("aria-label", "composer.label")
        .label("placeholder", "composer.placeholder");
    let area: HtmlTextAreaElement = input.node.clone().unchecked_into();
    let (typing, growing, submitting) = (area.clone(), area.clone(), area);
    let input = input
        .on("keydown", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(sends) {
                event.prevent_default();
                send(ui, &typing);
            }
        })
        .on("input", move |_| {
            grow(&growing);
            ui.say(UiEvent::Writing);
        });
    let button =
        ui.el("button", "send").part("send-button").label("aria-label", "composer.send").with(ui.icon(SEND));
    ui.el("form", "composer").part("composer").with(input).with(button).on("submit", move |event| {
        event.prevent_default();
        send(ui, &submitting);
        // A tap on the button must not close the keyboard of a phone.
        let _ = submitting.focus();
    })
}

/// Enter sends, with Shift it breaks the line. While an input method is composing, Enter belongs to it; older
/// browsers say so by the code 229 alone.
fn sends(key: &KeyboardEvent) -> bool {
    key.key() == "Enter" && !key.shift_key() && !key.is_composing() && key.key_code() != 229
}

fn send(ui: Ui, area: &HtmlTextAreaElement) {
    let text = area.value();
    if !text.trim().is_empty() {
        area.set_value("");
        area.set_rows(1);
        ui.send(SessionEvent::Submit(text));
        embed::scroll_to_end(area);
    }
}

fn grow(area: &HtmlTextAreaElement) {
    let mut rows = 1;
    area.set_rows(rows);
    while area.scroll_height() > area.client_height() && rows < MOST_ROWS {
        rows += 1;
        area.set_rows(rows);
    }
}
