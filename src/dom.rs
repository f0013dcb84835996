//! How do views become elements that stay current?
//!
//! Leptos' effects and owners over elements made one by one. The types that `view!` builds are compiled once for
//! every shape of element; here there is one shape, which took 60 KB (brotli) off the widget.
//! docs/decisions/widget-size.md has the figures.

use leptos::prelude::{Owner, RenderEffect, StoredValue, untrack};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, Node};

use crate::strings::Strings;
use crate::ui::{Face, Ui};

/// Words that stay current.
pub enum Words {
    /// A string of the interface.
    Key(&'static str),
    /// Made of what is shown and the strings.
    Line(fn(&Face, &Strings) -> String),
    /// What someone wrote.
    Plain(String),
}

impl From<&'static str> for Words {
    fn from(key: &'static str) -> Self {
        Self::Key(key)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<fn(&Face, &Strings) -> String> for Words {
    fn from(line: fn(&Face, &Strings) -> String) -> Self {
        Self::Line(line)
    }
}

impl Words {
    /// Hands the words over now, and again whenever they change.
    fn keep(self, ui: Ui, mut put: impl FnMut(&str) + 'static) {
        match self {
            Self::Plain(text) => put(&text),
            Self::Key(key) => watch(Box::new(move || ui.strings.with(|s| put(s.get(key))))),
            Self::Line(line) => {
                watch(Box::new(move || ui.face.with(|face| ui.strings.with(|s| put(&line(face, s))))));
            }
        }
    }
}

/// Runs at once, and again whenever something that it read has changed, for as long as the view around it lives.
pub fn watch(mut run: Box<dyn FnMut()>) {
    // Without its handle an effect stops, so the view's owner keeps it.
    StoredValue::new_local(RenderEffect::new(move |_| run()));
}

/// An element that is being put together.
#[derive(Clone)]
pub struct El {
    ui: Ui,
    /// The element.
    pub node: Element,
}

/// The document. A widget without one does not exist.
fn document() -> Document {
    leptos::prelude::document()
}

const SVG: &str = "http://www.w3.org/2000/svg";

impl Ui {
    /// A new element with this class.
    #[must_use]
    pub fn el(self, tag: &str, class: &str) -> El {
        El { ui: self, node: make(None, tag) }.attr_if("class", class)
    }

    /// A button of this class that does something.
    #[must_use]
    pub fn button(self, class: &str, part: &str, press: impl FnMut() + 'static) -> El {
        let mut press = press;
        self.el("button", class).part(part).attr("type", "button").on("click", move |_| press())
    }

    /// A drawing; hidden from assistive technology, because the control around it has a name.
    #[must_use]
    pub fn icon(self, path: &str) -> El {
        let line = El { ui: self, node: make(Some(SVG), "path") }.attr("d", path);
        let svg = El { ui: self, node: make(Some(SVG), "svg") };
        svg.attr("class", "icon").attr("viewBox", "0 0 24 24").attr("aria-hidden", "true").with(line)
    }
}

fn make(namespace: Option<&str>, tag: &str) -> Element {
    let document = document();
    let made = match namespace {
        Some(_) => document.create_element_ns(namespace, tag),
        None => document.create_element(tag),
    };
    // All names are written in this crate and valid, so a document makes them.
    made.unwrap_or_else(|_| JsValue::NULL.unchecked_into())
}

impl El {
    /// Names the element for page CSS.
    #[must_use]
    pub fn part(self, part: &str) -> Self {
        self.attr_if("part", part)
    }

    /// Sets an attribute.
    #[must_use]
    pub fn attr(self, name: &str, value: &str) -> Self {
        // The names are written in this crate and valid.
        let _ = self.node.set_attribute(name, value);
        self
    }

    fn attr_if(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.attr(name, value) }
    }

    /// Sets an attribute to words that stay current.
    #[must_use]
    pub fn label(self, name: &'static str, words: impl Into<Words>) -> Self {
        let node = self.node.clone();
        words.into().keep(self.ui, move |text| {
            let _ = node.set_attribute(name, text);
        });
        self
    }

    /// Appends words that stay current.
    #[must_use]
    pub fn text(self, words: impl Into<Words>) -> Self {
        let text = document().create_text_node("");
        self.append(&text);
        words.into().keep(self.ui, move |words| text.set_data(words));
        self
    }

    /// Appends an element.
    #[must_use]
    pub fn with(self, child: El) -> Self {
        self.append(&child.node);
        self
    }

    /// Appends an element, if there is one.
    #[must_use]
    pub fn maybe(self, child: Option<El>) -> Self {
        match child {
            Some(child) => self.with(child),
            None => self,
        }
    }

    /// Appends a slot for the page's own content, with what stands there otherwise.
    #[must_use]
    pub fn slot(self, name: &str, otherwise: &[El]) -> Self {
        let slot = self.ui.el("slot", "").attr("name", name);
        otherwise.iter().for_each(|child| slot.append(&child.node));
        self.with(slot)
    }

    /// Hears an event for as long as the element lives.
    #[must_use]
    pub fn on(self, event: &str, hear: impl FnMut(Event) + 'static) -> Self {
        self.listen(event, Box::new(hear));
        self
    }

    fn listen(&self, event: &str, hear: Box<dyn FnMut(Event)>) {
        let listener = Closure::wrap(hear).into_js_value();
        // Adding a listener to an element does not fail.
        let _ = self.node.add_event_listener_with_callback(event, listener.unchecked_ref());
    }

    /// A child that is there while something holds; it is not made anew while that stays so.
    #[must_use]
    pub fn when(self, test: fn(&Face) -> bool, view: fn(Ui) -> El) -> Self {
        let ui = self.ui;
        self.either(Box::new(move || ui.face.with(test).into()), Box::new(move |_| view(ui)))
    }

    /// A child that is made anew whenever `pick` picks another number; none for 0.
    #[must_use]
    pub fn either(self, mut pick: Box<dyn FnMut() -> u32>, make: Box<dyn Fn(u32) -> El>) -> Self {
        let place = document().create_comment("");
        self.append(&place);
        let around = Owner::current().unwrap_or_default();
        let mut picked = 0;
        let mut shown: Option<(Element, Owner)> = None;
        watch(Box::new(move || {
            let pick = pick();
            if pick == std::mem::replace(&mut picked, pick) {
                return;
            }
            if let Some((old, owner)) = shown.take() {
                old.remove();
                owner.cleanup();
            }
            if pick > 0 {
                // Of an owner of its own: what it watches must outlive a run that picks the same again.
                let owner = around.with(Owner::new);
                let new = owner.with(|| untrack(|| make(pick).node));
                if let Some(parent) = place.parent_node() {
                    // The place is a child of its parent, so there is a before.
                    let _ = parent.insert_before(&new, Some(&place));
                }
                shown = Some((new, owner));
            }
        }));
        self
    }

    fn append(&self, child: &Node) {
        // A new node under a new element: there is nothing that could refuse it.
        let _ = self.node.append_child(child);
    }
}
