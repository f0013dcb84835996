//! What does Baton itself say in the thread?

use baton_conversation::{FollowUp, ResolvedBy};
use leptos::prelude::*;

use crate::session::{Note, words as tone_words};
use crate::strings::Strings;
use crate::ui::Ui;

/// part: message-system, a line by Baton itself.
pub(super) fn note(ui: Ui, what: &Note) -> AnyView {
    let text = ui.strings.with_untracked(|strings| words(what, strings));
    let warm = matches!(what, Note::Handoff(_));
    if warm {
        // Said by us in full sentences, so it stands as a message of the thread.
        let author =
            ui.face.with_untracked(|f| f.site.as_ref().map(|s| s.assistant.clone()).unwrap_or_default());
        return view! {
            <li class="line">
                <article class="message message-system warm" part="message message-system">
                    <p class="byline"><span class="author" part="author">{author}</span></p>
                    <div class="bubble" part="bubble" dir="auto">{text}</div>
                </article>
            </li>
        }
        .into_any();
    }
    view! { <li class="line note"><p class="message message-system" part="message message-system">{text}</p></li> }
        .into_any()
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
