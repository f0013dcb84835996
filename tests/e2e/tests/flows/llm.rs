//! What does a visitor see of an LLM that fails? A person instead, warmly, within the deadline; never its words of
//! failure.
use std::time::Duration;

use anyhow::{Result, ensure};
use baton_e2e::{Audit, Llm, Look, Mood, ServerOptions, run};

use crate::words::{KNOWN, TOLD};

/// An answer's first words are due within 8 s (`Deadlines` of the assistant); the rest is for a busy machine. In
/// milliseconds.
const DEADLINE: f64 = 8_000.0 + 6_000.0;

/// What only a programmer would say.
const RAW: [&str; 10] =
    ["error", "500", "time", "json", "malformed", "parse", "llm", "http", "undefined", "here you go"];

async fn fails(name: &'static str, mood: Mood) -> Result<()> {
    let llm = Llm::start("").await?;
    let options = ServerOptions { env: llm.env(), ..ServerOptions::default() };
    run(&format!("llm-{name}"), options, async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        let agent = world.agent("Robin", Look::DESKTOP).await?;
        visitor.open().await?;
        llm.set(mood, Duration::ZERO);
        let took = visitor.say_and_time(KNOWN, TOLD).await?;
        println!("an LLM that {name}: a person is promised after {took:.0} ms");
        ensure!(took < DEADLINE, "told after {took:.0} ms");
        ensure!(llm.calls("reply") > 0, "the LLM was not asked");
        visitor.state("control", "queue").await?;
        visitor.part_reads("message-system", "bringing in a person").await?;
        visitor.sees("queue-notice").await?;
        let summary = visitor.part_reads("brief-summary", "add the chat").await?;
        visitor.shot(&format!("widget-llm-{name}")).await?;
        let shown = visitor.all("panel").await?.join(" ").to_lowercase();
        ensure!(shown.contains("person") && summary.len() > 10, "nothing to look at: {shown}");
        let raw: Vec<_> = RAW
            .iter()
            .filter(|raw| shown.split(|c: char| !c.is_alphanumeric()).any(|w| w == **raw))
            .collect();
        ensure!(raw.is_empty() && !shown.contains("here you go"), "{raw:?} in {shown}");
        agent.shows("entry", "Something failed on our side").await?;
        agent.press("accept").await?;
        visitor.state("control", "agent").await?;
        agent.shows("why", "failed").await?;
        let mut audit = Audit::default();
        audit.check(&visitor, "after a failure", Some("baton-chat")).await?;
        audit.close()
    })
    .await
}

#[tokio::test]
async fn an_llm_that_hangs_gives_way_to_a_person() -> Result<()> {
    fails("hangs", Mood::Hangs).await
}

#[tokio::test]
async fn an_llm_that_talks_nonsense_gives_way_to_a_person() -> Result<()> {
    fails("babbles", Mood::Babbles).await
}

#[tokio::test]
async fn an_llm_that_refuses_gives_way_to_a_person() -> Result<()> {
    fails("refuses", Mood::Refuses).await
}
