//! What if somebody would rather not wait? They leave an address, the case leaves the queue, and an agent finds it where
//! it can be answered later.
use anyhow::{Result, ensure};
use baton_e2e::{Audit, Console, Look, ServerOptions, Widget, World, run};

use crate::words::PERSON;

/// A visitor who waits, and an agent.
async fn waiting(world: &World) -> Result<(Widget, Console)> {
    let visitor = world.visitor("visitor", Look::DESKTOP).await?;
    let agent = world.agent("Robin", Look::DESKTOP).await?;
    visitor.open().await?;
    visitor.say(PERSON).await?;
    visitor.sees("queue-notice").await?;
    Ok((visitor, agent))
}

/// Chooses one of the two ways and gives an address.
async fn choose(visitor: &Widget, way: usize, to: &str) -> Result<()> {
    visitor.click(&format!("baton-chat >>> [part~=offline-form] .buttons button:nth-child({way})")).await?;
    visitor.type_into("baton-chat >>> [part~=offline-form] input", to).await?;
    visitor.shot(&format!("widget-follow-up-form-{way}")).await?;
    visitor.click("baton-chat >>> [part~=offline-form] button.strong").await
}

/// The agent's list of what is answered later.
async fn later(agent: &Console) -> Result<usize> {
    Ok(agent.texts("[data-test~=follow-ups] [data-test~=entry]").await?.len())
}

#[tokio::test]
async fn an_e_mail_instead_of_waiting_is_answered_later_in_the_same_thread() -> Result<()> {
    run("follow-up-email", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let (visitor, agent) = waiting(world).await?;
        agent.sees("accept").await?;
        choose(&visitor, 1, "me@shop.example").await?;
        visitor.part_reads("message-system", "We will write to me@shop.example").await?;
        visitor.no_longer_sees("queue-notice").await?;
        visitor.sees("handoff-card").await?;
        visitor.shot("widget-follow-up").await?;
        audit.check(&visitor, "follow-up", Some("baton-chat")).await?;

        agent.hides("accept").await?;
        agent.click("[data-test~=follow-ups] [data-test~=entry] .entry-open").await?;
        agent.shows("thread", "E-mail to me@shop.example").await?;
        agent.shot("console-follow-up").await?;
        audit.check(&agent, "console, follow-up", None).await?;
        visitor.come_back().await?;
        visitor.part_reads("message-system", "We will write to me@shop.example").await?;
        visitor.no_longer_sees("queue-notice").await?;

        agent.press("take").await?;
        visitor.state("control", "agent").await?;
        agent.write_line("Hello, Robin here. Sorry for the wait.").await?;
        visitor.part_reads("message-agent", "Robin here").await?;
        ensure!(later(&agent).await? == 0, "the case has left the list");
        audit.close()
    })
    .await
}

#[tokio::test]
async fn a_call_instead_of_waiting_can_be_resolved() -> Result<()> {
    run("follow-up-callback", ServerOptions::default(), async |world| {
        let (visitor, agent) = waiting(world).await?;
        choose(&visitor, 2, "+44 20 7946 0123").await?;
        visitor.part_reads("message-system", "We will call you at +44 20 7946 0123").await?;
        visitor.no_longer_sees("queue-notice").await?;
        agent.click("[data-test~=follow-ups] [data-test~=entry] .entry-open").await?;
        agent.shows("thread", "Call +44 20 7946 0123").await?;
        agent.press("take").await?;
        visitor.state("control", "agent").await?;
        agent.press("resolve").await?;
        agent.press("cause-1").await?;
        visitor.part_reads("message-system", "marked as solved").await?;
        // Nothing was written here, so there is nothing to rate.
        visitor.no_longer_sees("rating").await?;
        ensure!(later(&agent).await? == 0, "the case has left the list");
        Ok(())
    })
    .await
}
