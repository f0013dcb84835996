//! What is shown only after the server has told of a conversation: answers, people, cards and forms.
//!
//! Each function here is a door to the second module: it and what only it needs are not in the first. A view that the
//! visitor may see before it is there must not come through here; what the views show comes from `session`, whose part
//! in this is `session::later`.

use baton_conversation::{Citation, Outcome};

use super::{handoff_card, message, note, offer, queue_notice, rating};
use crate::dom::El;
use crate::session::{Entry, Note};
use crate::ui::Ui;

#[inline(never)]
pub(super) fn answer(
    ui: Ui,
    entry: &Entry,
    text: &str,
    sources: &[Citation],
    outcome: Option<Outcome>,
) -> El {
    message::answer(ui, entry, text, sources, outcome)
}

#[inline(never)]
pub(super) fn agents(ui: Ui, entry: &Entry, name: &str, text: &str) -> El {
    message::agents(ui, entry, name, text)
}

#[inline(never)]
pub(super) fn note(ui: Ui, what: &Note) -> El {
    note::note(ui, what)
}

#[inline(never)]
pub(super) fn streaming(ui: Ui) -> El {
    message::streaming(ui)
}

#[inline(never)]
pub(super) fn brief(ui: Ui) -> El {
    handoff_card::brief(ui)
}

#[inline(never)]
pub(super) fn queue(ui: Ui) -> El {
    queue_notice::card(ui)
}

#[inline(never)]
pub(super) fn offer(ui: Ui) -> El {
    offer::card(ui)
}

#[inline(never)]
pub(super) fn rating(ui: Ui) -> El {
    rating::form(ui)
}
