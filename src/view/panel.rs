//! What is the panel made of, and how does it behave as a dialog?

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::announcer::announcer;
use super::assistant_bar::assistant_bar;
use super::composer::composer;
use super::connection::connection;
use super::header::header;
use super::messages::messages;
use super::trouble::trouble;
use crate::ui::{Ui, UiEvent};

/// part: panel, the whole conversation: a dialog that does not lock the page.
/// slot: footer, under the composer.
pub fn panel(ui: Ui) -> AnyView {
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            ui.say(UiEvent::Close);
        }
    };
    view! {
        <section
            class="panel"
            part="panel"
            role="dialog"
            aria-label=ui.text("panel.label")
            lang=ui.locale
            on:keydown=keys
        >
            {header(ui)}
            {connection(ui)}
            {messages(ui)}
            <footer class="foot">
                {trouble(ui)}
                {assistant_bar(ui)}
                {composer(ui)}
                <slot name="footer"></slot>
            </footer>
            {announcer(ui)}
        </section>
    }
    .into_any()
}
