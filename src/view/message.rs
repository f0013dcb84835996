//! What does one line of the thread look like?

use baton_conversation::{Citation, MessageId, Outcome};

use super::citation::citations;
use super::later;
use crate::dom::{El, Words, watch};
use crate::embed;
use crate::session::{Delivery, Entry, EntryKind, SessionEvent};
use crate::ui::{Face, Ui};

/// part: message, one message; a second name says whose.
/// part: message-visitor, a message of the visitor.
/// part: message-assistant, a message of the AI.
/// part: message-fallback, a message of the AI that says it does not know.
/// part: message-agent, a message of a person.
pub(super) fn line(ui: Ui, entry: &Entry) -> El {
    match &entry.kind {
        EntryKind::Visitor { id, text, masked, delivery } => {
            let body = ui.el("div", "text").text(text.clone());
            let message = message(ui, entry, "message message-visitor", Words::Key("author.you"), body);
            wrap(ui, entry, state(message, ui, *id, *masked, *delivery))
        }
        EntryKind::Assistant { text, citations, outcome } => {
            later::answer(ui, entry, text, citations, *outcome)
        }
        EntryKind::Agent { name, text } => later::agents(ui, entry, name, text),
        EntryKind::System(what) => later::note(ui, what),
    }
}

pub(super) fn answer(
    ui: Ui,
    entry: &Entry,
    text: &str,
    sources: &[Citation],
    outcome: Option<Outcome>,
) -> El {
    let parts = match outcome {
        Some(Outcome::Fallback) => "message message-assistant message-fallback",
        _ => "message message-assistant",
    };
    let message = message(ui, entry, parts, assistant(ui), rendered(ui, text));
    wrap(ui, entry, message.maybe(citations(ui, sources)))
}

pub(super) fn agents(ui: Ui, entry: &Entry, name: &str, text: &str) -> El {
    let author = Words::Plain(name.to_owned());
    wrap(ui, entry, message(ui, entry, "message message-agent", author, rendered(ui, text)))
}

/// The Assistant's name, as words.
pub(super) fn assistant(ui: Ui) -> Words {
    Words::Plain(ui.face.with_untracked(|f| f.site.as_ref().map(|s| s.assistant.clone()).unwrap_or_default()))
}

fn rendered(ui: Ui, text: &str) -> El {
    let body = ui.el("div", "text");
    embed::render(&body.node, text);
    body
}

fn wrap(ui: Ui, entry: &Entry, message: El) -> El {
    ui.el("li", if entry.follows { "line follows" } else { "line" }).with(message)
}

/// part: bubble, the shape behind a message's text.
/// part: author, who wrote it.
/// part: timestamp, when it was written.
fn message(ui: Ui, entry: &Entry, parts: &str, author: Words, body: El) -> El {
    let (short, full) = ui.locale.with_untracked(|locale| embed::time(entry.at, locale));
    let time = ui.el("time", "timestamp").part("timestamp").attr("datetime", &full).text(short);
    let author = ui.el("span", "author").part("author").text(author);
    ui.el("article", parts)
        .part(parts)
        .with(ui.el("p", "byline").with(author).with(time))
        .with(ui.el("div", "bubble").part("bubble").attr("dir", "auto").with(body))
}

/// part: delivery, says where a message is on its way, or that a secret was hidden.
/// part: retry-button, sends it again.
fn state(message: El, ui: Ui, id: MessageId, masked: bool, delivery: Delivery) -> El {
    let line = |class: &str, key| ui.el("p", class).part("delivery").text(Words::Key(key));
    let message = message.maybe(masked.then(|| line("delivery", "message.masked")));
    match delivery {
        Delivery::Sent => message,
        Delivery::Pending => message.with(line("delivery", "message.pending")),
        Delivery::Failed => {
            let again = ui.button("quiet", "retry-button", move || ui.send(SessionEvent::Retry(id)));
            message.with(line("delivery failed", "message.failed")).with(again.text("message.retry"))
        }
    }
}

/// Adds the reply that is being written, and the dots before its first word.
pub(super) fn live(thread: El, ui: Ui) -> El {
    let writing = Box::new(move || ui.streaming.with(|text| !text.is_empty()).into());
    thread.either(writing, Box::new(move |_| later::streaming(ui))).when(thinking, dots)
}

pub(super) fn streaming(ui: Ui) -> El {
    let body = ui.el("div", "text");
    let node = body.node.clone();
    watch(Box::new(move || ui.streaming.with(|text| embed::render(&node, text))));
    let bubble = ui.el("div", "bubble").part("bubble").attr("dir", "auto").with(body);
    ui.el("article", "message message-assistant").part("message message-assistant").with(bubble)
}

fn thinking(face: &Face) -> bool {
    face.thinking
}

/// part: typing, shows that an answer is being written.
fn dots(ui: Ui) -> El {
    let label = Words::Line(|face, strings| strings.with("reply.thinking", &[("name", face.speaker())]));
    let dot = || ui.el("i", "");
    ui.el("div", "typing")
        .part("typing")
        .attr("role", "img")
        .label("aria-label", label)
        .with(dot())
        .with(dot())
        .with(dot())
}
