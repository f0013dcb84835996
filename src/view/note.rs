//! What does Baton itself say in the thread?

use baton_conversation::{FollowUp, ResolvedBy};

use super::message::assistant;
use crate::dom::El;
use crate::session::{Note, words as tone_words};
use crate::strings::Strings;
use crate::ui::Ui;

/// part: message-system, a line by Baton itself.
pub(super) fn note(ui: Ui, what: &Note) -> El {
    let parts = "message message-system";
    let text = ui.strings.with_untracked(|strings| words(what, strings));
    if !matches!(what, Note::Handoff(_)) {
        return ui.el("li", "line note").with(ui.el("p", parts).part(parts).text(text));
    }
    // Said by us in full sentences, so it stands as a message of the thread.
    let author = ui.el("span", "author").part("author").text(assistant(ui));
    let bubble = ui.el("div", "bubble").part("bubble").attr("dir", "auto").text(text);
    let message = ui.el("article", "message message-system warm").part(parts);
    ui.el("li", "line").with(message.with(ui.el("p", "byline").with(author)).with(bubble))
}

/// The words of a line, also for the live region.
pub fn words(note: &Note, strings: &Strings) -> String {
    let (key, name, value) = match note {
        Note::Handoff(tone) => (tone_words(*tone), "", ""),
        Note::Offered(_) => ("offer.text", "", ""),
        Note::Joined(name) => ("note.joined", "name", name.as_str()),
        Note::Left(name) => ("note.left", "name", name.as_str()),
        Note::HandedBack(name) => ("note.handed_back", "name", name.as_str()),
        Note::Cancelled => ("note.cancelled", "", ""),
        Note::FollowUp(FollowUp::Email(to)) => ("note.email", "to", to.as_str()),
        Note::FollowUp(FollowUp::Callback(to)) => ("note.callback", "to", to.as_str()),
        Note::FollowUp(FollowUp::Unanswered) => ("note.unanswered", "", ""),
        Note::Resolved(ResolvedBy::Agent) => ("note.resolved", "", ""),
        Note::Resolved(ResolvedBy::Visitor) => ("note.ended", "", ""),
        Note::Resolved(ResolvedBy::Idle) => ("note.idle", "", ""),
        Note::Reopened => ("note.reopened", "", ""),
        Note::Broken => ("note.broken", "", ""),
    };
    strings.with(key, &[(name, value)])
}
