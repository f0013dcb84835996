//! How is a page watched from outside? A browser of its own for each visit, what Chromium counts of it, and the probe
//! inside the page.
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use baton_e2e::setup::Setup;
use baton_e2e::{Chromedriver, Look, Page};
use serde_json::{Value, json};
use thirtyfour::WebDriver;

/// Between two looks at how busy a page is.
const LOOK: Duration = Duration::from_millis(250);
/// A page that works less than this between two looks has nothing to do but to be looked at; milliseconds.
const IDLE: f64 = 15.0;
/// Looks in a row that must find it so.
const LOOKS: u32 = 3;
/// The longest that anything may take; nobody waits that long for a chat.
const LIMIT: Duration = Duration::from_secs(90);

/// A visitor's browser, ended when dropped.
#[derive(Debug)]
pub(crate) struct Visit {
    /// The window.
    pub(crate) page: Page,
    driver: WebDriver,
    _chromedriver: Chromedriver,
}

/// What Chromium counts of a page: milliseconds of the processor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    /// Spent on scripts.
    pub(crate) script: f64,
    /// Spent on all tasks, drawing included.
    pub(crate) task: f64,
}

impl Visit {
    /// Opens a browser on a blank page of the origin to be visited, with the processor slowed down this many times.
    ///
    /// # Errors
    /// When the browser does not start or refuses.
    pub(crate) async fn begin(setup: &Setup, blank: &str, slow: u32) -> Result<Self> {
        let chromedriver = Chromedriver::start(setup).await?;
        let driver = chromedriver.session(Look::DESKTOP).await?;
        driver.set_page_load_timeout(LIMIT).await?;
        let page = Page::new(setup, driver.clone(), "visitor");
        // First the origin: the page itself then loads in the same process, which is the one that is slowed down.
        page.goto(blank).await?;
        let visit = Self { page, driver, _chromedriver: chromedriver };
        visit.page.count_script_time().await?;
        visit.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": slow })).await?;
        visit.page.before_each_load(include_str!("probe.js")).await?;
        Ok(visit)
    }

    /// A command of the DevTools protocol.
    pub(crate) async fn cdp(&self, command: &str, params: Value) -> Result<Value> {
        self.driver.cdp().send_raw(command, params).await.with_context(|| command.to_owned())
    }

    /// What the page has cost so far.
    pub(crate) async fn work(&self) -> Result<Work> {
        let metrics = self.cdp("Performance.getMetrics", json!({})).await?;
        let metrics = metrics["metrics"].as_array().context("no metrics")?;
        let of = |name: &str| {
            let metric = metrics.iter().find(|metric| metric["name"] == name);
            metric.and_then(|metric| metric["value"].as_f64()).map(|seconds| seconds * 1_000.0)
        };
        let (script, task) = (of("ScriptDuration"), of("TaskDuration"));
        Ok(Work { script: script.context("no script time")?, task: task.context("no task time")? })
    }

    /// Waits until the page has nothing to do any more. Asked from outside: a timer inside would be work itself.
    ///
    /// # Errors
    /// When it never rests.
    pub(crate) async fn quiet(&self) -> Result<Work> {
        let begun = Instant::now();
        let mut idle = 0;
        let mut before = self.work().await?;
        while idle < LOOKS {
            ensure!(begun.elapsed() < LIMIT, "the page does not come to rest");
            tokio::time::sleep(LOOK).await;
            let now = self.work().await?;
            idle = if now.task - before.task < IDLE { idle + 1 } else { 0 };
            before = now;
        }
        Ok(before)
    }

    /// A number that an expression of the page gives.
    pub(crate) async fn number(&self, expression: &str) -> Result<f64> {
        let value = self.page.eval(&format!("return {expression}"), Value::Null).await?;
        value.as_f64().with_context(|| format!("{expression} is no number but {value}"))
    }

    /// Clicks, and returns when what was armed by `bench.onClick` had become true and when it had been drawn: both
    /// milliseconds, the first since the page began, the second since the click.
    pub(crate) async fn click(&self, selector: &str) -> Result<(f64, f64)> {
        self.page.click(selector).await?;
        self.drawn().await?;
        Ok((self.number("bench.ready").await?, self.number("bench.painted - bench.from").await?))
    }

    /// Waits until what was armed has been drawn; milliseconds since the page began.
    pub(crate) async fn drawn(&self) -> Result<f64> {
        let begun = Instant::now();
        loop {
            let painted = self.number("window.bench?.painted ?? 0").await?;
            if painted > 0.0 {
                return Ok(painted);
            }
            ensure!(begun.elapsed() < LIMIT, "what was waited for never came");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Megabytes of JavaScript's heap and WebAssembly's memory, after everything that can go has gone.
    pub(crate) async fn heap(&self) -> Result<f64> {
        self.cdp("HeapProfiler.collectGarbage", json!({})).await?;
        let usage = self.cdp("Runtime.getHeapUsage", json!({})).await?;
        let heap = usage["usedSize"].as_f64().context("no heap usage")?;
        Ok((heap + self.number("bench.wasm()").await?) / 1e6)
    }

    /// What was fetched beside the page before some moment: how many files, and their bytes on the wire.
    pub(crate) async fn fetched(&self, before: f64) -> Result<(f64, f64)> {
        let body = "return performance.getEntriesByType('resource')
            .filter((entry) => entry.startTime < args && entry.name.startsWith('http')).map((entry) => entry.encodedBodySize)";
        let sizes: Vec<f64> = serde_json::from_value(self.page.eval(body, json!(before)).await?)?;
        #[expect(clippy::cast_precision_loss, reason = "a page fetches a few dozen files")]
        Ok((sizes.len() as f64, sizes.iter().sum()))
    }

    /// Presses a key so often, each time waiting until its letter is on screen; milliseconds of each.
    pub(crate) async fn keys(&self, input: &str, count: usize) -> Result<Vec<f64>> {
        self.page.click(input).await?;
        self.quiet().await?;
        self.page.eval("bench.keys.length = 0", Value::Null).await?;
        let key = json!({ "key": "a", "code": "KeyA", "windowsVirtualKeyCode": 65 });
        for pressed in 1..=count {
            for (kind, text) in [("keyDown", Some("a")), ("keyUp", None)] {
                let mut event = key.clone();
                event["type"] = kind.into();
                if let Some(text) = text {
                    event["text"] = text.into();
                }
                self.cdp("Input.dispatchKeyEvent", event).await?;
            }
            self.page.until("the letter", "return bench.keys.length >= args", json!(pressed)).await?;
        }
        Ok(serde_json::from_value(self.page.eval("return bench.keys", Value::Null).await?)?)
    }
}
