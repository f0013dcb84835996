//! Is this an AI, and how do I get to a person? Always in sight while the Assistant answers.

use baton_conversation::{Control, Phase};
use leptos::prelude::*;

use super::icon::{PEOPLE, icon};
use crate::session::SessionEvent;
use crate::ui::{Face, Ui};

/// part: ai-notice, says that the visitor is chatting with an AI.
/// part: person-button, "Talk to a person".
pub(super) fn assistant_bar(ui: Ui) -> AnyView {
    ui.when(assistant, |ui| {
        view! {
            <div class="assistant-bar">
                <p class="ai-notice" part="ai-notice">{ui.text("ai.notice")}</p>
                {ui.when(can_ask, button)}
            </div>
        }
        .into_any()
    })
}

fn assistant(face: &Face) -> bool {
    face.control() == Control::Assistant
}

fn can_ask(face: &Face) -> bool {
    assistant(face) && face.provisional.is_none() || matches!(face.phase, Phase::Closed(_))
}

fn button(ui: Ui) -> AnyView {
    view! {
        <button
            type="button"
            class="quiet person"
            part="person-button"
            on:click=move |_| ui.send(SessionEvent::AskPerson)
        >
            {icon(PEOPLE)}
            {ui.text("person.button")}
        </button>
    }
    .into_any()
}
