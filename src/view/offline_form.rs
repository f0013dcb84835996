//! What if the visitor would rather not wait? E-mail or a call instead.

use baton_conversation::FollowUp;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::embed;
use crate::session::{Call, SessionEvent};
use crate::ui::Ui;

/// part: offline-form, asks for an e-mail or a call instead of waiting.
pub(super) fn offline_form(ui: Ui) -> AnyView {
    // Which form is open: e-mail, call or none.
    let call = RwSignal::new(None::<bool>);
    let choice = move |by_phone: bool, key: &'static str| {
        view! {
            <button
                type="button"
                class="quiet"
                aria-expanded=move || (call.get() == Some(by_phone)).to_string()
                on:click=move |_| call.update(|c| *c = (*c != Some(by_phone)).then_some(by_phone))
            >
                {ui.text(key)}
            </button>
        }
    };
    view! {
        <div class="offline-form" part="offline-form">
            <p>{ui.text("followup.intro")}</p>
            <div class="buttons">{choice(false, "followup.email")} {choice(true, "followup.callback")}</div>
            {move || call.get().map(|by_phone| form(ui, by_phone))}
        </div>
    }
    .into_any()
}

fn form(ui: Ui, by_phone: bool) -> AnyView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let to = embed::form_values(&event, "to").pop().unwrap_or_default();
        let how = if by_phone { FollowUp::Callback(to) } else { FollowUp::Email(to) };
        ui.send(SessionEvent::Call(Call::FollowUp(how)));
    };
    let (label, kind, complete) = if by_phone {
        ("followup.phone", "tel", "tel")
    } else {
        ("followup.email_address", "email", "email")
    };
    view! {
        <form on:submit=submit>
            <label class="field">
                <span>{ui.text(label)}</span>
                <input name="to" type=kind autocomplete=complete required=true maxlength="200" />
            </label>
            <button type="submit" class="strong">{ui.text("followup.send")}</button>
        </form>
    }
    .into_any()
}
