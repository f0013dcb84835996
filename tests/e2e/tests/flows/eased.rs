//! Does the widget work for those who see or move otherwise? With forced colours, without motion, and zoomed to 400 %.
use anyhow::{Result, ensure};
use baton_e2e::{Audit, Look, ServerOptions, Widget, run};
use serde_json::{Value, json};

use crate::words::{KNOWN, UNKNOWN};

/// The elements of the widget that may move or fade.
const MOVING: &str = "return all('baton-chat >>> *').filter((element) => {
  const style = getComputedStyle(element);
  return style.animationName !== 'none' || style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
}).length";

async fn moving(visitor: &Widget) -> Result<u64> {
    Ok(visitor.eval(MOVING, Value::Null).await?.as_u64().unwrap_or(0))
}

#[tokio::test]
async fn with_forced_colours_and_without_motion_everything_is_there() -> Result<()> {
    run("eased", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let visitor = world.visitor("visitor", Look::EASED).await?;
        let asked = "return matchMedia('(forced-colors: active)').matches
          && matchMedia('(prefers-reduced-motion: reduce)').matches";
        ensure!(visitor.eval(asked, Value::Null).await? == true, "the browser does not ask for ease");
        let inside = Some("baton-chat");
        visitor.sees("launcher").await?;
        visitor.shot("widget-closed-forced-colours").await?;
        visitor.open().await?;
        visitor.sees("greeting").await?;
        visitor.shot("widget-greeting-forced-colours").await?;
        audit.check(&visitor, "greeting", inside).await?;
        visitor.say(KNOWN).await?;
        visitor.sees("citation").await?;
        visitor.say(UNKNOWN[0]).await?;
        visitor.sees("offer").await?;
        visitor.shot("widget-offer-forced-colours").await?;
        audit.check(&visitor, "offer", inside).await?;
        ensure!(moving(&visitor).await? == 0, "something moves for those who asked for stillness");
        visitor.click_part("offer-accept").await?;
        visitor.sees("queue-notice").await?;
        visitor.shot("widget-queue-forced-colours").await?;
        audit.check(&visitor, "queue", inside).await?;
        ensure!(moving(&visitor).await? == 0, "something moves for those who asked for stillness");

        let agent = world.agent("Robin", Look::EASED).await?;
        agent.press("accept").await?;
        agent.sees("layers").await?;
        agent.shot("console-forced-colours").await?;
        audit.check(&agent, "console", None).await?;

        let other = world.visitor("other", Look::DESKTOP).await?;
        other.open().await?;
        ensure!(moving(&other).await? > 0, "for everyone else something does: the count can fail");
        audit.close()
    })
    .await
}

/// Everything that sticks out of the window to a side, and everything that scrolls sideways though it is no code.
const STICKS_OUT: &str = "const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
  const parts = all('baton-chat >>> [part]').filter(visible);
  const out = parts.filter((part) => {
    const box = part.getBoundingClientRect();
    return box.left < -1 || box.right > innerWidth + 1 || (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible' && part.clientWidth > 1);
  });
  return [...wide, ...out.map((part) => part.getAttribute('part'))]";

/// The height of the window on the messages, in CSS pixels.
const THREAD: &str = "return one('baton-chat >>> [part~=messages]').getBoundingClientRect().height";

/// Four lines of text: with fewer, a sentence is out of sight before it is read.
const READABLE: f64 = 90.0;

async fn fits(visitor: &Widget, state: &str) -> Result<()> {
    let out = visitor.eval(STICKS_OUT, Value::Null).await?;
    ensure!(out == json!([]), "{state}: {out} sticks out sideways");
    let height = visitor.eval(THREAD, Value::Null).await?.as_f64().unwrap_or(0.0);
    println!("{state}: the thread is {height:.0} px high");
    ensure!(height >= READABLE, "{state}: only {height:.0} px are left for the thread");
    Ok(())
}

#[tokio::test]
async fn zoomed_to_400_percent_nothing_is_out_of_reach() -> Result<()> {
    run("zoomed", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let visitor = world.visitor("visitor", Look::ZOOMED).await?;
        let inside = Some("baton-chat");
        visitor.open().await?;
        visitor.sees("greeting").await?;
        fits(&visitor, "greeting").await?;
        visitor.shot("widget-greeting-zoomed").await?;
        visitor.part_reads("ai-notice", "AI").await?;
        audit.check(&visitor, "greeting", inside).await?;
        visitor.say(KNOWN).await?;
        visitor.sees("citation").await?;
        fits(&visitor, "answer").await?;
        visitor.shot("widget-answer-zoomed").await?;
        audit.check(&visitor, "answer", inside).await?;
        visitor.click_part("person-button").await?;
        visitor.sees("queue-notice").await?;
        fits(&visitor, "queue").await?;
        visitor.shot("widget-queue-zoomed").await?;
        audit.check(&visitor, "queue", inside).await?;
        visitor.click_part("queue-cancel").await?;
        visitor.state("control", "assistant").await?;
        visitor.say("Thank you").await?;
        visitor.part_reads("message-visitor", "Thank you").await?;
        audit.close()
    })
    .await
}

#[tokio::test]
async fn a_part_that_sticks_out_is_found() -> Result<()> {
    run("sticks-out", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::ZOOMED).await?;
        visitor.open().await?;
        let wide = "one('baton-chat >>> [part~=input]').style.minWidth = '400px'";
        visitor.eval(wide, Value::Null).await?;
        let found = fits(&visitor, "made too wide").await.unwrap_err().to_string();
        ensure!(found.contains("input"), "{found}");
        Ok(())
    })
    .await
}
