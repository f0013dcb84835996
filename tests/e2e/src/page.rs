//! What can be done with any page? Find through shadow roots, click and type as a person does, and wait for a
//! condition inside the page with a deadline, never for a time.
//!
//! A selector may pass through open shadow roots: `baton-chat >>> [part~=composer]`.
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::{WebDriver, WebElement, WindowHandle};

use crate::setup::Setup;

/// How long a person might reasonably wait for something to appear, on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// One browser window.
#[derive(Clone, Debug)]
pub struct Page {
    pub(crate) driver: WebDriver,
    pub(crate) name: String,
    pub(crate) shots: PathBuf,
    pub(crate) axe: Option<PathBuf>,
}

/// Functions that scripts below can use: `all(selector)` and `one(selector)` look through shadow roots,
/// `visible(element)` says whether a person would see it.
pub(crate) const HELPERS: &str = r#"
const all = (selector) => selector.split(">>>").reduce(
  (roots, part, index) => roots.flatMap((root) => [...((index ? root.shadowRoot : root)?.querySelectorAll(part.trim()) ?? [])]),
  [document]);
const one = (selector) => all(selector)[0];
const visible = (element) => !!element && element.checkVisibility({ visibilityProperty: true, opacityProperty: false })
  && element.getClientRects().length > 0;
const text = (element) => (element?.innerText ?? "").trim().replace(/\s+/g, " ");
"#;

impl Page {
    /// A window of a browser; `name` is what failures call it.
    #[must_use]
    pub fn new(setup: &Setup, driver: WebDriver, name: &str) -> Self {
        Self { driver, name: name.to_owned(), shots: setup.shots.clone(), axe: setup.axe.clone() }
    }

    /// Opens an address.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn goto(&self, url: &str) -> Result<()> {
        Ok(self.driver.goto(url).await?)
    }

    /// Runs a script in every page before any of the page's own.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn before_each_load(&self, script: &str) -> Result<()> {
        let params = json!({ "source": script });
        self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", params).await?;
        Ok(())
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver.refresh().await?)
    }

    /// Opens an address in a second tab of the same browser and looks at that one from now on; returns the tab
    /// looked at before, for [`Page::look_at`].
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn open_tab(&self, url: &str) -> Result<WindowHandle> {
        let before = self.driver.window().await?;
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.goto(url).await?;
        Ok(before)
    }

    /// Looks at another tab; returns the one looked at before.
    ///
    /// # Errors
    /// When that tab is closed.
    pub async fn look_at(&self, tab: WindowHandle) -> Result<WindowHandle> {
        let before = self.driver.window().await?;
        self.driver.switch_to_window(tab).await?;
        Ok(before)
    }

    /// Runs a function body in the page and returns its value. `args` holds the arguments; the helpers `all`,
    /// `one`, `visible` and `text` are there.
    ///
    /// # Errors
    /// When the script throws.
    pub async fn eval(&self, body: &str, args: Value) -> Result<Value> {
        let script = format!("{HELPERS}\nconst args = arguments[0];\n{body}");
        let value = self.driver.execute(script, vec![args]).await.with_context(|| self.at(body))?;
        Ok(value.json().clone())
    }

    /// Waits until a function body returns something true, and returns it.
    ///
    /// # Errors
    /// When it does not within [`PATIENCE`]; says what was waited for and what the page shows instead.
    pub async fn until(&self, what: &str, body: &str, args: Value) -> Result<Value> {
        self.until_within(PATIENCE, what, body, args).await
    }

    /// [`Page::until`] with another deadline.
    ///
    /// # Errors
    /// When the condition does not hold in time.
    pub async fn until_within(&self, limit: Duration, what: &str, body: &str, args: Value) -> Result<Value> {
        let script = format!(
            r#"{HELPERS}
const [args, limit, done] = arguments;
const condition = () => {{ {body} }};
const end = performance.now() + limit;
let error = "";
const look = () => {{
  let value;
  try {{ value = condition(); }} catch (thrown) {{ error = String(thrown); }}
  if (value) done({{ value }});
  else if (performance.now() > end) done({{ error }});
  else setTimeout(look, 20);
}};
look();"#
        );
        let millis = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        let answer = self.driver.execute_async(script, vec![args, json!(millis)]).await;
        let answer = answer.with_context(|| self.at(what))?.json().clone();
        match answer.get("value") {
            Some(value) => Ok(value.clone()),
            None => bail!(
                "{}: not within {} ms: {what} {}\n--- the page shows\n{}",
                self.name,
                millis,
                answer["error"].as_str().unwrap_or_default(),
                self.shown().await?
            ),
        }
    }

    /// Waits until an element is there to be seen, and returns it.
    ///
    /// # Errors
    /// When none is in time.
    pub async fn find(&self, selector: &str) -> Result<WebElement> {
        let body = "return all(args.selector).find(visible)";
        let element =
            self.until(&format!("to see {selector}"), body, json!({ "selector": selector })).await?;
        Ok(WebElement::from_json(element, self.driver.handle().clone())?)
    }

    /// Waits until no element of this kind can be seen.
    ///
    /// # Errors
    /// When one is still there.
    pub async fn gone(&self, selector: &str) -> Result<()> {
        let body = "return !all(args.selector).some(visible)";
        self.until(&format!("{selector} to be gone"), body, json!({ "selector": selector })).await.map(drop)
    }

    /// Waits until an element shows a text somewhere in it, and returns all that it shows.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn reads(&self, selector: &str, part: &str) -> Result<String> {
        let body =
            "return all(args.selector).filter(visible).map(text).find((shown) => shown.includes(args.part))";
        let args = json!({ "selector": selector, "part": part });
        let shown = self.until(&format!("{selector} to read {part:?}"), body, args).await?;
        Ok(shown.as_str().unwrap_or_default().to_owned())
    }

    /// The texts of all elements of this kind that can be seen now.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn texts(&self, selector: &str) -> Result<Vec<String>> {
        let shown = self.eval("return all(args).filter(visible).map(text)", json!(selector)).await?;
        let shown = shown.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(shown.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Clicks an element once it is there, with the mouse.
    ///
    /// # Errors
    /// When it is not there or covered.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.find(selector).await?.click().await.with_context(|| self.at(selector))
    }

    /// Types into an element, after what is there.
    ///
    /// # Errors
    /// When it is not there or takes no text.
    pub async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        self.find(selector).await?.send_keys(text).await.with_context(|| self.at(selector))
    }

    /// Replaces an input's text.
    ///
    /// # Errors
    /// When it is not there or takes no text.
    pub async fn replace(&self, selector: &str, text: &str) -> Result<()> {
        let element = self.find(selector).await?;
        element.clear().await?;
        element.send_keys(text).await.with_context(|| self.at(selector))
    }

    /// Cuts this browser off from the network, or connects it again.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        let cdp = self.driver.cdp();
        cdp.send_raw("Network.enable", json!({})).await?;
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        cdp.send_raw("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// What the page has fetched so far, beside itself: address, bytes on the wire (body only), and who asked.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn fetched(&self) -> Result<Vec<(String, u64)>> {
        let body = "return performance.getEntriesByType('resource').map((entry) => [entry.name, entry.encodedBodySize])";
        let entries = self.eval(body, Value::Null).await?;
        Ok(serde_json::from_value(entries)?)
    }

    /// Starts to count the time that the processor spends on scripts, for [`Page::script_time`].
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn count_script_time(&self) -> Result<()> {
        let domain = json!({ "timeDomain": "threadTicks" });
        self.driver.cdp().send_raw("Performance.enable", domain).await?;
        Ok(())
    }

    /// The time that the processor has spent on this page's scripts.
    ///
    /// # Errors
    /// When it was not counted.
    pub async fn script_time(&self) -> Result<Duration> {
        let metrics = self.driver.cdp().send_raw("Performance.getMetrics", json!({})).await?;
        let metrics = metrics["metrics"].as_array().context("no metrics")?;
        let script = metrics.iter().find(|metric| metric["name"] == "ScriptDuration");
        let seconds =
            script.and_then(|metric| metric["value"].as_f64()).context("script time is not counted")?;
        Ok(Duration::try_from_secs_f64(seconds)?)
    }

    /// Waits until nothing moves or fades any more, but for what moves for ever: in the middle of a fade a page looks
    /// like neither state, and colours have too little contrast.
    ///
    /// # Errors
    /// When something keeps moving.
    pub async fn settled(&self) -> Result<()> {
        let body = "const roots = [document, ...[...document.querySelectorAll('*')].map((e) => e.shadowRoot).filter(Boolean)];
            const moving = roots.flatMap((root) => root.getAnimations()).filter((a) => a.playState === 'running');
            return moving.every((a) => a.effect?.getComputedTiming().iterations === Infinity)";
        self.until("animations to end", body, Value::Null).await.map(drop)
    }

    /// Saves what the window shows as `NAME.png` in the folder for screenshots.
    ///
    /// # Errors
    /// When the picture cannot be taken or written.
    pub async fn shot(&self, name: &str) -> Result<()> {
        std::fs::create_dir_all(&self.shots).context("no folder for screenshots")?;
        let path = self.shots.join(format!("{name}.png"));
        self.settled().await?;
        self.driver.screenshot(&path).await.context("cannot take a screenshot")
    }

    /// Errors that the page wrote to the browser's console.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn errors(&self) -> Result<Vec<String>> {
        let log = self.driver.browser_log().await?;
        let severe = log.into_iter().filter(|entry| entry.level == "SEVERE");
        Ok(severe.map(|entry| entry.message).collect())
    }

    /// All the text that can be seen, shadow roots included.
    async fn shown(&self) -> Result<String> {
        let body = r#"const hosts = [...document.querySelectorAll("*")].filter((element) => element.shadowRoot);
            const roots = hosts.flatMap((host) => [...host.shadowRoot.children].map((child) => child.innerText));
            return [...roots, document.body.innerText].filter((shown) => shown?.trim()).join("\n---\n")"#;
        Ok(self.eval(body, Value::Null).await?.as_str().unwrap_or_default().chars().take(3_000).collect())
    }

    fn at(&self, what: &str) -> String {
        format!("{}: {what}", self.name)
    }
}
