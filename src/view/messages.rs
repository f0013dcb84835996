//! How does the thread stand on screen: history, lines, what is being written, what is asked of the visitor?

use leptos::prelude::*;
use web_sys::Element;

use super::greeting::{greeting, is_empty};
use super::handoff_card::handoff_card;
use super::message::{self, live};
use super::offer::offer;
use super::queue_notice::queue_notice;
use super::rating::rating;
use crate::dom::{El, watch};
use crate::session::{EntryKey, Load, SessionEvent};
use crate::ui::{Face, Ui};

/// part: messages, the thread; it scrolls.
pub(super) fn messages(ui: Ui) -> El {
    let thread = ui.el("div", "thread").when(loading, skeleton).when(|face| face.older, earlier);
    let thread = live(thread.when(is_empty, greeting).with(lines(ui)), ui);
    let thread = rating(offer(queue_notice(handoff_card(thread))));
    // Laid out from its end, so that the browser itself keeps the newest line in sight.
    ui.el("div", "messages")
        .part("messages")
        .attr("role", "group")
        .attr("tabindex", "0")
        .label("aria-label", "messages.label")
        .with(thread)
}

/// A line on screen, and who keeps it current.
struct Shown {
    key: EntryKey,
    node: Element,
    owner: Owner,
}

/// The lines; one that has not changed keeps its element, and with it focus and selection.
fn lines(ui: Ui) -> El {
    let list = ui.el("ol", "lines");
    let parent = list.node.clone();
    let outer = Owner::current().unwrap_or_default();
    let mut shown: Vec<Shown> = Vec::new();
    watch(Box::new(move || {
        ui.lines.with(|entries| {
            let mut next = Vec::with_capacity(entries.len());
            // Most lines stand where they stood, so the next one is nearly always the last of these.
            shown.reverse();
            let mut before = parent.first_child();
            for entry in entries {
                let key = entry.key();
                let line = match shown.iter().rposition(|line| line.key == key) {
                    Some(known) => shown.swap_remove(known),
                    None => {
                        let owner = outer.with(Owner::new);
                        let node = owner.with(|| untrack(|| message::line(ui, entry).node));
                        Shown { key, node, owner }
                    }
                };
                if before.as_ref().is_some_and(|node| node.is_same_node(Some(&line.node))) {
                    before = line.node.next_sibling();
                } else {
                    // Both are children of this list, or new.
                    let _ = parent.insert_before(&line.node, before.as_ref());
                }
                next.push(line);
            }
            for gone in shown.drain(..) {
                gone.node.remove();
                gone.owner.cleanup();
            }
            shown = next;
        });
    }));
    list
}

fn loading(face: &Face) -> bool {
    face.history == Load::Loading || (face.empty && face.boot == Load::Loading)
}

fn skeleton(ui: Ui) -> El {
    let text = ui.el("p", "unseen").text("boot.loading");
    let bar = || ui.el("span", "");
    ui.el("div", "skeleton").with(text).with(bar()).with(bar()).with(bar())
}

/// part: earlier-button, loads older messages.
fn earlier(ui: Ui) -> El {
    ui.button("quiet earlier", "earlier-button", move || ui.send(SessionEvent::LoadOlder))
        .text("messages.earlier")
}
