//! Does a case go from Assistant to person and back without anybody repeating anything? A visitor and an agent, each
//! in a browser, on one server.
use std::time::Duration;

use anyhow::{Result, ensure};
use baton_e2e::{Audit, Console, Llm, Look, Mood, ServerOptions, Widget, World, run};

use crate::words::{KNOWN, PERSON};

/// A visitor in the queue and an agent who has accepted.
async fn together(world: &World, ask: &str) -> Result<(Widget, Console)> {
    let visitor = world.visitor("visitor", Look::DESKTOP).await?;
    let agent = world.agent("Robin", Look::DESKTOP).await?;
    visitor.open().await?;
    visitor.say(ask).await?;
    visitor.state("control", "queue").await?;
    agent.press("accept").await?;
    visitor.state("control", "agent").await?;
    Ok((visitor, agent))
}

#[tokio::test]
async fn a_case_goes_to_a_person_and_back_and_is_rated() -> Result<()> {
    run("whole-handoff", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        let agent = world.agent("Robin", Look::DESKTOP).await?;
        agent.shot("console-empty").await?;
        visitor.open().await?;
        visitor.say(KNOWN).await?;
        visitor.sees("citation").await?;
        visitor.say(PERSON).await?;
        visitor.state("control", "queue").await?;
        agent.shows("entry", "Asked for a person").await?;
        agent.shot("console-queue").await?;
        audit.check(&agent, "console, queue", None).await?;

        agent.press("accept").await?;
        visitor.part_reads("message-system", "Robin joined").await?;
        visitor.state("control", "agent").await?;
        agent.sees("layers").await?;
        agent.shows("summary", "Summary").await?;
        agent.shows("tried", KNOWN).await?;
        agent.shows("why", PERSON).await?;
        agent.shot("console-accepted").await?;
        audit.check(&agent, "console, accepted", None).await?;

        agent.write_line("Hello, Robin here. Which page is it?").await?;
        visitor.part_reads("message-agent", "Robin here").await?;
        visitor.say("The start page").await?;
        agent.shows("thread", "The start page").await?;
        visitor.shot("widget-with-agent").await?;
        audit.check(&visitor, "widget, with an agent", Some("baton-chat")).await?;

        agent.press("note-toggle").await?;
        agent.write_line("Seems new to all this").await?;
        agent.shows("note", "Seems new to all this").await?;
        agent.shot("console-note").await?;
        let lines = visitor.texts("baton-chat >>> *").await?;
        ensure!(!lines.iter().any(|line| line.contains("new to all this")), "a note reached the visitor");

        agent.press("hand-back").await?;
        agent.write("hand-back-note", "The tag goes on every page.").await?;
        agent.shot("console-hand-back").await?;
        agent.press("hand-back-confirm").await?;
        visitor.state("control", "assistant").await?;
        visitor.part_reads("message-system", "handed you back").await?;
        visitor.say("Can I change the colours?").await?;
        visitor
            .until("a second answer", "return all('baton-chat >>> [part~=citation]').length > 1", ().into())
            .await?;
        visitor.state("control", "assistant").await?;
        visitor.shot("widget-handed-back").await?;

        visitor.click_part("person-button").await?;
        visitor.state("control", "queue").await?;
        agent.press("accept").await?;
        visitor.state("control", "agent").await?;
        agent.write_line("Solved, I think").await?;
        visitor.part_reads("message-agent", "Solved, I think").await?;
        agent.press("resolve").await?;
        agent.sees("resolve-dialog").await?;
        agent.shot("console-resolve").await?;
        agent.press("cause-1").await?;
        visitor.sees("rating").await?;
        visitor.shot("widget-rating").await?;
        audit.check(&visitor, "widget, rating", Some("baton-chat")).await?;
        visitor.click("baton-chat >>> [part~=rating-score]").await?;
        visitor.click("baton-chat >>> [part~=rating] button.strong").await?;
        visitor.no_longer_sees("rating-score").await?;
        visitor.shot("widget-rated").await?;
        audit.close()
    })
    .await
}

#[tokio::test]
async fn a_reload_of_either_side_keeps_the_case() -> Result<()> {
    run("reload-handoff", ServerOptions::default(), async |world| {
        let (visitor, agent) = together(world, PERSON).await?;
        agent.write_line("Hello, Robin here").await?;
        visitor.part_reads("message-agent", "Robin here").await?;
        visitor.come_back().await?;
        visitor.state("control", "agent").await?;
        visitor.part_reads("message-agent", "Robin here").await?;
        agent.reload().await?;
        agent.click("[data-test~=mine] [data-test~=entry] .entry-open").await?;
        agent.shows("thread", "Robin here").await?;
        visitor.say("still there?").await?;
        agent.shows("thread", "still there?").await?;
        let lines = visitor.all("message-agent").await?;
        ensure!(lines.len() == 1, "each message once: {lines:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_crash_of_the_server_loses_nothing_that_was_said() -> Result<()> {
    run("crash", ServerOptions::default(), async |world| {
        let (visitor, agent) = together(world, PERSON).await?;
        agent.write_line("Before the crash").await?;
        visitor.part_reads("message-agent", "Before the crash").await?;
        world.server.kill().await?;
        visitor.state("connection", "offline").await?;
        visitor.say("Written without a server").await?;
        visitor.shot("widget-offline-with-agent").await?;
        world.server.boot().await?;
        visitor.state("connection", "online").await?;
        agent.shows("thread", "Written without a server").await?;
        agent.write_line("After the crash").await?;
        visitor.part_reads("message-agent", "After the crash").await?;
        let lines = visitor.all("message-visitor").await?;
        ensure!(lines.len() == 2, "each message once: {lines:?}");
        Ok(())
    })
    .await
}

/// How often the race below is run; the delays sweep 0 to 3 s.
const RACES: u32 = 10;

#[tokio::test]
async fn a_reply_that_comes_after_the_takeover_never_appears() -> Result<()> {
    let late = "This answer came too late.";
    let llm = Llm::start(late).await?;
    let options = ServerOptions { env: llm.env(), ..ServerOptions::default() };
    run("late-reply", options, async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        let agent = world.agent("Robin", Look::DESKTOP).await?;
        visitor.open().await?;
        for race in 0..RACES {
            let delay = Duration::from_millis(u64::from(race) * 3_000 / u64::from(RACES - 1));
            llm.set(Mood::Says(format!("{late} ({race})")), delay);
            let asked = llm.calls("reply");
            visitor.say(&format!("How do I add the chat to my website? Attempt {race}")).await?;
            llm.until(|llm| llm.calls("reply") > asked).await?;
            visitor.click_part("person-button").await?;
            visitor.state("control", "queue").await?;
            agent.press("accept").await?;
            visitor.state("control", "agent").await?;
            let before = visitor.all("message-assistant").await?;
            llm.until(Llm::is_idle).await?;
            let word = format!("Robin takes over, {race}");
            agent.write_line(&word).await?;
            visitor.part_reads("message-agent", &word).await?;
            let after = visitor.all("message-assistant").await?;
            ensure!(before == after, "race {race}: {after:?} after the takeover");
            agent.press("hand-back").await?;
            agent.press("hand-back-confirm").await?;
            visitor.state("control", "assistant").await?;
        }
        println!("{RACES} races, 0 late replies shown");
        Ok(())
    })
    .await
}
