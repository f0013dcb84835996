//! How is the board shown: who waits, whom I have, what comes later?

use super::desk;
use crate::desk::Open;
use crate::state::{Section, duration, priority_label, reason_label, sections};
use baton_conversation::wire::BoardItem;
use baton_conversation::{Lifecycle, Priority};
use leptos::prelude::*;

/// The board beside the conversation.
#[component]
pub(super) fn BoardList() -> impl IntoView {
    let desk = desk();
    let online = move || match desk.board.with(|board| board.agents_online) {
        1 => "1 agent available".to_owned(),
        n => format!("{n} agents available"),
    };
    let parts = Memo::new(move |_| desk.board.with(sections));
    view! {
        <nav class="board" aria-label="Conversations" data-test="board">
            <p class="board-online">{move || desk.board_known.get().then(online)}</p>
            <Show when=move || desk.board_known.get() fallback=|| view! { <p class="empty">{"Loading…"}</p> }>
                <For each=move || parts.get() key=|part| part.name let:part>
                    <Part name=part.name title=part.title open=part.open empty=part.empty parts />
                </For>
            </Show>
        </nav>
    }
}

/// One part of the board. It is made once and follows the board by its name, so that folding and focus stay.
#[component]
fn Part(
    name: &'static str,
    title: &'static str,
    open: bool,
    empty: Option<&'static str>,
    parts: Memo<Vec<Section>>,
) -> impl IntoView {
    let items = Memo::new(move |_| {
        parts.with(|parts| parts.iter().find(|p| p.name == name).map(|p| p.items.clone())).unwrap_or_default()
    });
    let desk = desk();
    let count = move || items.with(Vec::len);
    let capacity = move || desk.me.with(|me| me.as_ref().map_or(0, |me| me.capacity));
    let counted =
        move || if name == "mine" { format!("{} of {}", count(), capacity()) } else { count().to_string() };
    view! {
        <details class="part" data-test=name open=open>
            <summary>
                <h2>{title}</h2>
                <span class="count">{counted}</span>
            </summary>
            <Show when=move || count() == 0>
                <p class="empty">{empty}</p>
            </Show>
            <ul>
                <For each=move || items.get() key=|item| item.conversation let:item>
                    <Entry id=item.conversation items queued=name == "queue" mine=name == "mine" />
                </For>
            </ul>
        </details>
    }
}

/// One conversation of the board.
#[component]
fn Entry(
    id: baton_conversation::ConversationId,
    items: Memo<Vec<BoardItem>>,
    queued: bool,
    mine: bool,
) -> impl IntoView {
    let desk = desk();
    let item =
        Memo::new(move |_| items.with(|items| items.iter().find(|item| item.conversation == id).cloned()));
    let with = move |read: fn(&BoardItem) -> String| move || item.with(|item| item.as_ref().map(read));
    let current = move || desk.open.with(Open::id) == Some(id);
    let unread =
        move || mine && item.with(|i| i.as_ref().is_some_and(|i| desk.seen.with(|s| s.is_unread(i))));
    let priority = move || item.with(|i| i.as_ref().map_or("normal", |i| priority_name(i.priority)));
    let since = move || {
        let now = desk.clock.get();
        item.with(|item| item.as_ref().map(|item| duration(now.since(item.since))))
    };
    let offered = move || {
        item.with(|i| {
            i.as_ref().is_some_and(|i| {
                i.at == Lifecycle::Offered
                    && i.agent.as_ref().map(|a| a.id) == desk.me.with(|me| me.as_ref().map(|me| me.agent.id))
            })
        })
    };
    let accept = move |_| {
        if let Some(epoch) = item.with_untracked(|item| item.as_ref().map(|item| item.epoch)) {
            desk.accept(id, epoch);
        }
    };
    view! {
        <li class="entry" data-priority=priority data-unread=move || unread().then_some("yes") data-test="entry">
            <button
                type="button"
                class="entry-open"
                aria-current=move || current().then_some("true")
                on:click=move |_| desk.open(id)
            >
                <span class="entry-top">
                    <span class="badge" data-priority=priority>{with(priority_text)}</span>
                    <span class="entry-reason">{with(reason_text)}</span>
                    <span class="entry-time">{since}</span>
                </span>
                <span class="entry-line">{with(line_text)}</span>
                <span class="entry-agent">{with(agent_text)}</span>
                <Show when=unread><span class="entry-new">{"New message"}</span></Show>
            </button>
            <Show when=move || queued>
                <div class="entry-actions">
                    <button type="button" class="primary small" data-test="accept" prop:disabled=desk.busy on:click=accept>
                        "Accept"
                    </button>
                    <Show when=offered>
                        <button type="button" class="small" data-test="decline" prop:disabled=desk.busy on:click=move |_| desk.decline(id)>
                            "Decline"
                        </button>
                    </Show>
                </div>
            </Show>
        </li>
    }
}

fn priority_name(priority: Priority) -> &'static str {
    match priority {
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

fn priority_text(item: &BoardItem) -> String {
    priority_label(item.priority).unwrap_or_default().to_owned()
}

fn reason_text(item: &BoardItem) -> String {
    item.reason.map(reason_label).unwrap_or("Not handed over").to_owned()
}

fn line_text(item: &BoardItem) -> String {
    item.line.clone()
}

fn agent_text(item: &BoardItem) -> String {
    match (&item.agent, item.at) {
        (Some(agent), Lifecycle::Offered) => ["Offered to ", &agent.name].concat(),
        (Some(agent), _) => agent.name.clone(),
        (None, _) => String::new(),
    }
}
