//! What frames the agent's work: who, whether connected, whether available, and the keys?

use super::board::BoardList;
use super::conversation::Conversation;
use super::desk;
use super::dialogs::Dialogs;
use crate::desk::{Desk, Dialog, Open};
use crate::state::{KeyContext, Tone, action};
use baton_web::stream::Connection;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// The page of a signed-in agent.
#[component]
pub(super) fn Shell() -> impl IntoView {
    let desk = desk();
    let note = RwSignal::new(String::new());
    let keys = window_event_listener(ev::keydown, move |event| {
        if let Some(action) = action(&event.key(), key_context(desk, &event)) {
            event.prevent_default();
            desk.act(action, move || note.get_untracked());
        }
    });
    let online = window_event_listener(ev::online, move |_| desk.wake());
    on_cleanup(move || {
        keys.remove();
        online.remove();
    });
    let chosen = move || desk.open.with(|open| *open != Open::Nothing);
    view! {
        <a class="skip" href="#case">{"Skip to the conversation"}</a>
        <Head />
        <NoticeBar />
        <main class="desk" data-chosen=move || if chosen() { "yes" } else { "no" }>
            <BoardList />
            <section id="case" class="case" tabindex="-1" aria-label="Conversation">
                <Conversation />
            </section>
        </main>
        <Dialogs note />
    }
}

fn key_context(desk: Desk, event: &KeyboardEvent) -> KeyContext {
    let typing = event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| {
        matches!(element.tag_name().as_str(), "TEXTAREA" | "INPUT" | "SELECT")
            && element.get_attribute("type").as_deref() != Some("checkbox")
    });
    let dialog = desk.dialog.get_untracked();
    KeyContext {
        typing: typing || event.is_composing(),
        modified: event.ctrl_key() || event.alt_key() || event.meta_key(),
        choosing_cause: dialog == Some(Dialog::Resolve),
        dialog: dialog.is_some_and(|dialog| dialog != Dialog::Resolve),
        off: desk.keys_off.get_untracked(),
    }
}

/// Who, where, and the switches.
#[component]
fn Head() -> impl IntoView {
    let desk = desk();
    let site = move || desk.me.with(|me| me.as_ref().map(|me| me.site_name.clone()));
    let name = move || desk.me.with(|me| me.as_ref().map(|me| me.agent.name.clone()));
    let available = move || desk.me.with(|me| me.as_ref().is_some_and(|me| me.available));
    view! {
        <header class="head">
            <h1 class="head-title">{"Baton"} <span class="head-site">{site}</span></h1>
            <ConnectionState />
            <div class="head-tools">
                <label class="switch" data-test="available">
                    <input
                        type="checkbox"
                        role="switch"
                        prop:checked=available
                        on:change:target=move |event| desk.set_available(event.target().checked())
                    />
                    <span>{"Available"}</span>
                </label>
                <label class="switch">
                    <input
                        type="checkbox"
                        role="switch"
                        prop:checked=desk.sound
                        on:change:target=move |event| desk.set_sound(event.target().checked())
                    />
                    <span>{"Sound"}</span>
                </label>
                <button type="button" class="quiet head-keys" data-test="help" on:click=move |_| desk.dialog.set(Some(Dialog::Help))>
                    "Keys " <kbd>{"?"}</kbd>
                </button>
                <span class="head-name" data-test="me">{name}</span>
                <button type="button" class="quiet" data-test="sign-out" on:click=move |_| desk.sign_out()>{"Sign out"}</button>
            </div>
        </header>
    }
}

/// Whether events come as they happen.
#[component]
fn ConnectionState() -> impl IntoView {
    let desk = desk();
    let said = move || match desk.connection.get() {
        Connection::Live => ("live", "Live"),
        Connection::Connecting => ("connecting", "Connecting…"),
        Connection::Polling => ("polling", "Live, slower"),
        Connection::Offline => ("offline", "No connection, trying again…"),
    };
    view! {
        <p class="connection" role="status" data-state=move || said().0 data-test="connection">
            {move || said().1}
        </p>
    }
}

/// The last thing that happened or went wrong.
#[component]
fn NoticeBar() -> impl IntoView {
    let desk = desk();
    // Both regions are there from the start, or a screen reader would miss the first line.
    let text = move |tone| {
        move || desk.notice.with(|n| n.as_ref().filter(|n| n.tone == tone).map(|n| n.text.clone()))
    };
    let state = move || match desk.notice.with(|n| n.as_ref().map(|n| n.tone)) {
        None => "none",
        Some(Tone::Info) => "info",
        Some(Tone::Problem) => "problem",
    };
    view! {
        <div class="notice" data-state=state data-test="notice">
            <p role="status">{text(Tone::Info)}</p>
            <p role="alert">{text(Tone::Problem)}</p>
            <button type="button" class="quiet" on:click=move |_| desk.notice.set(None)>{"Dismiss"}</button>
        </div>
    }
}
