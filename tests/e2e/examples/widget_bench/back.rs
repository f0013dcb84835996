//! How does Baton's list grow? It is sent a page at a time, and what was loaded stays: a visitor goes back through the
//! thread to its beginning, and what a page, a key and a message cost is measured on the way.
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::candidate::Candidate;
use crate::figures::Spread;
use crate::long::KEYS;
use crate::visit::Visit;

/// Messages on screen at which it is measured.
const STOPS: [usize; 3] = [50, 1_000, 10_000];
/// The way to the last stop, with room.
const LIMIT: Duration = Duration::from_secs(85);
/// Pages of one call into the page, which must end before the driver loses patience.
const PAGES: usize = 20;

/// Presses the button for older messages so often, or until enough are there; each time until they are drawn.
const GO_BACK: &str = r#"
window.answer = undefined;
const lines = () => bench.all("baton-chat >>> .lines")[0].childElementCount;
const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)));
(async () => {
  const took = [];
  while (lines() < args.stop && took.length < args.pages) {
    const button = bench.all("baton-chat >>> [part~=earlier-button]")[0];
    if (!button) break;
    const before = lines();
    const from = performance.now();
    button.click();
    while (lines() === before) await new Promise((next) => setTimeout(next, 4));
    took.push((await drawn()) - from);
  }
  return { took, lines: lines() };
})().then((value) => (window.answer = value), (error) => (window.answer = { error: String(error) }));
"#;

/// Goes back and returns a table. The thread is longer afterwards: messages are sent too.
pub(crate) async fn walk(visit: &Visit, candidate: &Candidate, page: &str) -> Result<String> {
    visit.page.goto(page).await?;
    visit.quiet().await?;
    visit.page.eval("bench.onClick(() => bench.canWrite(args))", json!(candidate.input)).await?;
    visit.click(candidate.launcher).await?;
    let mut table = String::from(
        "baton, scrolled back: lines shown, DOM nodes, heap MB, older page ms, key ms, sent message ms\n",
    );
    for stop in STOPS {
        let (older, lines) = back_to(visit, stop).await?;
        visit.quiet().await?;
        let (nodes, heap) = (visit.number("bench.nodes()").await?, visit.heap().await?);
        let keys = visit.keys(candidate.input, KEYS).await?;
        let key = Spread::of(&keys).context("no key was pressed")?.median;
        let sent = send(visit).await?;
        let older = older.map_or("-".to_owned(), |took| format!("{took:.0}"));
        table.push_str(&format!("{lines:>8} {nodes:>8} {heap:>6.2} {older:>6} {key:>6.1} {sent:>6.0}\n"));
    }
    Ok(table)
}

/// Loads older pages until so many lines are there; how long the last of them took, and how many lines there are.
async fn back_to(visit: &Visit, stop: usize) -> Result<(Option<f64>, u64)> {
    let mut last = None;
    loop {
        let args = json!({ "stop": stop, "pages": PAGES });
        visit.page.eval(GO_BACK, args).await?;
        let answer = "return window.answer";
        let answer = visit.page.until_within(LIMIT, "older messages", answer, json!(null)).await?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{error}");
        }
        let took = answer["took"].as_array().context("nothing was measured")?;
        let Some(newest) = took.last() else {
            return Ok((last, answer["lines"].as_u64().context("no lines")?));
        };
        last = newest.as_f64();
    }
}

/// Sends what has been typed: from the key to after the frame with one line more.
async fn send(visit: &Visit) -> Result<f64> {
    let arm = "const list = bench.all('baton-chat >>> .lines')[0];
        const before = list.childElementCount;
        addEventListener('keydown', (event) => {
          const from = event.timeStamp;
          window.sent = 0;
          const look = () => list.childElementCount === before ? setTimeout(look, 4)
            : requestAnimationFrame(() => setTimeout(() => (window.sent = performance.now() - from), 0));
          look();
        }, { capture: true, once: true })";
    visit.page.eval(arm, json!(null)).await?;
    let enter = json!({ "type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" });
    visit.cdp("Input.dispatchKeyEvent", enter).await?;
    visit.page.until("the message", "return window.sent", json!(null)).await?;
    let took = visit.number("window.sent").await?;
    visit.quiet().await?;
    Ok(took)
}
