//! How long will it take, and what else can the visitor do?

use baton_conversation::Phase;
use leptos::prelude::*;

use super::icon::{CLOCK, icon};
use super::offline_form::offline_form;
use crate::session::{Call, SessionEvent};
use crate::strings::Strings;
use crate::ui::{Face, Ui};
use crate::wait;

/// part: queue-notice, the place in the queue and the wait to expect.
/// part: queue-place, the place.
/// part: queue-wait, the range.
/// part: queue-cancel, stops waiting.
pub(super) fn queue_notice(ui: Ui) -> AnyView {
    ui.when(queued, |ui| {
        view! {
            <section class="card queue" part="queue-notice">
                <h3 class="place" part="queue-place">{icon(CLOCK)} {ui.line(|face, strings| wait::place(face.wait, strings))}</h3>
                <p class="wait" part="queue-wait">{ui.line(|face, strings| wait::range(face.wait, strings))}</p>
                <p class="why">{ui.line(stay)}</p>
                {ui.when(Face::warm, choices)}
            </section>
        }
        .into_any()
    })
}

fn queued(face: &Face) -> bool {
    face.phase == Phase::Queued
}

fn choices(ui: Ui) -> AnyView {
    view! {
        {offline_form(ui)}
        <button
            type="button"
            class="quiet"
            part="queue-cancel"
            on:click=move |_| ui.send(SessionEvent::Call(Call::CancelWait))
        >
            {ui.text("queue.cancel")}
        </button>
    }
    .into_any()
}

fn stay(face: &Face, strings: &Strings) -> String {
    let away = face.wait.is_some_and(|w| !w.agents_online);
    strings.get(if away { "queue.away" } else { "queue.stay" }).to_owned()
}
