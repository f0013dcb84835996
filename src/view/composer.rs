//! Where does the visitor write? A text area that works in every state.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::Textarea;
use leptos::prelude::*;

use super::icon::{SEND, icon};
use crate::embed;
use crate::session::SessionEvent;
use crate::ui::{Ui, UiEvent};

/// Rows up to which the text area grows.
const MOST_ROWS: u32 = 6;

/// part: composer, the form at the bottom.
/// part: input, the text area.
/// part: send-button, sends.
pub(super) fn composer(ui: Ui) -> AnyView {
    let input = NodeRef::<Textarea>::new();
    let send = move || {
        let Some(area) = input.get_untracked() else { return };
        let text = area.value();
        if text.trim().is_empty() {
            return;
        }
        ui.send(SessionEvent::Submit(text));
        area.set_value("");
        area.set_rows(1);
        embed::scroll_to_end(&area);
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
        if let Some(area) = input.get_untracked() {
            // A tap on the button must not close the keyboard of a phone.
            let _ = area.focus();
        }
    };
    let keys = move |event: KeyboardEvent| {
        // While an input method is composing, Enter belongs to it; older browsers say so by the code 229 alone.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() && event.key_code() != 229 {
            event.prevent_default();
            send();
        }
    };
    let grow = move |_| {
        if let Some(area) = input.get_untracked() {
            let mut rows = 1;
            area.set_rows(rows);
            while area.scroll_height() > area.client_height() && rows < MOST_ROWS {
                rows += 1;
                area.set_rows(rows);
            }
        }
        ui.say(UiEvent::Writing);
    };
    view! {
        <form class="composer" part="composer" on:submit=submit>
            <textarea
                node_ref=input
                class="input"
                part="input"
                rows="1"
                dir="auto"
                enterkeyhint="send"
                autocomplete="off"
                aria-label=ui.text("composer.label")
                placeholder=ui.text("composer.placeholder")
                on:keydown=keys
                on:input=grow
            ></textarea>
            <button type="submit" class="send" part="send-button" aria-label=ui.text("composer.send")>
                {icon(SEND)}
            </button>
        </form>
    }
    .into_any()
}
