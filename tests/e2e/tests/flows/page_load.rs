//! What does a page pay before anybody wants to chat? One small request, and nothing that moves or blocks.
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use baton_e2e::{Look, ServerOptions, Widget, run};
use serde_json::Value;

/// Bytes of the loader after brotli, as published.
const LOADER: u64 = 6_000;

/// A task that keeps the page from answering for this long counts as long; all scripts together stay under it.
/// Time of the processor, as a busy machine makes long tasks out of anything.
const LONG_TASK: Duration = Duration::from_millis(50);

/// Notes the tasks that the browser calls long, from the beginning.
const NOTE_LONG_TASKS: &str = "window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((task) => Math.round(task.duration))))
    .observe({ type: 'longtask', buffered: true });";

/// Layout shifts so far.
const SHIFTS: &str = "return new Promise((done) => {
  let shifts = 0;
  new PerformanceObserver((list) => { shifts += list.getEntries().length; }).observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(shifts), 0));
})";

#[tokio::test]
async fn the_demo_page_costs_one_small_request_before_intent() -> Result<()> {
    run("page-load", ServerOptions::default(), async |world| {
        let page = world.browser("visitor", Look::DESKTOP).await?;
        page.count_script_time().await?;
        page.before_each_load(NOTE_LONG_TASKS).await?;
        page.goto(&world.server.url("/")).await?;
        // The loading ends after the loader has run. The page has no script but its own.
        let script = page.script_time().await?;
        println!("scripts before intent: {script:?} of the processor");
        let visitor = Widget::new(page);
        visitor.sees("launcher").await?;
        let fetched = visitor.fetched().await?;
        println!("before intent: {fetched:?}");
        ensure!(fetched.len() == 1 && fetched[0].0.ends_with("/baton.js"), "{fetched:?}");
        ensure!(fetched[0].1 > 0 && fetched[0].1 <= LOADER, "{} bytes, {LOADER} allowed", fetched[0].1);
        ensure!(script > Duration::ZERO && script < LONG_TASK, "scripts ran for {script:?} before intent");
        let shifts = visitor.eval(SHIFTS, Value::Null).await?;
        ensure!(shifts == 0, "{shifts} layout shifts");
        // What the browser calls long counts time of the clock, and a busy machine makes long tasks out of drawing.
        let long = visitor.eval("return window.longTasks", Value::Null).await?;
        let long = long.as_array().context("long tasks were not counted")?;
        println!("long tasks before intent: {}, of {} ms", long.len(), Value::from(long.clone()));
        visitor.shot("page").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_first_click_leads_to_a_place_to_write() -> Result<()> {
    run("first-click", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        let cold = visitor.open_and_time().await?;
        visitor.reload().await?;
        let warm = visitor.open_and_time().await?;
        println!("click to a place to write: {cold:.0} ms cold, {warm:.0} ms warm");
        ensure!(cold.is_finite() && warm.is_finite(), "not measured");
        visitor.say("hello").await?;
        visitor.part_reads("message-visitor", "hello").await.map(drop)
    })
    .await
}

/// Bytes after brotli of everything that is needed to judge and show the first message, as published.
const FIRST_OPEN: u64 = 140_000;
/// The file that is not among that: it is fetched once the first message can be written.
const REST: &str = "widget-rest";

#[tokio::test]
async fn the_first_open_stays_within_its_budget() -> Result<()> {
    run("first-open", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.sees("launcher").await?;
        let before = visitor.fetched().await?.len();
        visitor.open().await?;
        visitor.sees("greeting").await?;
        let mut fetched = visitor.fetched().await?.split_off(before);
        fetched.retain(|(name, _)| !name.contains(REST));
        let sum: u64 = fetched.iter().map(|(_, bytes)| bytes).sum();
        println!("first open: {sum} bytes in {fetched:#?}");
        for part in [".wasm", ".js", ".css", "/bootstrap"] {
            let (_, bytes) =
                fetched.iter().find(|(name, _)| name.contains(part)).with_context(|| part.to_owned())?;
            ensure!(*bytes > 0, "{part} was not measured");
        }
        ensure!(sum <= FIRST_OPEN, "{sum} bytes, {FIRST_OPEN} allowed");
        Ok(())
    })
    .await
}
