//! Who am I talking with, and how do I get out?

use baton_conversation::Control;
use leptos::prelude::*;

use super::icon::{CLOSE, PEOPLE, SPARK, icon};
use crate::session::SessionEvent;
use crate::strings::Strings;
use crate::ui::{Face, Ui, UiEvent};

/// part: header, the bar at the top.
/// part: title, the name of who answers.
/// part: status, what that is: the AI, the queue or a person.
/// part: close-button, closes the panel.
/// part: new-button, begins a new conversation once this one is closed.
/// slot: logo, in place of the drawing beside the title.
pub(super) fn header(ui: Ui) -> AnyView {
    view! {
        <header class="header" part="header">
            <span class="logo">
                <slot name="logo">{ui.when(is_person, |_| icon(PEOPLE))}{ui.when(is_ours, |_| icon(SPARK))}</slot>
            </span>
            <div class="who">
                <h2 class="title" part="title">{ui.line(|face, _| face.speaker().to_owned())}</h2>
                <p class="status" part="status">{ui.line(status)}</p>
            </div>
            {ui.when(is_closed, new_button)}
            <button
                type="button"
                class="plain close"
                part="close-button"
                aria-label=ui.text("header.close")
                on:click=move |_| ui.say(UiEvent::Close)
            >
                {icon(CLOSE)}
            </button>
        </header>
    }
    .into_any()
}

fn is_person(face: &Face) -> bool {
    face.control() == Control::Agent
}

fn is_ours(face: &Face) -> bool {
    !is_person(face)
}

fn is_closed(face: &Face) -> bool {
    matches!(face.phase, baton_conversation::Phase::Closed(_))
}

fn new_button(ui: Ui) -> AnyView {
    view! {
        <button
            type="button"
            class="quiet new"
            part="new-button"
            on:click=move |_| ui.send(SessionEvent::NewConversation)
        >
            {ui.text("header.new")}
        </button>
    }
    .into_any()
}

fn status(face: &Face, strings: &Strings) -> String {
    let key = match face.control() {
        Control::Assistant => "header.assistant",
        Control::Queue => "header.waiting",
        Control::Agent => "header.person",
    };
    strings.get(key).to_owned()
}
