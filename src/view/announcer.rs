//! How do people hear what they don't see? One polite live region, there from the start.

use leptos::prelude::*;

use crate::ui::Ui;

/// Says each finished message once, with its author; never the history.
pub(super) fn announcer(ui: Ui) -> AnyView {
    view! { <div class="announcer" role="status" aria-live="polite" aria-atomic="true">{ui.spoken}</div> }
        .into_any()
}
