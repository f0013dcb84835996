//! What does a long thread cost? A visitor comes back to ten thousand messages, opens them and writes.
use anyhow::{Context, Result};
use serde_json::json;

use crate::candidate::{Candidate, LONG};
use crate::figures::{Figures, Spread};
use crate::visit::Visit;

/// Keys of one run; the run counts with their median.
pub(crate) const KEYS: usize = 15;

/// Returns to the page, opens the thread once everything rests, writes; then once more with a click at once.
pub(crate) async fn open(
    visit: &Visit,
    candidate: &Candidate,
    page: &str,
    figures: &mut Figures,
) -> Result<()> {
    visit.page.goto(page).await?;
    figures.add("long-task", visit.quiet().await?.task);
    let newest = format!("(No. {LONG})");
    let args = json!([candidate.message, newest, candidate.input, candidate.launcher]);
    let shown = "() => bench.sees(args[0], args[1]) && bench.canWrite(args[2])";
    visit.page.eval(&format!("bench.onClick({shown})"), args.clone()).await?;
    figures.add("long-open", visit.click(candidate.launcher).await?.1);
    visit.quiet().await?;
    figures.add("long-nodes", visit.number("bench.nodes()").await?);
    let keys = visit.keys(candidate.input, KEYS).await?;
    figures.add("long-key", Spread::of(&keys).context("no key was pressed")?.median);
    figures.add("long-heap", visit.heap().await?);
    let at_once = format!("{{ const args = {args}; bench.atOnce(args[3], {shown}); }}");
    visit.page.before_each_load(&at_once).await?;
    visit.page.goto(page).await?;
    figures.add("long-whole", visit.drawn().await?);
    Ok(())
}
