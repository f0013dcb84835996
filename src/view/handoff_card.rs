//! What is being passed on to the person who comes? The visitor sees it and can correct it.

use baton_conversation::{Detail, Phase, Tone, VisitorBrief};
use leptos::prelude::*;

use super::icon::{PENCIL, PEOPLE, icon};
use super::trouble::contact;
use crate::embed::{self, focus_on_mount};
use crate::session::{Call, SessionEvent, words};
use crate::ui::{Face, Ui};

/// part: handoff-card, what happens now and what is being passed on.
pub(super) fn handoff_card(ui: Ui) -> AnyView {
    (ui.when(provisional, calling), ui.when(sensitive, safety), ui.when(has_brief, brief)).into_any()
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
fn calling(ui: Ui) -> AnyView {
    let text = ui
        .line(|face, strings| face.provisional.map(|t| strings.get(words(t)).to_owned()).unwrap_or_default());
    let next = ui.line(|face, strings| {
        strings.get(if face.online { "handoff.provisional" } else { "handoff.kept" }).to_owned()
    });
    view! {
        <section class="message message-system warm provisional" part="message message-system provisional">
            <div class="bubble" part="bubble" dir="auto">{text}</div>
            <p class="delivery">{next} {ui.when(|face| !face.online, |ui| contact(ui).into_any())}</p>
        </section>
    }
    .into_any()
}

/// The site's own lines, before anything else.
///
/// part: safety, numbers to call.
fn safety(ui: Ui) -> AnyView {
    let lines = ui.face.with(|f| f.site.as_ref().map(|s| s.safety_lines.clone()).unwrap_or_default());
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect();
    view! { <section class="card safety" part="safety">{lines}</section> }.into_any()
}

fn brief(ui: Ui) -> AnyView {
    let editing = RwSignal::new(false);
    view! {
        <section class="card handoff" part="handoff-card">
            <h3>{icon(PEOPLE)} {ui.text("brief.title")}</h3>
            {move || if editing.get() { edit(ui, editing) } else { read(ui, editing) }}
        </section>
    }
    .into_any()
}

fn current(face: &Face) -> VisitorBrief {
    face.handoff.as_ref().and_then(|h| h.brief.clone()).unwrap_or_default()
}

/// part: brief-summary, the summary.
/// part: brief-details, the key details.
/// part: brief-edit, begins the correction.
fn read(ui: Ui, editing: RwSignal<bool>) -> AnyView {
    let brief = Memo::new(move |_| ui.face.with(current));
    let summary = move || {
        brief.with(|b| if b.summary.is_empty() { ui.text("brief.writing").get() } else { b.summary.clone() })
    };
    let details = move || {
        let rows = brief.with(|b| b.details.clone()).into_iter();
        rows.map(|d| view! { <div><dt dir="auto">{d.label}</dt><dd dir="auto">{d.value}</dd></div> })
            .collect::<Vec<_>>()
    };
    view! {
        <p class="summary" part="brief-summary" dir="auto">{summary}</p>
        <dl class="details" part="brief-details">{details}</dl>
        <p class="why">{ui.text("brief.why")}</p>
        <button type="button" class="quiet" part="brief-edit" on:click=move |_| editing.set(true)>
            {icon(PENCIL)}
            {ui.text("brief.edit")}
        </button>
    }
    .into_any()
}

/// part: brief-form, the correction of summary and details.
fn edit(ui: Ui, editing: RwSignal<bool>) -> AnyView {
    let VisitorBrief { summary, details } = ui.face.with_untracked(current);
    let rows = RwSignal::new(details.len() + 1);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        ui.send(SessionEvent::Call(Call::Brief(read_form(&event))));
        editing.set(false);
    };
    let fields = move || {
        let row = |i: usize| {
            let known = details.get(i);
            detail_fields(ui, known.cloned())
        };
        (0..rows.get().min(VisitorBrief::MAX_DETAILS)).map(row).collect::<Vec<_>>()
    };
    view! {
        <form class="brief-form" part="brief-form" on:submit=submit>
            <label class="field">
                <span>{ui.text("brief.summary")}</span>
                <textarea name="summary" rows="4" dir="auto" maxlength="1000" use:focus_on_mount=()>{summary}</textarea>
            </label>
            {fields}
            <div class="buttons">
                <button type="submit" class="strong">{ui.text("brief.save")}</button>
                <button type="button" class="quiet" on:click=move |_| editing.set(false)>
                    {ui.text("brief.cancel")}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// A detail whose value is emptied is left out on saving, so that no button per row is needed.
fn detail_fields(ui: Ui, known: Option<Detail>) -> AnyView {
    let Detail { label, value } = known.unwrap_or(Detail { label: String::new(), value: String::new() });
    view! {
        <div class="detail-fields">
            <input name="label" dir="auto" maxlength="200" value=label
                aria-label=ui.text("brief.label") placeholder=ui.text("brief.label") />
            <input name="value" dir="auto" maxlength="200" value=value
                aria-label=ui.text("brief.value") placeholder=ui.text("brief.value") />
        </div>
    }
    .into_any()
}

fn read_form(event: &leptos::ev::SubmitEvent) -> VisitorBrief {
    let mut summary = embed::form_values(event, "summary");
    let labels = embed::form_values(event, "label").into_iter();
    let details = labels
        .zip(embed::form_values(event, "value"))
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(label, value)| Detail { label, value })
        .collect();
    VisitorBrief { summary: summary.pop().unwrap_or_default(), details }
}
