//! How long will it take, and what else can the visitor do?

use baton_conversation::Phase;

use super::icon::CLOCK;
use super::later;
use super::offline_form::offline_form;
use crate::dom::{El, Words};
use crate::session::{Call, SessionEvent};
use crate::strings::Strings;
use crate::ui::{Face, Ui};
use crate::wait;

/// Adds place and wait while queued.
pub(super) fn queue_notice(thread: El) -> El {
    thread.when(queued, later::queue)
}

fn queued(face: &Face) -> bool {
    face.phase == Phase::Queued
}

/// part: queue-notice, the place in the queue and the wait to expect.
/// part: queue-place, the place.
/// part: queue-wait, the range.
pub(super) fn card(ui: Ui) -> El {
    let place = Words::Line(|face, strings| wait::place(face.wait, strings));
    let range = Words::Line(|face, strings| wait::range(face.wait, strings));
    ui.el("section", "card queue")
        .part("queue-notice")
        .with(ui.el("h3", "place").part("queue-place").with(ui.icon(CLOCK)).text(place))
        .with(ui.el("p", "wait").part("queue-wait").text(range))
        .with(ui.el("p", "why").text(Words::Line(stay)))
        .when(Face::warm, offline_form)
        .when(Face::warm, cancel)
}

/// part: queue-cancel, stops waiting.
fn cancel(ui: Ui) -> El {
    ui.button("quiet", "queue-cancel", move || ui.send(SessionEvent::Call(Call::CancelWait)))
        .text("queue.cancel")
}

fn stay(face: &Face, strings: &Strings) -> String {
    let away = face.wait.is_some_and(|w| !w.agents_online);
    strings.get(if away { "queue.away" } else { "queue.stay" }).to_owned()
}
