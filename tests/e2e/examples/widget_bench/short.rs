//! What does a first visit cost? The page's load, then the first click, then the same once more from the cache.
use anyhow::Result;
use serde_json::json;

use crate::candidate::Candidate;
use crate::figures::Figures;
use crate::visit::Visit;

/// The load alone: what every page pays. The page without a chat is measured by the same steps.
pub(crate) async fn load(visit: &Visit, page: &str, figures: &mut Figures) -> Result<()> {
    visit.page.goto(page).await?;
    let work = visit.quiet().await?;
    figures.add("script", work.script);
    figures.add("task", work.task);
    for (row, expression) in
        [("blocking", "bench.blocking"), ("long-tasks", "bench.long"), ("shift", "bench.shift")]
    {
        figures.add(row, visit.number(expression).await?);
    }
    let (requests, bytes) = visit.fetched(f64::MAX).await?;
    figures.add("requests", requests);
    figures.add("bytes", bytes);
    Ok(())
}

/// Load, cold open, heap, warm open.
pub(crate) async fn open(
    visit: &Visit,
    candidate: &Candidate,
    (page, blank): (&str, &str),
    figures: &mut Figures,
) -> Result<()> {
    load(visit, page, figures).await?;
    let (ready, cold) = click(visit, candidate).await?;
    figures.add("cold", cold);
    visit.quiet().await?;
    // Only what had been asked for until then: what follows hurries nobody.
    let (requests, bytes) = visit.fetched(ready).await?;
    figures.add("open-requests", requests);
    figures.add("open-bytes", bytes);
    let heap = visit.heap().await?;
    figures.add("heap", heap);
    figures.add("heap-added", heap);
    visit.page.goto(blank).await?;
    visit.page.goto(page).await?;
    visit.quiet().await?;
    figures.add("warm", click(visit, candidate).await?.1);
    Ok(())
}

/// From the click to a place to write: when it was ready, and how long until it was drawn.
async fn click(visit: &Visit, candidate: &Candidate) -> Result<(f64, f64)> {
    let arm = "bench.onClick(() => bench.canWrite(args))";
    visit.page.eval(arm, json!(candidate.input)).await?;
    visit.click(candidate.launcher).await
}
