//! What does the visitor know while the server can't be reached?

use super::icon::CLOCK;
use crate::dom::{El, Words};
use crate::ui::{Face, Ui};

/// part: connection-notice, says that there is no connection and that nothing is lost.
pub(super) fn connection(ui: Ui) -> El {
    ui.el("div", "connection-place").when(offline, |ui| {
        let line = Words::Line(|_, s| [s.get("connection.offline"), " ", s.get("connection.kept")].concat());
        let text = ui.el("p", "").text(line);
        ui.el("div", "connection").part("connection-notice").with(ui.icon(CLOCK)).with(text)
    })
}

fn offline(face: &Face) -> bool {
    !face.online
}
