//! What if the visitor would rather not wait? E-mail or a call instead.

use baton_conversation::FollowUp;

use crate::dom::{El, Words, watch};
use crate::embed;
use crate::live::Live;
use crate::session::{Call, SessionEvent};
use crate::ui::Ui;

/// part: offline-form, asks for an e-mail or a call instead of waiting.
pub(super) fn offline_form(ui: Ui) -> El {
    let open = Live::new(NONE);
    let email = choice(ui, open.clone(), EMAIL, "followup.email");
    let phone = choice(ui, open.clone(), PHONE, "followup.callback");
    let choices = ui.el("div", "buttons").with(email).with(phone);
    ui.el("div", "offline-form")
        .part("offline-form")
        .with(ui.el("p", "").text("followup.intro"))
        .with(choices)
        .either(Box::new(move || open.with(|open| *open)), Box::new(move |open| form(ui, open == PHONE)))
}

/// Which form is open.
const NONE: u32 = 0;
const EMAIL: u32 = 1;
const PHONE: u32 = 2;

fn choice(ui: Ui, open: Live<u32>, which: u32, key: &'static str) -> El {
    let pressed = open.clone();
    let button = ui.button("quiet", "", move || {
        let same = pressed.with_untracked(|open| *open == which);
        pressed.set(if same { NONE } else { which });
    });
    let node = button.node.clone();
    watch(Box::new(move || {
        let expanded = if open.with(|open| *open == which) { "true" } else { "false" };
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
