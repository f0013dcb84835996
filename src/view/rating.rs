//! How was it? Asked once a person has helped and the case is closed.

use baton_conversation::Phase;

use super::icon::STAR;
use super::later;
use crate::dom::{El, Words};
use crate::embed;
use crate::session::{Call, SessionEvent};
use crate::ui::{Face, Ui};

/// Adds the question, or the thanks.
pub(super) fn rating(thread: El) -> El {
    thread.when(can_rate, later::rating).when(rated, |ui| ui.el("p", "thanks").text("rating.thanks"))
}

fn can_rate(face: &Face) -> bool {
    matches!(face.phase, Phase::Closed(_)) && face.agent_wrote && face.rating.is_none()
}

fn rated(face: &Face) -> bool {
    matches!(face.phase, Phase::Closed(_)) && face.rating.is_some()
}

/// part: rating, asks for a rating from 1 to 5 and a comment.
pub(super) fn form(ui: Ui) -> El {
    let comment = ui.el("textarea", "").attr("name", "comment").attr("rows", "2").attr("dir", "auto");
    let comment = ui
        .el("label", "field")
        .with(ui.el("span", "").text("rating.comment"))
        .with(comment.attr("maxlength", "1000"));
    let scores = [1, 2, 3, 4, 5].into_iter().fold(ui.el("div", "scores"), |list, n| list.with(score(ui, n)));
    ui.el("form", "card rating")
        .part("rating")
        .with(ui.el("fieldset", "").with(ui.el("legend", "").text("rating.title")).with(scores))
        .with(comment)
        .with(ui.el("button", "strong").text("rating.send"))
        .on("submit", move |event| {
            event.prevent_default();
            let comment = embed::form_values(&event, "comment").pop().unwrap_or_default();
            let score = embed::form_values(&event, "score").pop().and_then(|s| s.parse().ok());
            if let Some(score) = score {
                ui.send(SessionEvent::Call(Call::Rate(score, comment)));
            }
        })
}

/// part: rating-score, one of the five.
fn score(ui: Ui, n: u8) -> El {
    let n = n.to_string();
    let label = ui.with_strings(|s| s.with("rating.score", &[("n", &n)]));
    let input = ui.el("input", "").attr("type", "radio").attr("name", "score").attr("value", &n);
    let input = input.attr("required", "").label("aria-label", Words::Plain(label));
    ui.el("label", "score").part("rating-score").with(input).with(ui.icon(STAR))
}
