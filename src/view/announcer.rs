//! How do people hear what they don't see? One polite live region, there from the start.

use crate::dom::{El, watch};
use crate::ui::Ui;

/// Says each finished message once, with its author; never the history.
pub(super) fn announcer(ui: Ui) -> El {
    let region = ui.el("div", "announcer").attr("role", "status").attr("aria-live", "polite");
    let node = region.node.clone();
    watch(Box::new(move || ui.spoken.with(|text| node.set_text_content(Some(text)))));
    region
}
