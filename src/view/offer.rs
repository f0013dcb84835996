//! How is a person suggested? The visitor decides, and may simply go on writing.

use super::icon::PEOPLE;
use super::later;
use crate::dom::El;
use crate::session::SessionEvent;
use crate::ui::{Face, Ui};

/// Adds the offer while there is one.
pub(super) fn offer(thread: El) -> El {
    thread.when(offered, later::offer)
}

fn offered(face: &Face) -> bool {
    face.offered.is_some()
}

/// part: offer, suggests a person.
/// part: offer-accept, "Talk to a person".
/// part: offer-decline, "Keep chatting".
pub(super) fn card(ui: Ui) -> El {
    let accept = ui.button("strong", "offer-accept", move || ui.send(SessionEvent::AskPerson));
    let decline = ui.button("quiet", "offer-decline", move || ui.send(SessionEvent::KeepChatting));
    ui.el("section", "card offer")
        .part("offer")
        .with(ui.el("h3", "").with(ui.icon(PEOPLE)).text("offer.title"))
        .with(ui.el("p", "").text("offer.text"))
        .with(ui.el("div", "buttons").with(accept.text("person.button")).with(decline.text("offer.keep")))
}
