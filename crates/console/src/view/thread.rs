//! How is what was said shown: folded before the handoff, live since then?

use super::desk;
use super::prose::Prose;
use crate::state::{Draft, Row, RowKind, Source, Thread};
use baton_conversation::{Author, Timestamp};
use baton_web::markdown::safe_url;
use baton_web::outbox::{Item, ItemState};
use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

/// The transcript, the live thread, and what is still on its way.
#[component]
pub(super) fn ThreadView() -> impl IntoView {
    let desk = desk();
    let rows = move |of: fn(&Thread) -> &[Row]| {
        Memo::new(move |_| desk.open.with(|open| open.thread().map(|t| of(t).to_vec())).unwrap_or_default())
    };
    let (before, live) = (rows(Thread::transcript), rows(Thread::live));
    let count = move || desk.open.with(|open| open.thread().map_or(0, Thread::transcript_messages));
    let older = Memo::new(move |_| desk.open.with(|open| open.thread().is_some_and(|t| t.older)));
    let folded = Memo::new(move |_| before.with(|rows| !rows.is_empty()));
    let streaming =
        move || desk.open.with(|o| o.thread().and_then(|t| t.streaming.clone()).map(|(_, text)| text));
    let streams = Memo::new(move |_| streaming().is_some());
    let place = NodeRef::<html::Div>::new();
    follow_end(place, move || {
        (live.with(Vec::len), desk.pending.with(Vec::len), streaming().map(|t| t.len()))
    });
    let label = move || {
        let verb = if desk.transcript_shown.get() { "Hide" } else { "Show" };
        format!("{verb} transcript ({})", count())
    };
    view! {
        <div class="rows" tabindex="0" role="group" aria-label="Messages" node_ref=place>
            <Show when=move || folded.get()>
                <button
                    type="button"
                    class="quiet fold"
                    data-test="transcript-toggle"
                    aria-expanded=move || desk.transcript_shown.get().to_string()
                    on:click=move |_| desk.transcript_shown.update(|shown| *shown = !*shown)
                >
                    {label}
                </button>
            </Show>
            <Show when=move || older.get() && (!folded.get() || desk.transcript_shown.get())>
                <button type="button" class="quiet" on:click=move |_| desk.load_older()>{"Load older messages"}</button>
            </Show>
            <Show when=move || folded.get() && desk.transcript_shown.get()>
                <ol class="transcript" data-test="transcript">
                    <For each=move || before.get() key=|row| row.seq let:row><Line row /></For>
                </ol>
            </Show>
            <div role="log" aria-label="Live thread" data-test="thread">
                <ol class="live">
                    <For each=move || live.get() key=|row| row.seq let:row><Line row /></For>
                </ol>
            </div>
            <Show when=move || streams.get()>
                <div class="row said" data-author="assistant" aria-hidden="true">
                    <p class="row-head"><span class="row-name">{"Assistant"}</span>" is answering…"</p>
                    <Prose text=Signal::derive(move || streaming().unwrap_or_default()) />
                </div>
            </Show>
            <ol class="pending">
                <For each=move || desk.pending.get() key=|item| (item.id, item.state.clone()) let:item>
                    <Pending item />
                </For>
            </ol>
        </div>
        <p class="typing" role="status" data-test="visitor-typing">
            {move || desk.visitor_types.get().then_some("The visitor is typing…")}
        </p>
    }
}

/// Keeps the end in sight when something is added, unless the agent has scrolled up to read.
fn follow_end<T: PartialEq + 'static>(place: NodeRef<html::Div>, grows: impl Fn() -> T + 'static) {
    Effect::new(move |shown: Option<bool>| {
        grows();
        let Some(rows) = place.get() else { return false };
        if shown != Some(true) {
            // Opened just now: the newest is what counts. On small screens the layers come first.
            request_animation_frame(move || rows.set_scroll_top(rows.scroll_height()));
            return true;
        }
        let Some(scroller) = scroller(&rows) else { return true };
        let from_end = scroller.scroll_height() - scroller.scroll_top() - scroller.client_height();
        // A few lines of new text at once still count as being at the end.
        if from_end < scroller.client_height().min(320) {
            request_animation_frame(move || scroller.set_scroll_top(scroller.scroll_height()));
        }
        true
    });
}

/// What scrolls: the rows by themselves, or on small screens the whole case with them.
fn scroller(rows: &Element) -> Option<Element> {
    if rows.scroll_height() > rows.client_height() {
        return Some(rows.clone());
    }
    rows.closest(".case-body").ok().flatten()
}

/// One line of the thread.
#[component]
fn Line(row: Row) -> impl IntoView {
    let at = time_of(row.at);
    match row.kind {
        RowKind::Said { author, name, text, detail, sources } => view! {
            <li class="row said" data-author=author_name(author)>
                <p class="row-head"><span class="row-name">{name}</span>{at}</p>
                <Prose text=text />
                {detail.map(|detail| view! { <p class="hint">{detail}</p> })}
                {sources.into_iter().map(source).collect_view()}
            </li>
        }
        .into_any(),
        RowKind::Note { name, text, hand_back } => {
            let kind = if hand_back { "note to the Assistant" } else { "private note" };
            view! {
                <li class="row note" data-test="note">
                    <p class="row-head"><span class="row-name">{name}</span>{[" · ", kind].concat()}{at}</p>
                    <Prose text=text />
                </li>
            }
            .into_any()
        }
        RowKind::Mark { text, strong } => view! {
            <li class="row mark-row" data-strong=strong.then_some("yes")><span>{text}</span>{at}</li>
        }
        .into_any(),
        RowKind::Handed => {
            view! { <li class="row mark-row" data-strong="yes"><span>{"Handed to people"}</span>{at}</li> }
                .into_any()
        }
    }
}

fn source(source: Source) -> impl IntoView {
    let url = source.url.as_deref().and_then(safe_url).map(str::to_owned);
    let shown = match url {
        Some(url) => {
            view! { <a href=url target="_blank" rel="noopener noreferrer">{source.title}</a> }.into_any()
        }
        None => view! { <span>{source.title}</span> }.into_any(),
    };
    view! { <p class="hint">{"Source: "}{shown}</p> }
}

/// A text that the server has not confirmed in the thread yet.
#[component]
fn Pending(item: Item<Draft>) -> impl IntoView {
    let desk = desk();
    let id = item.id;
    let kind = if item.body.is_note() { "row note" } else { "row said" };
    let text = item.body.text().to_owned();
    let state = match item.state {
        ItemState::Pending => view! { <p class="hint" role="status">{"Sending…"}</p> }.into_any(),
        ItemState::Sent => view! { <p class="hint">{"Sent"}</p> }.into_any(),
        ItemState::Failed(code) => view! {
            <div class="failed" role="alert">
                <span>{"Not sent: "}{why_not(&code)}</span>
                <button type="button" class="small" on:click=move |_| desk.settle(id, true)>{"Try again"}</button>
                <button type="button" class="small" on:click=move |_| desk.settle(id, false)>{"Discard"}</button>
            </div>
        }
        .into_any(),
    };
    view! {
        <li class=kind data-author="agent" data-pending="yes">
            <Prose text=text />
            {state}
        </li>
    }
}

fn why_not(code: &str) -> String {
    match code {
        "not_yours" | "wrong_state" => "you do not hold this conversation any more.".to_owned(),
        "too_long" => "it is too long.".to_owned(),
        "expired" => "it waited for more than seven days.".to_owned(),
        other => [other, "."].concat(),
    }
}

fn author_name(author: Author) -> &'static str {
    match author {
        Author::Visitor => "visitor",
        Author::Assistant => "assistant",
        Author::Agent => "agent",
        Author::System => "system",
    }
}

/// The time of day in the agent's own locale and zone.
fn time_of(at: Timestamp) -> impl IntoView {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds stay exact until the year 287396")]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.0 as f64));
    let full = String::from(date.to_iso_string());
    let time = String::from(date.to_locale_time_string("default"));
    // Seconds only clutter; the full time is in the element.
    let short = time.rsplit_once(':').map_or(time.clone(), |(hours, rest)| {
        let half = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        [hours, half].concat()
    });
    view! { <time datetime=full.clone() title=full>{short}</time> }
}
