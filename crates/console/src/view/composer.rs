//! Where does an agent write, and to whom?

use super::desk;
use crate::state::Role;
use baton_conversation::ConversationId;
use baton_conversation::wire::MAX_TEXT;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The field for messages and private notes of one conversation.
#[component]
pub(super) fn Composer(id: ConversationId, role: Memo<Option<Role>>) -> impl IntoView {
    let desk = desk();
    let field = NodeRef::<html::Textarea>::new();
    let holds = move || role.get() == Some(Role::Holder);
    // Who does not hold the conversation can still leave a note for those who do.
    let note = Memo::new(move |_| desk.note_mode.get() || !holds());
    let text = RwSignal::new(String::new());
    Effect::new(move |_| {
        let note = note.get();
        text.set(desk.draft(id, note));
    });
    // The wish may be older than the field: it waits until there is one.
    Effect::new(move |_| {
        if let Some(field) = field.get()
            && desk.wants_focus.get()
        {
            desk.wants_focus.set(false);
            let _ = field.focus();
        }
    });
    let send = move || {
        if desk.send(&text.get_untracked(), note.get_untracked()) {
            text.set(String::new());
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        // While an input method composes, Enter belongs to it.
        "Enter" if !event.shift_key() && !event.is_composing() => {
            event.prevent_default();
            send();
        }
        "Escape" => {
            if let Some(field) = field.get_untracked() {
                let _ = field.blur();
            }
        }
        _ => {}
    };
    let on_input = move |value: String| {
        desk.keep_draft(note.get_untracked(), &value);
        text.set(value);
        if !note.get_untracked() {
            desk.types();
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let label =
        move || if note.get() { "Private note, the visitor never sees it" } else { "Message to the visitor" };
    view! {
        <form class="composer" data-kind=move || if note.get() { "note" } else { "message" } on:submit=submit>
            <div class="composer-head">
                <label for="text" data-test="composer-label">{label}</label>
                <Show when=holds>
                    <div class="kinds" role="group" aria-label="What to write">
                        <Kind label="Reply" mark="reply-toggle" is_note=false note />
                        <Kind label="Private note" mark="note-toggle" is_note=true note />
                    </div>
                </Show>
            </div>
            <textarea
                id="text"
                rows="2"
                maxlength=MAX_TEXT
                data-test="composer"
                aria-describedby="text-hint"
                node_ref=field
                prop:value=text
                on:keydown=on_key
                on:input:target=move |event| on_input(event.target().value())
            ></textarea>
            <div class="composer-foot">
                <p id="text-hint" class="hint">{"Enter sends, Shift and Enter starts a new line."}</p>
                <button type="submit" class="primary" data-test="send" prop:disabled=move || text.with(|t| t.trim().is_empty())>
                    {move || if note.get() { "Add note" } else { "Send" }}
                </button>
            </div>
        </form>
    }
}

/// Switches between message and note.
#[component]
fn Kind(label: &'static str, mark: &'static str, is_note: bool, note: Memo<bool>) -> impl IntoView {
    let desk = desk();
    let choose = move |_| {
        desk.note_mode.set(is_note);
        desk.wants_focus.set(true);
    };
    view! {
        <button
            type="button"
            class="quiet small"
            data-test=mark
            aria-pressed=move || (note.get() == is_note).to_string()
            on:click=choose
        >
            {label}
        </button>
    }
}
