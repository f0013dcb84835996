//! What stands in an empty thread? A greeting and three questions to begin with.

use crate::dom::El;
use crate::session::{Load, SessionEvent};
use crate::ui::{Face, Ui};

const QUESTIONS: [&str; 3] = ["suggest.first", "suggest.second", "suggest.third"];

/// part: greeting, what an empty thread says.
/// slot: empty, in place of the greeting.
pub(super) fn greeting(ui: Ui) -> El {
    let title = ui.el("h3", "").text("greeting.title");
    let text = ui.el("p", "").text("greeting.text");
    let list =
        QUESTIONS.into_iter().fold(ui.el("ul", "suggestions"), |list, key| list.maybe(suggestion(ui, key)));
    ui.el("div", "greeting").part("greeting").slot("empty", &[title, text]).with(list)
}

/// Whether the greeting stands.
pub(super) fn is_empty(face: &Face) -> bool {
    face.empty && face.boot == Load::Ready && face.history == Load::Ready
}

/// part: suggestion, a question to begin with.
///
/// A site that has fewer questions leaves the string empty.
fn suggestion(ui: Ui, key: &'static str) -> Option<El> {
    let text = ui.strings.with(|s| s.get(key).to_owned());
    if text.is_empty() {
        return None;
    }
    let ask = text.clone();
    let button = ui.button("suggestion", "suggestion", move || ui.send(SessionEvent::Submit(ask.clone())));
    Some(ui.el("li", "").with(button.text(text)))
}
