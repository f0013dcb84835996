//! How is a person suggested? The visitor decides, and may simply go on writing.

use leptos::prelude::*;

use super::icon::{PEOPLE, icon};
use crate::session::SessionEvent;
use crate::ui::{Face, Ui};

/// part: offer, suggests a person.
/// part: offer-accept, "Talk to a person".
/// part: offer-decline, "Keep chatting".
pub(super) fn offer(ui: Ui) -> AnyView {
    ui.when(offered, |ui| {
        view! {
            <section class="card offer" part="offer">
                <h3>{icon(PEOPLE)} {ui.text("offer.title")}</h3>
                <p>{ui.text("offer.text")}</p>
                <div class="buttons">
                    <button
                        type="button"
                        class="strong"
                        part="offer-accept"
                        on:click=move |_| ui.send(SessionEvent::AskPerson)
                    >
                        {ui.text("person.button")}
                    </button>
                    <button
                        type="button"
                        class="quiet"
                        part="offer-decline"
                        on:click=move |_| ui.send(SessionEvent::KeepChatting)
                    >
                        {ui.text("offer.keep")}
                    </button>
                </div>
            </section>
        }
        .into_any()
    })
}

fn offered(face: &Face) -> bool {
    face.offered.is_some()
}
