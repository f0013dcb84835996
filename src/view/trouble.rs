//! What if something did not work? Say it in words, offer the next step and another way to reach us.

use crate::dom::{El, Words};
use crate::session::{Load, SessionEvent};
use crate::ui::{Face, Ui};

/// part: error-notice, says what did not work and what to do.
/// part: retry-button, tries again.
pub(super) fn trouble(ui: Ui) -> El {
    ui.el("div", "trouble-place").when(call_failed, call).when(load_failed, load)
}

fn call_failed(face: &Face) -> bool {
    face.trouble.is_some()
}

fn load_failed(face: &Face) -> bool {
    face.boot == Load::Failed || face.history == Load::Failed
}

fn call(ui: Ui) -> El {
    let line =
        Words::Line(|face, strings| face.trouble.map(|key| strings.get(key).to_owned()).unwrap_or_default());
    ui.el("p", "trouble").part("error-notice").text(line)
}

fn load(ui: Ui) -> El {
    let again =
        ui.button("quiet", "retry-button", move || ui.send(SessionEvent::RetryLoad)).text("boot.retry");
    let text = ui.el("p", "").text("boot.failed").maybe(contact(ui));
    ui.el("div", "trouble").part("error-notice").with(text).with(again)
}

/// The site's other address, where it has given one.
pub(super) fn contact(ui: Ui) -> Option<El> {
    let address = ui.contact.as_str();
    if address.is_empty() {
        return None;
    }
    let shown = address.strip_prefix("mailto:").or_else(|| address.strip_prefix("tel:")).unwrap_or(address);
    let shown = shown.split('?').next().unwrap_or_default().to_owned();
    let link = ui.el("a", "").attr("href", address).text(shown);
    let before = Words::Line(|_, strings| [" ", strings.get("contact.write"), " "].concat());
    Some(ui.el("span", "contact").text(before).with(link))
}
