//! What is being passed on to the person who comes? The visitor sees it and can correct it.

use baton_conversation::{Detail, Phase, Tone, VisitorBrief};

use super::icon::{PENCIL, PEOPLE};
use super::later;
use super::trouble::contact;
use crate::dom::{El, Words};
use crate::embed;
use crate::live::Live;
use crate::session::{Call, SessionEvent, words};
use crate::ui::{Face, Ui};

/// Adds what the visitor is told and shown while people are called.
pub(super) fn handoff_card(thread: El) -> El {
    thread.when(provisional, calling).when(sensitive, safety).when(has_brief, later::brief)
}

fn provisional(face: &Face) -> bool {
    face.provisional.is_some()
}

fn sensitive(face: &Face) -> bool {
    let handoff = face.handoff.as_ref().map(|h| h.tone);
    let lines = face.site.as_ref().is_some_and(|s| !s.safety_lines.is_empty());
    lines && (handoff == Some(Tone::Sensitive) || face.provisional == Some(Tone::Sensitive))
}

fn has_brief(face: &Face) -> bool {
    face.warm() && matches!(face.phase, Phase::Queued | Phase::FollowUp(_))
}

/// The browser's own judgement, at once; the server's confirmation takes its place.
///
/// part: provisional, the warm words before the server has confirmed them.
fn calling(ui: Ui) -> El {
    let text =
        Words::Line(|face, s| face.provisional.map(|t| s.get(words(t)).to_owned()).unwrap_or_default());
    let next = Words::Line(|face, s| {
        s.get(if face.online { "handoff.provisional" } else { "handoff.kept" }).to_owned()
    });
    let bubble = ui.el("div", "bubble").part("bubble").attr("dir", "auto").text(text);
    let next = ui
        .el("p", "delivery")
        .text(next)
        .when(|face| !face.online, |ui| contact(ui).unwrap_or_else(|| ui.el("span", "")));
    ui.el("section", "message message-system warm provisional")
        .part("message message-system provisional")
        .with(bubble)
        .with(next)
}

/// The site's own lines, before anything else.
///
/// part: safety, numbers to call.
fn safety(ui: Ui) -> El {
    let lines =
        ui.face.with_untracked(|f| f.site.as_ref().map(|s| s.safety_lines.clone()).unwrap_or_default());
    let card = ui.el("section", "card safety").part("safety");
    lines.into_iter().fold(card, |card, line| card.with(ui.el("p", "").text(line)))
}

/// part: handoff-card, what is being passed on.
pub(super) fn brief(ui: Ui) -> El {
    let editing = Live::new(false);
    let picked = editing.clone();
    let pick = Box::new(move || if picked.with(|editing| *editing) { EDIT } else { READ });
    let title = ui.el("h3", "").with(ui.icon(PEOPLE)).text("brief.title");
    ui.el("section", "card handoff").part("handoff-card").with(title).either(
        pick,
        Box::new(
            move |form| {
                if form == EDIT { edit(ui, editing.clone()) } else { read(ui, editing.clone()) }
            },
        ),
    )
}

const READ: u32 = 1;
const EDIT: u32 = 2;

fn current(face: &Face) -> VisitorBrief {
    face.handoff.as_ref().and_then(|h| h.brief.clone()).unwrap_or_default()
}

/// part: brief-summary, the summary.
/// part: brief-details, the key details.
/// part: brief-edit, begins the correction.
fn read(ui: Ui, editing: Live<bool>) -> El {
    let summary = Words::Line(|face, strings| match current(face).summary {
        summary if summary.is_empty() => strings.get("brief.writing").to_owned(),
        summary => summary,
    });
    let edit = ui.button("quiet", "brief-edit", move || editing.set(true));
    let mut known = VisitorBrief::default();
    let mut version = 1;
    let changes = Box::new(move || {
        let brief = ui.face.with(current);
        version += u32::from(known != brief);
        known = brief;
        version
    });
    ui.el("div", "brief")
        .with(ui.el("p", "summary").part("brief-summary").attr("dir", "auto").text(summary))
        .either(
            changes,
            Box::new(move |_| {
                let list = ui.el("dl", "details").part("brief-details");
                let details = ui.face.with_untracked(current).details;
                details.iter().fold(list, |list, detail| list.with(row(ui, detail)))
            }),
        )
        .with(ui.el("p", "why").text("brief.why"))
        .with(edit.with(ui.icon(PENCIL)).text("brief.edit"))
}

fn row(ui: Ui, detail: &Detail) -> El {
    let cell = |tag: &str, text: &str| ui.el(tag, "").attr("dir", "auto").text(text.to_owned());
    ui.el("div", "").with(cell("dt", &detail.label)).with(cell("dd", &detail.value))
}

/// part: brief-form, the correction of summary and details.
fn edit(ui: Ui, editing: Live<bool>) -> El {
    let VisitorBrief { summary, details } = ui.face.with_untracked(current);
    let area = ui.el("textarea", "").attr("name", "summary").attr("rows", "4").attr("dir", "auto");
    let area = area.attr("maxlength", "1000").text(summary);
    embed::focus_soon(&area.node);
    let field = ui.el("label", "field").with(ui.el("span", "").text("brief.summary")).with(area);
    let cancelled = editing.clone();
    let cancel = ui.button("quiet", "", move || cancelled.set(false)).text("brief.cancel");
    let buttons = ui.el("div", "buttons").with(ui.el("button", "strong").text("brief.save")).with(cancel);
    let form = ui.el("form", "brief-form").part("brief-form").with(field);
    // One empty row more than there are details: adding one needs no button, and emptying one removes it.
    let rows = (details.len() + 1).min(VisitorBrief::MAX_DETAILS);
    let form = (0..rows).fold(form, |form, i| form.with(detail_fields(ui, details.get(i))));
    form.with(buttons).on("submit", move |event| {
        event.prevent_default();
        ui.send(SessionEvent::Call(Call::Brief(read_form(&event))));
        editing.set(false);
    })
}

fn detail_fields(ui: Ui, known: Option<&Detail>) -> El {
    let field = |name: &str, key: &'static str, value: &str| {
        let field = ui.el("input", "").attr("name", name).attr("dir", "auto").attr("maxlength", "200");
        field.attr("value", value).label("aria-label", key).label("placeholder", key)
    };
    let (label, value) = known.map_or(("", ""), |d| (d.label.as_str(), d.value.as_str()));
    ui.el("div", "detail-fields").with(field("label", "brief.label", label)).with(field(
        "value",
        "brief.value",
        value,
    ))
}

fn read_form(event: &web_sys::Event) -> VisitorBrief {
    let summary = embed::form_values(event, "summary").pop().unwrap_or_default();
    let labels = embed::form_values(event, "label").into_iter();
    let details = labels
        .zip(embed::form_values(event, "value"))
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(label, value)| Detail { label, value })
        .collect();
    VisitorBrief { summary, details }
}
