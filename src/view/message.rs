//! What does one line of the thread look like?

use baton_conversation::{MessageId, Outcome};
use leptos::prelude::*;
use web_sys::Element;

use super::citation::citations;
use super::note::note;
use crate::embed;
use crate::session::{Delivery, Entry, EntryKind, SessionEvent};
use crate::ui::Ui;

/// What a bubble is made of.
struct Bubble {
    /// The element's class and parts.
    parts: &'static str,
    author: String,
    body: AnyView,
    after: Option<AnyView>,
    at: i64,
    follows: bool,
}

/// part: message, one message; second names say whose: message-visitor, message-assistant, message-agent.
/// part: message-visitor, a message of the visitor.
/// part: message-assistant, a message of the AI.
/// part: message-agent, a message of a person.
/// part: bubble, the shape behind a message's text.
/// part: author, who wrote it.
/// part: timestamp, when it was written.
pub(super) fn line(ui: Ui, entry: Entry) -> AnyView {
    let Entry { at, follows, kind, .. } = entry;
    match kind {
        EntryKind::Visitor { id, text, masked, delivery } => bubble(
            ui,
            Bubble {
                parts: "message message-visitor",
                author: ui.strings.with_untracked(|s| s.get("author.you").to_owned()),
                body: view! { <div class="text">{text}</div> }.into_any(),
                after: state(ui, id, masked, delivery),
                at,
                follows,
            },
        ),
        EntryKind::Assistant { text, citations: sources, outcome } => bubble(
            ui,
            Bubble {
                parts: if outcome == Some(Outcome::Fallback) {
                    "message message-assistant message-fallback"
                } else {
                    "message message-assistant"
                },
                author: ui
                    .face
                    .with_untracked(|f| f.site.as_ref().map(|s| s.assistant.clone()).unwrap_or_default()),
                body: view! { <div class="text" use:markdown=text></div> }.into_any(),
                after: citations(ui, sources),
                at,
                follows,
            },
        ),
        EntryKind::Agent { name, text } => bubble(
            ui,
            Bubble {
                parts: "message message-agent",
                author: name,
                body: view! { <div class="text" use:markdown=text></div> }.into_any(),
                after: None,
                at,
                follows,
            },
        ),
        EntryKind::System(what) => note(ui, &what),
    }
}

fn bubble(ui: Ui, bubble: Bubble) -> AnyView {
    let Bubble { parts, author, body, after, at, follows } = bubble;
    let class = if follows { "line follows" } else { "line" };
    let (short, full) = embed::time(at, &ui.locale.get_untracked());
    view! {
        <li class=class>
            <article class=parts part=parts>
                <p class="byline">
                    <span class="author" part="author">{author}</span>
                    <time class="timestamp" part="timestamp" datetime=full>{short}</time>
                </p>
                <div class="bubble" part="bubble" dir="auto">{body}</div>
                {after}
            </article>
        </li>
    }
    .into_any()
}

/// part: delivery, says where a message is on its way, or that a secret was hidden.
/// part: retry-button, sends it again.
fn state(ui: Ui, id: MessageId, masked: bool, delivery: Delivery) -> Option<AnyView> {
    let key = match delivery {
        Delivery::Pending => Some("message.pending"),
        Delivery::Failed => Some("message.failed"),
        Delivery::Sent => None,
    };
    let hidden =
        masked.then(|| view! { <p class="delivery" part="delivery">{ui.text("message.masked")}</p> });
    let retry = (delivery == Delivery::Failed).then(|| {
        view! {
            <button
                type="button"
                class="quiet"
                part="retry-button"
                on:click=move |_| ui.send(SessionEvent::Retry(id))
            >
                {ui.text("message.retry")}
            </button>
        }
    });
    if key.is_none() && hidden.is_none() {
        return None;
    }
    let line = key.map(|key| {
        let class = if delivery == Delivery::Failed { "delivery failed" } else { "delivery" };
        view! { <p class=class part="delivery">{ui.text(key)}</p> }
    });
    Some((hidden, line, retry).into_any())
}

/// The reply that is being written, and the dots before its first word.
///
/// part: typing, shows that an answer is being written.
pub(super) fn live(ui: Ui) -> AnyView {
    let writing = Memo::new(move |_| ui.streaming.with(|text| !text.is_empty()));
    let stream = move || {
        writing.get().then(|| {
            view! {
                <article class="message message-assistant streaming" part="message message-assistant">
                    <div class="bubble" part="bubble" dir="auto">
                        <div class="text" use:streamed=ui></div>
                    </div>
                </article>
            }
            .into_any()
        })
    };
    let dots = ui.when(
        |face| face.thinking,
        |ui| {
            let label = ui.line(|face, strings| strings.with("reply.thinking", &[("name", face.speaker())]));
            view! {
                <div class="typing" part="typing" role="img" aria-label=label>
                    <i></i>
                    <i></i>
                    <i></i>
                </div>
            }
            .into_any()
        },
    );
    (stream, dots).into_any()
}

/// Fills an element with a text's safe rendering.
fn markdown(element: Element, text: String) {
    embed::render(&element, &text);
}

/// Keeps an element filled with what has been written so far.
fn streamed(element: Element, ui: Ui) {
    Effect::new(move |_| ui.streaming.with(|text| embed::render(&element, text)));
}
