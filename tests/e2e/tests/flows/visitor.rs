//! What does a visitor live through before a person is there? Answers with their source, honesty where there is
//! none, a call for a person that is heard at once, and a thread that survives reloads and tabs.
use anyhow::{Result, ensure};
use baton_e2e::{Audit, Look, ServerOptions, run};

use crate::words::{AT_ONCE, KNOWN, PERSON, TOLD, UNKNOWN};

#[tokio::test]
async fn a_question_is_answered_from_the_docs_with_its_source() -> Result<()> {
    run("cited-answer", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.open().await?;
        visitor.part_reads("ai-notice", "AI").await?;
        visitor.part_reads("person-button", "person").await?;
        visitor.shot("widget-greeting").await?;
        visitor.say(KNOWN).await?;
        visitor.part_reads("message-visitor", KNOWN).await?;
        let answer = visitor.part_reads("message-assistant", "script").await?;
        ensure!(answer.len() > 40, "{answer}");
        visitor.sees("citation").await?;
        visitor.state("control", "assistant").await?;
        visitor.shot("widget-cited-answer").await?;
        audit.check(&visitor, "cited answer", Some("baton-chat")).await?;
        audit.close()
    })
    .await
}

#[tokio::test]
async fn two_questions_without_an_answer_bring_a_person() -> Result<()> {
    run("two-fallbacks", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.open().await?;
        visitor.say(UNKNOWN[0]).await?;
        visitor.sees("message-fallback").await?;
        visitor.sees("offer").await?;
        visitor.shot("widget-fallback-and-offer").await?;
        visitor.say(UNKNOWN[1]).await?;
        visitor.state("control", "queue").await?;
        visitor.sees("queue-notice").await?;
        visitor.part_reads("queue-wait", "Usually").await?;
        visitor.sees("handoff-card").await?;
        visitor.shot("widget-queue").await?;
        audit.check(&visitor, "queue", Some("baton-chat")).await?;
        let agent = world.agent("Robin", Look::DESKTOP).await?;
        agent.press("accept").await?;
        agent.shows("why", "2 of 2").await?;
        audit.close()
    })
    .await
}

#[tokio::test]
async fn asking_for_a_person_is_heard_at_once() -> Result<()> {
    run("explicit", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.open().await?;
        let took = visitor.say_and_time(PERSON, TOLD).await?;
        println!("asked for a person, told after {took:.0} ms");
        ensure!(took < AT_ONCE, "told after {took:.0} ms");
        visitor.state("control", "queue").await?;
        visitor.sees("queue-notice").await
    })
    .await
}

#[tokio::test]
async fn the_button_asks_for_a_person_and_waiting_can_be_stopped() -> Result<()> {
    run("button", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::PHONE).await?;
        visitor.open().await?;
        visitor.click_part("person-button").await?;
        visitor.state("control", "queue").await?;
        visitor.shot("widget-queue-phone").await?;
        visitor.click_part("queue-cancel").await?;
        visitor.state("control", "assistant").await?;
        visitor.no_longer_sees("queue-notice").await?;
        visitor.say(KNOWN).await?;
        visitor.sees("citation").await
    })
    .await
}

#[tokio::test]
async fn what_is_passed_on_can_be_corrected() -> Result<()> {
    run("brief", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.open().await?;
        visitor.say("The export fails with error 502, get me a person").await?;
        visitor.click_part("brief-edit").await?;
        visitor.sees("brief-form").await?;
        visitor.shot("widget-brief-form").await?;
        visitor.replace("baton-chat >>> [name=summary]", "The export of March fails.").await?;
        visitor.click("baton-chat >>> [part~=brief-form] button.strong").await?;
        visitor.part_reads("brief-summary", "The export of March fails.").await?;
        visitor.come_back().await?;
        visitor.part_reads("brief-summary", "The export of March fails.").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_reload_restores_the_thread_at_every_point() -> Result<()> {
    run("reload", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.open().await?;
        visitor.say(KNOWN).await?;
        visitor.sees("citation").await?;
        visitor.come_back().await?;
        visitor.part_reads("message-visitor", KNOWN).await?;
        visitor.sees("citation").await?;
        visitor.say(PERSON).await?;
        visitor.state("control", "queue").await?;
        visitor.come_back().await?;
        visitor.state("control", "queue").await?;
        visitor.sees("queue-notice").await?;
        let lines = visitor.all("message-visitor").await?;
        ensure!(lines.len() == 2, "each message once: {lines:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_tabs_show_the_same_thread() -> Result<()> {
    run("two-tabs", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.open().await?;
        visitor.say(KNOWN).await?;
        visitor.sees("citation").await?;
        let first = visitor.open_tab(&world.server.url("/")).await?;
        visitor.open().await?;
        visitor.part_reads("message-visitor", KNOWN).await?;
        visitor.say(PERSON).await?;
        visitor.state("control", "queue").await?;
        visitor.look_at(first).await?;
        visitor.state("control", "queue").await?;
        visitor.part_reads("message-visitor", PERSON).await?;
        let lines = visitor.all("message-visitor").await?;
        ensure!(lines.len() == 2, "each message once: {lines:?}");
        Ok(())
    })
    .await
}
