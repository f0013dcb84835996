//! How does the thread stand on screen: history, lines, what is being written, what is asked of the visitor?

use leptos::prelude::*;

use super::greeting::greeting;
use super::handoff_card::handoff_card;
use super::message::{self, live};
use super::offer::offer;
use super::queue_notice::queue_notice;
use super::rating::rating;
use crate::session::{Entry, Load, SessionEvent};
use crate::ui::{Face, Ui};

/// part: messages, the thread; it scrolls.
/// part: earlier-button, loads older messages.
pub(super) fn messages(ui: Ui) -> AnyView {
    view! {
        // Laid out from its end, so that the browser itself keeps the newest line in sight.
        <div class="messages" part="messages" role="group" tabindex="0" aria-label=ui.text("messages.label")>
            <div class="thread">
                {ui.when(loading, skeleton)}
                {ui.when(|face| face.older, earlier)}
                {greeting(ui)}
                <ol class="lines">
                    <For
                        each=move || ui.lines.get()
                        key=Entry::key
                        children=move |entry| message::line(ui, entry)
                    />
                </ol>
                {live(ui)}
                {handoff_card(ui)}
                {queue_notice(ui)}
                {offer(ui)}
                {rating(ui)}
            </div>
        </div>
    }
    .into_any()
}

fn loading(face: &Face) -> bool {
    face.history == Load::Loading || (face.empty && face.boot == Load::Loading)
}

fn skeleton(ui: Ui) -> AnyView {
    view! {
        <div class="skeleton">
            <p class="unseen">{ui.text("boot.loading")}</p>
            <span></span>
            <span></span>
            <span></span>
        </div>
    }
    .into_any()
}

fn earlier(ui: Ui) -> AnyView {
    view! {
        <button
            type="button"
            class="quiet earlier"
            part="earlier-button"
            aria-busy=move || ui.face.with(|f| f.loading_older.to_string())
            on:click=move |_| ui.send(SessionEvent::LoadOlder)
        >
            {ui.text("messages.earlier")}
        </button>
    }
    .into_any()
}
