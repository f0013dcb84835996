//! What is a hostile page made of?
use std::time::Duration;

use baton_e2e::PATIENCE;

/// What is left of the chat there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It opens, sends and answers.
    Works,
    /// There is a link to the address for this case.
    Link,
}

/// One page. Scripts in it may use nothing but what the platform has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scenario {
    pub(super) name: &'static str,
    /// What stands in the page's head, before the chat's script.
    pub(super) head: &'static str,
    /// What stands in the page's body, before the chat's script.
    pub(super) body: &'static str,
    /// The document around them.
    pub(super) document: &'static str,
    /// Content security policy; `{server}` and `{socket}` stand for the chat's server.
    pub(super) policy: &'static str,
    /// What the page does once the launcher is there.
    pub(super) later: &'static str,
    /// What it does once the panel is open.
    pub(super) during: &'static str,
    pub(super) outcome: Outcome,
    /// Whether a click on the launcher does nothing there, and the page's own button opens the panel.
    pub(super) covered: bool,
    /// Whether it is printed before it is used.
    pub(super) printed: bool,
    /// Whether the window is zoomed to 400 %.
    pub(super) zoomed: bool,
    /// Whether the page itself keeps the Enter key away from everything in it, so that the button has to send.
    pub(super) without_enter: bool,
    /// How long an answer may take.
    pub(super) patience: Duration,
    /// Parts of errors that the browser itself reports on such a page.
    pub(super) reports: &'static [&'static str],
}

/// A page as most are.
pub(super) const PLAIN: Scenario = Scenario {
    name: "",
    head: "",
    body: "",
    document: r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">{head}</head><body>{main}{body}{tag}</body></html>"#,
    policy: "",
    later: "",
    during: "",
    outcome: Outcome::Works,
    covered: false,
    printed: false,
    zoomed: false,
    without_enter: false,
    patience: PATIENCE,
    reports: &[],
};

/// The page's own: nothing in it may change.
pub(super) const MAIN: &str = r#"<main id="marker" class="shop" data-own="1"><h1 id="heading">Shop</h1><p>Kettles <em>and</em> <a href="/?kettles">more kettles</a></p><form id="order" action="/"><input name="amount" value="1"><button>Order</button></form></main>"#;

/// The chat's script, as the documentation has it.
pub(super) const TAG: &str = r#"<script async nonce="page" src="{server}/baton.js" data-site="demo" data-contact="mailto:help@example.com"></script>"#;

impl Scenario {
    /// The page with this script tag.
    pub(super) fn page(&self, server: &str, tag: &str) -> String {
        let page = self.document.replace("{head}", self.head).replace("{body}", self.body);
        page.replace("{main}", MAIN).replace("{tag}", tag).replace("{server}", server)
    }

    /// Its policy, if it has one.
    pub(super) fn headers(&self, server: &str) -> Option<String> {
        let socket = server.replace("http://", "ws://");
        let policy = self.policy.replace("{server}", server).replace("{socket}", &socket);
        (!policy.is_empty()).then_some(policy)
    }
}
