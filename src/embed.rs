//! Everything that touches JavaScript and the page: what the loader hands over, host attributes, public events,
//! focus, time and numbers in the visitor's language.

use baton_conversation::{Control, PageVisit};
use baton_web::markdown;
use js_sys::{Array, Date, Function, Intl, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlTextAreaElement};

use crate::session::Signal;
use crate::ui::Face;

/// What the loader hands to `start`.
pub struct Config {
    /// `<baton-chat>`.
    pub host: HtmlElement,
    /// Where the widget is drawn, inside the shadow root.
    pub mount: HtmlElement,
    /// The server's address.
    pub origin: String,
    /// The site's public key.
    pub site: String,
    /// Address to write to, may be empty.
    pub contact: String,
    /// Language asked for, for example `en-GB`.
    pub locale: String,
    object: JsValue,
}

impl Config {
    /// Reads the loader's object; nothing if it lacks what nobody can do without.
    #[must_use]
    pub fn read(host: HtmlElement, object: JsValue) -> Option<Self> {
        let text = |name: &str| Reflect::get(&object, &name.into()).ok().and_then(|v| v.as_string());
        Some(Self {
            host,
            mount: Reflect::get(&object, &"mount".into()).ok()?.dyn_into().ok()?,
            origin: text("origin")?,
            site: text("site")?,
            contact: text("contact").unwrap_or_default(),
            locale: text("locale").unwrap_or_else(|| "en".into()),
            object,
        })
    }

    /// Asks the loader to close the panel: it owns the panel's state, also before and without wasm.
    pub fn close(&self) {
        self.call("close", &[]);
    }

    /// Asks the loader for the second module; false if it can't be had now. A build of one module has none to ask for.
    pub async fn fetch_rest(&self) -> bool {
        match self.call("rest", &[]).and_then(|asked| asked.dyn_into::<Promise>().ok()) {
            Some(asked) => JsFuture::from(asked).await.is_ok(),
            None => true,
        }
    }

    /// Shows how many finished messages wait on the launcher.
    pub fn badge(&self, unread: u32) {
        self.call("badge", &[unread.into()]);
    }

    /// The pages that the visitor was on, oldest first, at most twenty.
    #[must_use]
    pub fn trail(&self) -> Vec<PageVisit> {
        let Some(pages) = self.call("trail", &[]) else { return Vec::new() };
        Array::from(&pages).iter().filter_map(|page| visit(&page)).collect()
    }

    /// The page that the visitor is on.
    #[must_use]
    pub fn page(&self) -> Option<PageVisit> {
        self.trail().pop()
    }

    /// Tells the page, through `Baton('on', name, fn)`.
    pub fn emit(&self, signal: &Signal) {
        let detail = Object::new();
        let set = |name: &str, value: JsValue| {
            // Setting a property of an object made here does not fail.
            let _ = Reflect::set(&detail, &name.into(), &value);
        };
        let name = match signal {
            Signal::Ready => "ready",
            Signal::Open => "open",
            Signal::Close => "close",
            Signal::Unread(count) => {
                set("count", (*count).into());
                "unread"
            }
            Signal::Message(author, text) => {
                set("author", (*author).into());
                set("text", text.into());
                "message"
            }
            Signal::Handoff => "handoff",
            Signal::Queue(position) => {
                set("position", (*position).into());
                "queue"
            }
            Signal::AgentJoined(agent) => {
                set("name", (&agent.name).into());
                "agent-joined"
            }
            Signal::AgentLeft => "agent-left",
            Signal::HandBack => "handback",
            Signal::Resolved => "resolved",
            Signal::Rated(score) => {
                set("score", (*score).into());
                "rated"
            }
            Signal::Error(code, message) => {
                set("code", (*code).into());
                set("message", (*message).into());
                "error"
            }
        };
        self.call("emit", &[name.into(), detail.into()]);
    }

    /// Shows on the host element what page CSS may depend on.
    pub fn reflect(&self, face: &Face) {
        let control = match face.control() {
            Control::Assistant => "assistant",
            Control::Queue => "queue",
            Control::Agent => "agent",
        };
        let connection = if face.online { "online" } else { "offline" };
        for (name, value) in [("data-control", control), ("data-connection", connection)] {
            if self.host.get_attribute(name).as_deref() != Some(value) {
                // The names are valid, so setting them does not fail.
                let _ = self.host.set_attribute(name, value);
            }
        }
    }

    /// Puts the caret into the composer; a touch screen keeps its keyboard closed until the visitor taps.
    pub fn focus_composer(&self) {
        if let Ok(Some(area)) = self.mount.query_selector(".input")
            && let Some(area) = area.dyn_ref::<HtmlElement>()
        {
            let _ = area.focus();
        }
    }

    fn call(&self, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
        let function: Function = Reflect::get(&self.object, &name.into()).ok()?.dyn_into().ok()?;
        // A listener of the page that throws is the page's affair; the loader reports it there.
        function.apply(&self.object, &arguments.iter().collect::<Array>()).ok()
    }
}

fn visit(page: &JsValue) -> Option<PageVisit> {
    let text = |name: &str| Reflect::get(page, &name.into()).ok()?.as_string();
    Some(PageVisit { path: text("path")?, title: text("title").unwrap_or_default() })
}

/// Warns in the page's console, for whoever builds the page.
pub fn warn(message: &str) {
    web_sys::console::warn_1(&["Baton: ", message].concat().into());
}

/// The time of day in the visitor's language, and the moment for machines.
#[must_use]
pub fn time(at: i64, locale: &str) -> (String, String) {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit the 53 bits of a number")]
    let date = Date::new(&JsValue::from_f64(at as f64));
    let options = Object::new();
    for name in ["hour", "minute"] {
        let _ = Reflect::set(&options, &name.into(), &"2-digit".into());
    }
    let format = Intl::DateTimeFormat::new(&Array::of1(&locale.into()), &options);
    let short = format.format().call1(&JsValue::NULL, &date).ok().and_then(|text| text.as_string());
    (short.unwrap_or_default(), date.to_iso_string().into())
}

/// Whether a source may be linked to: what Markdown links may lead to, or a path on the page's own site.
#[must_use]
pub fn is_safe_link(url: &str) -> bool {
    markdown::safe_url(url).is_some()
        || (url.starts_with('/') && !url.starts_with("//") && !url.contains('\\'))
}

/// Fills an element with a text's safe rendering: nodes, never HTML.
pub fn render(element: &Element, text: &str) {
    let Some(document) = element.owner_document() else { return };
    element.set_text_content(None);
    match markdown::render(&document, &markdown::parse(text)) {
        Ok(nodes) => {
            let _ = element.append_child(&nodes);
        }
        Err(_) => element.set_text_content(Some(text)),
    }
}

/// Shows the newest line, whatever the visitor had scrolled to: the list is laid out from its end.
pub fn scroll_to_end(inside: &HtmlTextAreaElement) {
    if let Ok(Some(panel)) = inside.closest(".panel")
        && let Ok(Some(messages)) = panel.query_selector(".messages")
    {
        messages.set_scroll_top(0);
    }
}

/// Moves focus to an element once it is on screen, because the visitor asked for it.
pub fn focus_soon(element: &Element) {
    let element = element.clone();
    leptos::task::spawn_local(async move {
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            // An element that takes no focus is left alone.
            let _ = element.focus();
        }
    });
}

/// The values of all fields of one name in the form that was submitted.
#[must_use]
pub fn form_values(event: &Event, name: &str) -> Vec<String> {
    let form = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok());
    let Some(data) = form.and_then(|form| FormData::new_with_form(&form).ok()) else { return Vec::new() };
    data.get_all(name).iter().filter_map(|value| value.as_string()).collect()
}
