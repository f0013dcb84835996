//! How was it? Asked once a person has helped and the case is closed.

use baton_conversation::Phase;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::icon::{STAR, icon};
use crate::embed;
use crate::session::{Call, SessionEvent};
use crate::ui::{Face, Ui};

/// part: rating, asks for a rating from 1 to 5 and a comment.
/// part: rating-score, one of the five.
pub(super) fn rating(ui: Ui) -> AnyView {
    (ui.when(can_rate, form), ui.when(rated, thanks)).into_any()
}

fn can_rate(face: &Face) -> bool {
    matches!(face.phase, Phase::Closed(_)) && face.agent_wrote && face.rating.is_none()
}

fn rated(face: &Face) -> bool {
    matches!(face.phase, Phase::Closed(_)) && face.rating.is_some()
}

fn thanks(ui: Ui) -> AnyView {
    view! { <p class="thanks">{ui.text("rating.again")}</p> }.into_any()
}

fn form(ui: Ui) -> AnyView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let score = embed::form_values(&event, "score").pop().and_then(|s| s.parse().ok());
        let comment = embed::form_values(&event, "comment").pop().unwrap_or_default();
        if let Some(score) = score {
            ui.send(SessionEvent::Call(Call::Rate(score, comment)));
        }
    };
    view! {
        <form class="card rating" part="rating" on:submit=submit>
            <fieldset>
                <legend>{ui.text("rating.title")}</legend>
                // From five down: the style lights a star and all that follow it, and turns the order round.
                <div class="scores">{[5, 4, 3, 2, 1].map(|n| score(ui, n)).into_iter().collect_view()}</div>
            </fieldset>
            <label class="field">
                <span>{ui.text("rating.comment")}</span>
                <textarea name="comment" rows="2" dir="auto" maxlength="1000"></textarea>
            </label>
            <button type="submit" class="strong">{ui.text("rating.send")}</button>
        </form>
    }
    .into_any()
}

fn score(ui: Ui, n: u8) -> AnyView {
    let n = n.to_string();
    let label = ui.strings.with_untracked(|s| s.with("rating.score", &[("n", &n)]));
    view! {
        <label class="score" part="rating-score">
            <input type="radio" name="score" value=n required=true aria-label=label />
            {icon(STAR)}
        </label>
    }
    .into_any()
}
