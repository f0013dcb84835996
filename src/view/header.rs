//! Who am I talking with, and how do I get out?

use baton_conversation::{Control, Phase};

use super::icon::{CLOSE, PEOPLE, SPARK};
use crate::dom::{El, Words};
use crate::session::SessionEvent;
use crate::strings::Strings;
use crate::ui::{Face, Ui, UiEvent};

/// part: header, the bar at the top.
/// part: title, the name of who answers.
/// part: status, what that is: the AI, the queue or a person.
/// part: close-button, closes the panel.
/// slot: logo, in place of the drawing beside the title.
pub(super) fn header(ui: Ui) -> El {
    let drawing = ui.el("span", "").when(is_person, |ui| ui.icon(PEOPLE)).when(is_ours, |ui| ui.icon(SPARK));
    let title = ui.el("h2", "title").part("title").text(Words::Line(|face, _| face.speaker().to_owned()));
    let status = ui.el("p", "status").part("status").text(Words::Line(status));
    // Not a `header`: that would be a second banner of the host page.
    ui.el("div", "header")
        .part("header")
        .with(ui.el("span", "logo").slot("logo", &[drawing]))
        .with(ui.el("div", "who").with(title).with(status))
        .when(is_closed, new_button)
        .with(
            ui.button("plain close", "close-button", move || ui.say(UiEvent::Close))
                .label("aria-label", "header.close")
                .with(ui.icon(CLOSE)),
        )
}

fn is_person(face: &Face) -> bool {
    face.control() == Control::Agent
}

fn is_ours(face: &Face) -> bool {
    !is_person(face)
}

fn is_closed(face: &Face) -> bool {
    matches!(face.phase, Phase::Closed(_))
}

/// part: new-button, begins a new conversation once this one is closed.
fn new_button(ui: Ui) -> El {
    ui.button("quiet new", "new-button", move || ui.send(SessionEvent::NewConversation)).text("header.new")
}

fn status(face: &Face, strings: &Strings) -> String {
    let key = match (&face.phase, face.control()) {
        (Phase::FollowUp(_), _) => "header.follow_up",
        (_, Control::Assistant) => "header.assistant",
        (_, Control::Queue) => "header.waiting",
        (_, Control::Agent) => "header.person",
    };
    strings.get(key).to_owned()
}
