//! What does a page pay before anybody wants to chat? One small request, and nothing that moves or blocks.
use anyhow::{Result, ensure};
use baton_e2e::{Look, ServerOptions, run};
use serde_json::Value;

/// Bytes of the loader after brotli, as published.
const LOADER: u64 = 6_000;

#[tokio::test]
async fn the_demo_page_costs_one_small_request_before_intent() -> Result<()> {
    run("page-load", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.sees("launcher").await?;
        let fetched = visitor.fetched().await?;
        println!("before intent: {fetched:?}");
        ensure!(fetched.len() == 1 && fetched[0].0.ends_with("/baton.js"), "{fetched:?}");
        ensure!(fetched[0].1 > 0 && fetched[0].1 <= LOADER, "{} bytes, {LOADER} allowed", fetched[0].1);
        let body = "return new Promise((done) => {
          const seen = { longtask: 0, 'layout-shift': 0 };
          for (const type of Object.keys(seen)) {
            new PerformanceObserver((list) => { seen[type] += list.getEntries().length; }).observe({ type, buffered: true });
          }
          requestAnimationFrame(() => setTimeout(() => done(seen), 0));
        })";
        let seen = visitor.eval(body, Value::Null).await?;
        ensure!(seen["longtask"] == 0 && seen["layout-shift"] == 0, "{seen}");
        visitor.shot("page").await?;
        visitor.open().await?;
        let fetched = visitor.fetched().await?;
        ensure!(fetched.iter().any(|(name, _)| name.ends_with(".wasm")), "opening fetches the widget: {fetched:?}");
        Ok(())
    })
    .await
}
