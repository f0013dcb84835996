//! Is this an AI, and how do I get to a person? Always in sight while the Assistant answers.

use baton_conversation::Control;

use super::icon::PEOPLE;
use crate::dom::El;
use crate::session::SessionEvent;
use crate::ui::{Face, Ui};

/// part: ai-notice, says that the visitor is chatting with an AI.
pub(super) fn assistant_bar(ui: Ui) -> El {
    ui.el("div", "assistant-place").when(assistant, |ui| {
        let notice = ui.el("p", "ai-notice").part("ai-notice").text("ai.notice");
        ui.el("div", "assistant-bar").with(notice).when(can_ask, button)
    })
}

fn assistant(face: &Face) -> bool {
    face.control() == Control::Assistant
}

fn can_ask(face: &Face) -> bool {
    face.provisional.is_none()
}

/// part: person-button, "Talk to a person".
fn button(ui: Ui) -> El {
    ui.button("quiet person", "person-button", move || ui.send(SessionEvent::AskPerson))
        .with(ui.icon(PEOPLE))
        .text("person.button")
}
