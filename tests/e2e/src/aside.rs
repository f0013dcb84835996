//! How is a page watched that breaks the tools which would watch it? From a world of its own inside the page: the same
//! document, but built-ins that the page cannot have changed. Clicks and keys come from the browser, not from a script.
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::browser::Look;
use crate::page::{HELPERS, PATIENCE, Page};

/// A view of a page from aside.
#[derive(Clone, Debug)]
pub struct Aside {
    page: Page,
    frame: String,
}

impl Aside {
    /// Looks at a page. Its window must be open already; what it shows may change.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn of(page: &Page) -> Result<Self> {
        let tree = page.driver.cdp().send_raw("Page.getFrameTree", json!({})).await?;
        let frame = tree["frameTree"]["frame"]["id"].as_str().context("a page without a frame")?;
        Ok(Self { page: page.clone(), frame: frame.to_owned() })
    }

    /// Runs a function body beside the page and returns its value; helpers and `args` as in [`Page::eval`].
    ///
    /// # Errors
    /// When it throws.
    pub async fn eval(&self, body: &str, args: Value) -> Result<Value> {
        let world = json!({ "frameId": self.frame, "worldName": "aside" });
        let world = self.page.driver.cdp().send_raw("Page.createIsolatedWorld", world).await?;
        let context = &world["executionContextId"];
        let script = format!("(async (args) => {{ {HELPERS}\n{body} }})({args})");
        self.run(&script, json!({ "contextId": context })).await
    }

    /// Runs an expression in the page itself, as one of its own scripts would.
    ///
    /// # Errors
    /// When it throws.
    pub async fn within(&self, expression: &str) -> Result<Value> {
        self.run(expression, json!({})).await
    }

    async fn run(&self, expression: &str, mut params: Value) -> Result<Value> {
        params["expression"] = expression.into();
        params["awaitPromise"] = true.into();
        params["returnByValue"] = true.into();
        let mut answer = self.page.driver.cdp().send_raw("Runtime.evaluate", params).await?;
        let thrown = &answer["exceptionDetails"];
        ensure!(thrown.is_null(), "{expression}: {thrown}");
        Ok(answer["result"]["value"].take())
    }

    /// Waits until a function body returns something true, and returns it.
    ///
    /// # Errors
    /// When it does not within [`PATIENCE`].
    pub async fn until(&self, what: &str, body: &str, args: Value) -> Result<Value> {
        self.until_within(PATIENCE, what, body, args).await
    }

    /// [`Aside::until`] with another deadline.
    ///
    /// # Errors
    /// When the condition does not hold in time.
    pub async fn until_within(&self, limit: Duration, what: &str, body: &str, args: Value) -> Result<Value> {
        let script = format!(
            "const end = performance.now() + {};
             for (;;) {{
               const value = (() => {{ {body} }})();
               if (value) return {{ value }};
               if (performance.now() > end) return null;
               await new Promise((again) => setTimeout(again, 20));
             }}",
            limit.as_millis()
        );
        let mut answer = self.eval(&script, args).await?;
        if answer.is_null() {
            bail!("not within {} ms: {what}", limit.as_millis());
        }
        Ok(answer["value"].take())
    }

    /// Clicks the middle of an element once it can be seen, with the mouse.
    ///
    /// # Errors
    /// When it is not there or something else is in front of it.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let body = "const found = all(args).find(visible);
            if (!found) return null;
            const box = found.getBoundingClientRect();
            const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
            const front = found.getRootNode().elementFromPoint(at.x, at.y);
            return front && (found.contains(front) || front.contains(found)) ? at : null";
        let place = self.until(&format!("{selector} with nothing in front"), body, json!(selector)).await?;
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let event = json!({ "type": kind, "x": place["x"], "y": place["y"], "button": if kind == "mouseMoved" { "none" } else { "left" },
                "buttons": buttons, "clickCount": 1 });
            self.page.driver.cdp().send_raw("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// Presses keys one by one: each is a letter or `Enter`.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn press(&self, keys: &[&str]) -> Result<()> {
        for key in keys {
            let text = if *key == "Enter" { "\r" } else { *key };
            let code = match *key {
                "Enter" => 13,
                letter => letter.to_ascii_uppercase().bytes().next().unwrap_or(0),
            };
            for kind in ["keyDown", "keyUp"] {
                let mut event = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code });
                if kind == "keyDown" {
                    event["text"] = text.into();
                }
                self.page.driver.cdp().send_raw("Input.dispatchKeyEvent", event).await?;
            }
        }
        Ok(())
    }

    /// Puts a text where the caret is, as a paste or an input method does: without keys.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn insert(&self, text: &str) -> Result<()> {
        self.page.driver.cdp().send_raw("Input.insertText", json!({ "text": text })).await?;
        Ok(())
    }

    /// Forgets all that the browser has stored for an origin.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn forget(&self, origin: &str) -> Result<()> {
        let what =
            json!({ "origin": origin, "storageTypes": "cookies,local_storage,indexeddb,service_workers" });
        self.page.driver.cdp().send_raw("Storage.clearDataForOrigin", what).await?;
        Ok(())
    }

    /// Shows pages as on paper, or on the screen again.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn media(&self, media: &str) -> Result<()> {
        self.page.driver.cdp().send_raw("Emulation.setEmulatedMedia", json!({ "media": media })).await?;
        Ok(())
    }

    /// Gives the window another size in CSS pixels, and each of them so many pixels of the screen.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn resize(&self, look: Look) -> Result<()> {
        let size = json!({ "width": look.width, "height": look.height, "deviceScaleFactor": look.scale, "mobile": false });
        self.page.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }
}
