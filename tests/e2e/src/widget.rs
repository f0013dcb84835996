//! What does a visitor see and do? The widget on a page, through its public parts alone: what a product team may
//! style is what a test may touch.
use std::ops::Deref;

use anyhow::Result;
use serde_json::{Value, json};

use crate::page::Page;

/// The widget of one browser window.
#[derive(Clone, Debug)]
pub struct Widget {
    page: Page,
}

impl Deref for Widget {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// The selector of a part inside the widget's shadow root.
fn part(name: &str) -> String {
    format!("baton-chat >>> [part~={name}]")
}

impl Widget {
    /// The widget of a page that embeds it.
    #[must_use]
    pub fn new(page: Page) -> Self {
        Self { page }
    }

    /// Opens the panel with a click on the launcher and waits until a message can be typed.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn open(&self) -> Result<()> {
        self.click(&part("launcher")).await?;
        self.find(&part("input")).await.map(drop)
    }

    /// Loads the page again and opens the panel.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn come_back(&self) -> Result<()> {
        self.reload().await?;
        self.open().await
    }

    /// Types a message and sends it with the Enter key.
    ///
    /// # Errors
    /// When there is nothing to type into.
    pub async fn say(&self, message: &str) -> Result<()> {
        self.type_into(&part("input"), message).await?;
        self.type_into(&part("input"), "\u{e007}").await
    }

    /// Types a message, sends it, and measures inside the page how long it takes until a condition holds: a
    /// function body with `all`, `one` and `visible`. Milliseconds.
    ///
    /// # Errors
    /// When the condition does not hold in time.
    pub async fn say_and_time(&self, message: &str, body: &str) -> Result<f64> {
        self.type_into(&part("input"), message).await?;
        self.arm("keydown", "event.key === 'Enter'", body).await?;
        self.type_into(&part("input"), "\u{e007}").await?;
        self.took(body).await
    }

    /// Opens the panel with a click on the launcher, and measures inside the page how long it takes from the click
    /// until a message can be typed. Milliseconds.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn open_and_time(&self) -> Result<f64> {
        let ready =
            "return all('baton-chat >>> [part~=input]').some((input) => visible(input) && !input.disabled)";
        self.sees("launcher").await?;
        self.arm("click", "event.target.localName === 'baton-chat'", ready).await?;
        self.click_part("launcher").await?;
        self.took(ready).await
    }

    /// Sets a stopwatch in the page: from an event that meets a condition until a function body returns true.
    async fn arm(&self, event: &str, meets: &str, body: &str) -> Result<()> {
        let arm = format!(
            "{{ const find = () => {{ {body} }};
             const times = (window.batonTimes = {{}});
             const begin = (event) => {{
               if (!({meets}) || times.from) return;
               times.from = performance.now();
               const look = () => {{ if (find()) times.to = performance.now(); else setTimeout(look, 4); }};
               look();
             }};
             // What is typed into the chat is heard inside it alone.
             for (const place of [window, one('baton-chat').shadowRoot]) place.addEventListener('{event}', begin, true); }}"
        );
        self.eval(&arm, Value::Null).await.map(drop)
    }

    /// What the stopwatch shows, once it has stopped.
    async fn took(&self, what: &str) -> Result<f64> {
        let took = "return window.batonTimes.to && window.batonTimes.to - window.batonTimes.from";
        let took = self.until(what, took, Value::Null).await?;
        Ok(took.as_f64().unwrap_or(f64::INFINITY))
    }

    /// Waits until some part shows a text, and returns all that it shows.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn part_reads(&self, name: &str, text: &str) -> Result<String> {
        self.reads(&part(name), text).await
    }

    /// Waits until a part can be seen.
    ///
    /// # Errors
    /// When it cannot in time.
    pub async fn sees(&self, name: &str) -> Result<()> {
        self.find(&part(name)).await.map(drop)
    }

    /// Waits until a part cannot be seen.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn no_longer_sees(&self, name: &str) -> Result<()> {
        self.gone(&part(name)).await
    }

    /// Clicks a part.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn click_part(&self, name: &str) -> Result<()> {
        self.click(&part(name)).await
    }

    /// Replaces the text of an input.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        self.replace(&part(name), text).await
    }

    /// The texts of all parts of this name that can be seen now.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn all(&self, name: &str) -> Result<Vec<String>> {
        self.texts(&part(name)).await
    }

    /// Waits until the host element shows a state, for example `control` `queue`.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn state(&self, name: &str, value: &str) -> Result<()> {
        let body = "return one('baton-chat')?.getAttribute('data-' + args.name) === args.value";
        let what = format!("data-{name} to be {value}");
        self.until(&what, body, json!({ "name": name, "value": value })).await.map(drop)
    }

    /// Calls `Baton(…)` on the page.
    ///
    /// # Errors
    /// When it throws.
    pub async fn call(&self, args: Value) -> Result<Value> {
        self.eval("return window.Baton(...args) ?? null", args).await
    }
}
