//! What does the visitor know while the server can't be reached?

use leptos::prelude::*;

use super::icon::{CLOCK, icon};
use crate::ui::{Face, Ui};

/// part: connection-notice, says that there is no connection and that nothing is lost.
pub(super) fn connection(ui: Ui) -> AnyView {
    ui.when(offline, |ui| {
        view! {
            <div class="connection" part="connection-notice">
                {icon(CLOCK)}
                <p>{ui.text("connection.offline")} " " {ui.text("connection.kept")}</p>
            </div>
        }
        .into_any()
    })
}

fn offline(face: &Face) -> bool {
    !face.online
}
