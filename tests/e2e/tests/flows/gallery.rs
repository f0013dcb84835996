//! What does each state look like in the dark and on a phone, and is it accessible there too? The other flows take the
//! pictures in daylight on a laptop.
use anyhow::Result;
use baton_e2e::{Audit, Look, ServerOptions, run};

use crate::words::{KNOWN, UNKNOWN};

/// Walks through the states of both sides and takes a picture of each, named after the look.
async fn gallery(name: &'static str, look: Look) -> Result<()> {
    run(&format!("gallery-{name}"), ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let shot = |state: &str| format!("{state}-{name}");
        let inside = Some("baton-chat");
        let visitor = world.visitor("visitor", look).await?;
        let agent = world.agent("Robin", look).await?;
        visitor.sees("launcher").await?;
        visitor.shot(&shot("widget-closed")).await?;
        audit.check(&visitor, "closed", inside).await?;

        visitor.open().await?;
        visitor.sees("greeting").await?;
        visitor.shot(&shot("widget-greeting")).await?;
        audit.check(&visitor, "greeting", inside).await?;

        visitor.say(KNOWN).await?;
        visitor.sees("citation").await?;
        visitor.shot(&shot("widget-answer")).await?;
        audit.check(&visitor, "answer", inside).await?;

        visitor.say(UNKNOWN[0]).await?;
        visitor.sees("offer").await?;
        visitor.shot(&shot("widget-offer")).await?;
        audit.check(&visitor, "offer", inside).await?;

        visitor.click_part("offer-accept").await?;
        visitor.state("control", "queue").await?;
        visitor.sees("queue-notice").await?;
        visitor.shot(&shot("widget-queue")).await?;
        audit.check(&visitor, "queue", inside).await?;
        agent.sees("accept").await?;
        agent.shot(&shot("console-queue")).await?;
        audit.check(&agent, "console, queue", None).await?;

        agent.press("accept").await?;
        agent.sees("layers").await?;
        agent.write_line("Hello, Robin here").await?;
        visitor.part_reads("message-agent", "Robin here").await?;
        visitor.shot(&shot("widget-agent")).await?;
        audit.check(&visitor, "agent", inside).await?;
        agent.shows("thread", "Robin here").await?;
        agent.shot(&shot("console-case")).await?;
        audit.check(&agent, "console, case", None).await?;

        agent.press("resolve").await?;
        agent.sees("resolve-dialog").await?;
        agent.shot(&shot("console-resolve")).await?;
        audit.check(&agent, "console, resolve", None).await?;
        agent.press("cause-1").await?;
        visitor.sees("rating").await?;
        visitor.shot(&shot("widget-rating")).await?;
        audit.check(&visitor, "rating", inside).await?;
        audit.close()
    })
    .await
}

#[tokio::test]
async fn every_state_in_the_dark() -> Result<()> {
    gallery("dark", Look::DARK).await
}

#[tokio::test]
async fn every_state_on_a_phone() -> Result<()> {
    gallery("phone", Look::PHONE).await
}
