//! What if the visitor would rather not wait? E-mail or a call instead.

use baton_conversation::FollowUp;
use leptos::prelude::*;

use crate::dom::{El, Words, watch};
use crate::embed;
use crate::session::{Call, SessionEvent};
use crate::ui::Ui;

/// part: offline-form, asks for an e-mail or a call instead of waiting.
pub(super) fn offline_form(ui: Ui) -> El {
    // Which form is open: by phone, by e-mail or none.
    let open = RwSignal::new(None::<bool>);
    let choices = ui.el("div", "buttons").with(choice(ui, open, false, "followup.email")).with(choice(
        ui,
        open,
        true,
        "followup.callback",
    ));
    ui.el("div", "offline-form")
        .part("offline-form")
        .with(ui.el("p", "").text("followup.intro"))
        .with(choices)
        .either(Box::new(move || open.get().map(|by_phone| form(ui, by_phone))))
}

fn choice(ui: Ui, open: RwSignal<Option<bool>>, by_phone: bool, key: &'static str) -> El {
    let button = ui.button("quiet", "", move || {
        open.update(|o| *o = (*o != Some(by_phone)).then_some(by_phone));
    });
    let node = button.node.clone();
    watch(Box::new(move || {
        let expanded = if open.get() == Some(by_phone) { "true" } else { "false" };
        // The name is valid, so setting it does not fail.
        let _ = node.set_attribute("aria-expanded", expanded);
    }));
    button.text(key)
}

fn form(ui: Ui, by_phone: bool) -> El {
    let (label, kind) =
        if by_phone { ("followup.phone", "tel") } else { ("followup.email_address", "email") };
    let input = ui.el("input", "").attr("name", "to").attr("type", kind).attr("autocomplete", kind);
    let input = input.attr("required", "").attr("maxlength", "200");
    embed::focus_soon(&input.node);
    ui.el("form", "")
        .with(ui.el("label", "field").with(ui.el("span", "").text(Words::Key(label))).with(input))
        .with(ui.el("button", "strong").text("followup.send"))
        .on("submit", move |event| {
            event.prevent_default();
            let to = embed::form_values(&event, "to").pop().unwrap_or_default();
            let how = if by_phone { FollowUp::Callback(to) } else { FollowUp::Email(to) };
            ui.send(SessionEvent::Call(Call::FollowUp(how)));
        })
}
