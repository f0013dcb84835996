//! What is a visitor told while the server is out of reach? The browser goes on judging, says what happens, and keeps
//! what was written.
use anyhow::{Result, ensure};
use baton_e2e::{Cable, Look, ServerOptions, Widget, run};
use serde_json::Value;

use crate::words::{AT_ONCE, KNOWN, PERSON, TOLD, UNKNOWN, WORDINGS};

#[tokio::test]
async fn cut_off_from_the_server_a_call_for_a_person_is_heard_and_kept() -> Result<()> {
    run("cut-off-explicit", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.open().await?;
        visitor.say(KNOWN).await?;
        visitor.sees("citation").await?;
        world.server.kill().await?;
        visitor.state("connection", "offline").await?;
        let took = visitor.say_and_time(PERSON, TOLD).await?;
        ensure!(took < AT_ONCE, "told after {took:.0} ms");
        visitor.part_reads("provisional", "kept").await?;
        visitor.shot("widget-offline").await?;
        world.server.boot().await?;
        visitor.come_back().await?;
        visitor.state("control", "queue").await?;
        let lines = visitor.all("message-visitor").await?;
        ensure!(lines.len() == 2, "each message once: {lines:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn cut_off_from_the_server_a_third_wording_is_heard() -> Result<()> {
    run("cut-off-loop", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.open().await?;
        visitor.say(WORDINGS[0]).await?;
        visitor.sees("message-assistant").await?;
        world.server.kill().await?;
        visitor.state("connection", "offline").await?;
        visitor.say(WORDINGS[1]).await?;
        let took = visitor.say_and_time(WORDINGS[2], TOLD).await?;
        ensure!(took < AT_ONCE, "told after {took:.0} ms");
        visitor.part_reads("provisional", "kept").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn cut_off_after_a_second_answer_that_did_not_help_a_person_is_promised() -> Result<()> {
    let mut cable = Cable::new().await?;
    let options = ServerOptions { origins: vec![cable.origin()], ..ServerOptions::default() };
    run("cut-off-fallback", options, async |world| {
        // The second answer arrives, the server's word that a person is called does not.
        cable.lay(&world.server, "handoff_started").await?;
        let page = world.browser("visitor", Look::DESKTOP).await?;
        page.goto(&cable.origin()).await?;
        let visitor = Widget::new(page);
        visitor.open().await?;
        visitor.say(UNKNOWN[0]).await?;
        visitor.sees("message-fallback").await?;
        visitor.sees("offer").await?;
        visitor.say(UNKNOWN[1]).await?;
        cable.breaks().await?;
        visitor.part_reads("provisional", "bringing in a person").await?;
        visitor.state("connection", "offline").await?;
        visitor.part_reads("provisional", "a person is called").await?;
        visitor.state("control", "assistant").await?;
        let answers = visitor.all("message-fallback").await?;
        ensure!(answers.len() == 2, "both answers are there: {answers:?}");
        visitor.shot("widget-offline-second-fallback").await?;

        cable.mend().await?;
        visitor.state("control", "queue").await?;
        visitor.sees("queue-notice").await?;
        visitor.no_longer_sees("provisional").await?;
        let lines = visitor.all("message-visitor").await?;
        ensure!(lines.len() == 2, "each message once: {lines:?}");
        Ok(())
    })
    .await
}

/// Refuses the widget's second module for as long as `window.cut` holds, and counts how often.
const REFUSE_REST: &str = "window.cut = true; window.refused = 0;
  const fetched = window.fetch;
  window.fetch = (from, ...more) => {
    const refuse = window.cut && String(from?.url ?? from).includes('/widget-rest-');
    if (refuse) window.refused += 1;
    return refuse ? Promise.reject(new TypeError('refused')) : fetched(from, ...more);
  };";

#[tokio::test]
async fn without_its_second_module_the_widget_hears_keeps_and_sends_and_asks_for_it_again() -> Result<()> {
    run("no-second-module", ServerOptions::default(), async |world| {
        let page = world.browser("visitor", Look::DESKTOP).await?;
        page.before_each_load(REFUSE_REST).await?;
        page.goto(&world.server.url("/")).await?;
        let visitor = Widget::new(page);
        visitor.open().await?;
        visitor.until("it is asked for twice", "return window.refused > 1", Value::Null).await?;
        visitor.state("connection", "offline").await?;
        let took = visitor.say_and_time(PERSON, TOLD).await?;
        ensure!(took < AT_ONCE, "told after {took:.0} ms");
        // Sent all the same: a person is called while the visitor's browser can't show it.
        let agent = world.agent("Robin", Look::DESKTOP).await?;
        agent.press("accept").await?;
        visitor.state("control", "assistant").await?;
        visitor.eval("window.cut = false", Value::Null).await?;
        visitor.state("control", "agent").await?;
        visitor.state("connection", "online").await?;
        let lines = visitor.all("message-visitor").await?;
        ensure!(lines.len() == 1, "the message once: {lines:?}");
        Ok(())
    })
    .await
}
