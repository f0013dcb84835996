//! Does the chat work on pages that seem made to break it, and do such pages stay as they were? Each scenario is loaded
//! without the script and with it; what differs is the chat's doing.
mod blocked;
mod builtins;
mod documents;
mod examine;
mod proof;
mod scenario;

use anyhow::{Result, ensure};
use baton_e2e::{Host, Look, ServerOptions, run};

use examine::Examiner;
use scenario::Scenario;

/// Examines all scenarios in one browser and reports all that is wrong at once.
async fn all(name: &str, scenarios: &'static [&'static [Scenario]]) -> Result<()> {
    let host = Host::start().await?;
    let options = ServerOptions { origins: vec![host.origin().to_owned()], ..ServerOptions::default() };
    run(name, options, async |world| {
        let page = world.browser("visitor", Look::DESKTOP).await?;
        let server = world.server.url("");
        let examiner = Examiner::new(&page, &host, &server).await?;
        let (mut faults, mut count) = (Vec::new(), 0);
        for scenario in scenarios.iter().copied().flatten() {
            count += 1;
            let begun = std::time::Instant::now();
            let found = examiner.examine(scenario, scenario::TAG).await;
            println!("{}: {:?}, {} faults", scenario.name, begun.elapsed(), found.len());
            faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", scenario.name)));
        }
        println!("{count} hostile pages, {} faults", faults.len());
        ensure!(faults.is_empty(), "{}", faults.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn on_pages_that_change_the_built_ins() -> Result<()> {
    all("hostile-built-ins", &[&builtins::PATCHED, &builtins::IMITATED]).await
}

#[tokio::test]
async fn on_pages_that_are_odd() -> Result<()> {
    all("hostile-documents", &[&documents::ODD]).await
}

#[tokio::test]
async fn on_pages_that_move_replace_and_listen() -> Result<()> {
    all("hostile-moving", &[&documents::MOVING]).await
}

#[tokio::test]
async fn on_pages_that_lack_something_or_forbid_it() -> Result<()> {
    all("hostile-blocked", &[&blocked::MISSING, &blocked::POLICIES]).await
}
