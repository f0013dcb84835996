//! What does a page pay before anybody wants to chat? One small request, and nothing that moves or blocks.
use anyhow::{Result, ensure};
use baton_e2e::{Look, ServerOptions, run};
use serde_json::Value;

/// Bytes of the loader after brotli, as published.
const LOADER: u64 = 6_000;

/// A task that keeps the page from answering for this long counts as long, in milliseconds.
const LONG_TASK: f64 = 50.0;

/// Layout shifts, and the longest run of one of the loader's scripts. A busy machine makes long tasks out of anything;
/// animation frames say whose they were.
const SEEN: &str = "return new Promise((done) => {
  const seen = { shifts: 0, longest: 0 };
  const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch('layout-shift', () => { seen.shifts += 1; });
  watch('long-animation-frame', (frame) => {
    const ours = frame.scripts.filter((script) => script.sourceURL.includes('/baton'));
    seen.longest = Math.max(seen.longest, ...ours.map((script) => script.duration));
  });
  requestAnimationFrame(() => setTimeout(() => done(seen), 0));
})";

#[tokio::test]
async fn the_demo_page_costs_one_small_request_before_intent() -> Result<()> {
    run("page-load", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.sees("launcher").await?;
        let fetched = visitor.fetched().await?;
        println!("before intent: {fetched:?}");
        ensure!(fetched.len() == 1 && fetched[0].0.ends_with("/baton.js"), "{fetched:?}");
        ensure!(fetched[0].1 > 0 && fetched[0].1 <= LOADER, "{} bytes, {LOADER} allowed", fetched[0].1);
        let seen = visitor.eval(SEEN, Value::Null).await?;
        ensure!(seen["shifts"] == 0, "something moved: {seen}");
        ensure!(seen["longest"].as_f64().is_some_and(|millis| millis < LONG_TASK), "a long task: {seen}");
        visitor.shot("page").await?;
        visitor.open().await?;
        let fetched = visitor.fetched().await?;
        ensure!(
            fetched.iter().any(|(name, _)| name.ends_with(".wasm")),
            "opening fetches the widget: {fetched:?}"
        );
        Ok(())
    })
    .await
}
