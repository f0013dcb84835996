//! Which questions stand in front of everything else?

use super::desk;
use crate::desk::Dialog;
use crate::state::{CAUSES, cause_label};
use baton_conversation::wire::MAX_TEXT;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, MouseEvent};

/// The dialog that is open, if any.
#[component]
pub(super) fn Dialogs(
    /// What is written as the note of a resolving.
    note: RwSignal<String>,
) -> impl IntoView {
    let desk = desk();
    // A dialog that is gone after its work was done leaves the focus nowhere; the case is where work goes on.
    Effect::new(move |was_open: Option<bool>| {
        let open = desk.dialog.get().is_some();
        if was_open == Some(true) && !open {
            request_animation_frame(focus_case);
        }
        open
    });
    move || match desk.dialog.get() {
        None => ().into_any(),
        Some(Dialog::Resolve) => view! { <Resolve note /> }.into_any(),
        Some(Dialog::HandBack) => view! { <HandBack /> }.into_any(),
        Some(Dialog::Help) => view! { <Help /> }.into_any(),
    }
}

fn focus_case() {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let case = document().get_element_by_id("case").and_then(|case| case.dyn_into::<HtmlElement>().ok());
    if let Some(case) = case.filter(|_| lost) {
        let _ = case.focus();
    }
}

/// Closes the dialog that a button stands in, so that the browser gives the focus back to where it was.
fn close(event: &MouseEvent) {
    let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let dialog = button.and_then(|button| button.closest("dialog").ok().flatten());
    if let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) {
        dialog.close();
    }
}

/// A modal dialog of the browser's own kind: it keeps the focus inside and gives it back.
#[component]
fn Modal(title: &'static str, mark: &'static str, children: Children) -> impl IntoView {
    let desk = desk();
    let place = NodeRef::<html::Dialog>::new();
    place.on_load(|dialog| {
        // Fails only if it is open already.
        let _ = dialog.show_modal();
    });
    view! {
        <dialog class="modal" aria-labelledby="dialog-title" data-test=mark node_ref=place on:close=move |_| desk.dialog.set(None)>
            <h2 id="dialog-title">{title}</h2>
            {children()}
        </dialog>
    }
}

#[component]
fn Resolve(note: RwSignal<String>) -> impl IntoView {
    let desk = desk();
    note.set(String::new());
    view! {
        <Modal title="Resolve: why could the Assistant not do it alone?" mark="resolve-dialog">
            <p class="hint">{"One key closes the case."}</p>
            <ol class="causes">
                {CAUSES
                    .into_iter()
                    .zip(1..)
                    .map(|(cause, key)| {
                        view! {
                            <li>
                                <button
                                    type="button"
                                    data-test=["cause-".to_owned(), key.to_string()].concat()
                                    prop:disabled=desk.busy
                                    on:click=move |_| desk.resolve(cause, note.get_untracked())
                                >
                                    <kbd>{key}</kbd>" "{cause_label(cause)}
                                </button>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
            <label for="cause-note">{"Note, if there is more to say"}</label>
            <textarea
                id="cause-note"
                rows="2"
                maxlength=MAX_TEXT
                data-test="cause-note"
                prop:value=note
                on:input:target=move |event| note.set(event.target().value())
            ></textarea>
            <div class="modal-foot">
                <button type="button" on:click=move |event| close(&event)>{"Cancel"}</button>
            </div>
        </Modal>
    }
}

#[component]
fn HandBack() -> impl IntoView {
    let desk = desk();
    let note = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        desk.hand_back(note.get_untracked().trim().to_owned());
    };
    view! {
        <Modal title="Hand back to the Assistant" mark="hand-back-dialog">
            <form on:submit=submit>
                <label for="hand-back-note">{"What should the Assistant know? The visitor never sees it."}</label>
                <textarea
                    id="hand-back-note"
                    rows="4"
                    maxlength=MAX_TEXT
                    data-test="hand-back-note"
                    autofocus
                    prop:value=note
                    on:input:target=move |event| note.set(event.target().value())
                ></textarea>
                <div class="modal-foot">
                    <button type="button" on:click=move |event| close(&event)>{"Cancel"}</button>
                    <button type="submit" class="primary" data-test="hand-back-confirm" prop:disabled=desk.busy>{"Hand back"}</button>
                </div>
            </form>
        </Modal>
    }
}

/// The keys and what they do.
const KEYS: [(&str, &str); 11] = [
    ("a", "Accept the open conversation, or the first in line"),
    ("j", "Next conversation"),
    ("k", "Previous conversation"),
    ("r", "Write to the visitor"),
    ("n", "Write a private note"),
    ("t", "Show or hide the transcript"),
    ("h", "Hand back to the Assistant"),
    ("e", "Resolve, then 1 to 7 for the root cause"),
    ("Enter", "Send"),
    ("Esc", "Leave the field, close a dialog"),
    ("?", "Show this"),
];

#[component]
fn Help() -> impl IntoView {
    let desk = desk();
    view! {
        <Modal title="Keys" mark="help-dialog">
            <dl class="keys">
                {KEYS
                    .into_iter()
                    .map(|(key, what)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> })
                    .collect_view()}
            </dl>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || !desk.keys_off.get()
                    on:change:target=move |event| desk.set_keys_off(!event.target().checked())
                />
                <span>{"Single keys work"}</span>
            </label>
            <div class="modal-foot">
                <button type="button" class="primary" on:click=move |event| close(&event)>{"Close"}</button>
            </div>
        </Modal>
    }
}
