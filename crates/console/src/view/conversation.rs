//! How is one conversation shown: the layers first, then the thread, then what the agent can do?

use super::composer::Composer;
use super::desk;
use super::layers::Layers;
use super::thread::ThreadView;
use crate::desk::{Dialog, Open};
use crate::state::{Role, Thread, phase_label};
use baton_conversation::ConversationId;
use leptos::prelude::*;

/// Whatever is open: nothing, something on its way, a failure, or a conversation.
#[component]
pub(super) fn Conversation() -> impl IntoView {
    let desk = desk();
    // Rebuilt when another conversation or another state of loading comes, not with each event.
    #[derive(Clone, PartialEq)]
    enum Shown {
        Nothing,
        Loading,
        Ready(ConversationId),
        Failed(ConversationId, String),
    }
    let shown = Memo::new(move |_| {
        desk.open.with(|open| match open {
            Open::Nothing => Shown::Nothing,
            Open::Loading(_) => Shown::Loading,
            Open::Ready(thread) => Shown::Ready(thread.id),
            Open::Failed(id, why) => Shown::Failed(*id, why.clone()),
        })
    });
    move || match shown.get() {
        Shown::Nothing => view! { <Nothing /> }.into_any(),
        Shown::Loading => view! { <p class="blank" role="status">{"Loading…"}</p> }.into_any(),
        Shown::Failed(id, why) => view! {
            <div class="blank" role="alert">
                <p>{why}</p>
                <button type="button" on:click=move |_| desk.open(id)>{"Try again"}</button>
            </div>
        }
        .into_any(),
        Shown::Ready(id) => view! { <Case id /> }.into_any(),
    }
}

/// What to do when nothing is open.
#[component]
fn Nothing() -> impl IntoView {
    let desk = desk();
    let said = move || match desk.board.with(|board| board.queue.len()) {
        0 => "Nobody is waiting. New cases appear on the left as they come.",
        1 => "One visitor is waiting.",
        _ => "Visitors are waiting.",
    };
    view! {
        <div class="blank" data-test="blank">
            <p>{said}</p>
            <p class="hint"><kbd>{"a"}</kbd>" accepts the first in line. "<kbd>{"?"}</kbd>" shows all keys."</p>
        </div>
    }
}

/// One open conversation.
#[component]
fn Case(id: ConversationId) -> impl IntoView {
    let desk = desk();
    let read = move |of: fn(&Thread) -> String| move || desk.open.with(|open| open.thread().map(of));
    let role = Memo::new(move |_| desk.role());
    view! {
        <article class="conversation" aria-labelledby="subject" data-test="conversation">
            <header class="case-head">
                <button type="button" class="quiet back" on:click=move |_| desk.close()>{"Back to the board"}</button>
                <h2 id="subject">{read(Thread::subject)}</h2>
                <p class="case-state" data-test="state">{read(state_text)}</p>
                <div class="case-actions">
                    {move || match role.get() {
                        Some(Role::Holder) => view! { <HolderActions /> }.into_any(),
                        Some(Role::MayAccept) => view! { <TakeAction label="Accept" mark="take" /> }.into_any(),
                        Some(Role::MayTakeOver) => view! { <TakeAction label="Take over" mark="take-over" /> }.into_any(),
                        Some(Role::Reader) | None => ().into_any(),
                    }}
                </div>
            </header>
            <div class="case-body">
                <Layers />
                <section class="talk" aria-label="Thread">
                    <ThreadView />
                    <Composer id role />
                </section>
            </div>
        </article>
    }
}

#[component]
fn HolderActions() -> impl IntoView {
    let desk = desk();
    view! {
        <button type="button" data-test="hand-back" prop:disabled=desk.busy on:click=move |_| desk.dialog.set(Some(Dialog::HandBack))>
            "Hand back " <kbd>{"h"}</kbd>
        </button>
        <button type="button" class="primary" data-test="resolve" prop:disabled=desk.busy on:click=move |_| desk.dialog.set(Some(Dialog::Resolve))>
            "Resolve " <kbd>{"e"}</kbd>
        </button>
    }
}

#[component]
fn TakeAction(label: &'static str, mark: &'static str) -> impl IntoView {
    let desk = desk();
    view! {
        <button type="button" class="primary" data-test=mark prop:disabled=desk.busy on:click=move |_| desk.accept_next()>
            {label}" "<kbd>{"a"}</kbd>
        </button>
    }
}

fn state_text(thread: &Thread) -> String {
    match (thread.holder(), &thread.offered) {
        (Some(agent), _) => ["With ", &agent.name].concat(),
        (None, Some(agent)) => ["Offered to ", &agent.name].concat(),
        (None, None) => phase_label(thread.at).to_owned(),
    }
}
