//! Does a page's own code get what `Baton('verb', …)` promises, and does nothing of it throw into the page?
use anyhow::{Result, ensure};
use baton_e2e::{Host, Look, ServerOptions, Widget, run};
use serde_json::{Value, json};

use crate::words::{KNOWN, PERSON};

/// A page with the stub, which listens and calls before the script has run.
fn page(server: &str) -> String {
    format!(
        r#"<!doctype html><html lang="en"><head><title>Calls</title><script>
window.Baton ||= (...call) => {{ (Baton.q ||= []).push(call) }};
window.heard = [];
window.told = [];
console.warn = (...text) => told.push(text.join(' '));
for (const name of ['ready', 'open', 'close', 'message', 'handoff', 'queue']) {{
  Baton('on', name, (detail) => heard.push({{ name, ...detail }}));
}}
Baton('open');
Baton('send', {KNOWN:?});
</script></head><body><main><h1>Calls</h1></main>
<script async src="{server}/baton.js" data-site="demo"></script></body></html>"#
    )
}

/// Calls with mistakes, and a word of what the page's console is then told.
const MISTAKES: [(&str, &str); 7] = [
    ("Baton('dance')", "no verb \"dance\""),
    ("Baton('constructor')", "no verb \"constructor\""),
    ("Baton('send')", "send takes"),
    ("Baton('send', 5)", "send takes"),
    ("Baton('setLocale', '')", "setLocale takes"),
    ("Baton('on', 'open')", "on takes"),
    ("Baton('on', 'opened', () => {})", "no event \"opened\""),
];

#[tokio::test]
async fn a_page_can_lead_the_chat() -> Result<()> {
    let host = Host::start().await?;
    let options = ServerOptions { origins: vec![host.origin().to_owned()], ..ServerOptions::default() };
    run("calls", options, async |world| {
        host.show(&page(&world.server.url("")), &[])?;
        let page = world.browser("visitor", Look::DESKTOP).await?;
        page.goto(host.origin()).await?;
        let visitor = Widget::new(page);

        // What was queued is done: the panel is open, the question sent and answered, and the page has heard of it.
        visitor.state("panel", "open").await?;
        visitor.part_reads("message-visitor", KNOWN).await?;
        visitor.sees("citation").await?;
        let told = "return ['ready', 'open'].every((name) => heard.some((event) => event.name === name))
          && ['visitor', 'assistant'].every((author) => heard.some((event) => event.author === author && event.text))";
        visitor.until("events of what was queued", told, Value::Null).await?;

        visitor.call(json!(["setTheme", "dark"])).await?;
        visitor.state("scheme", "dark").await?;
        visitor.call(json!(["setLocale", "de"])).await?;
        visitor.part_reads("person-button", "Mit Menschen sprechen").await?;
        visitor.call(json!(["setLocale", "en"])).await?;
        visitor.call(json!(["toggle"])).await?;
        visitor.state("panel", "closed").await?;
        visitor.until("close", "return heard.some((event) => event.name === 'close')", Value::Null).await?;
        visitor.call(json!(["toggle"])).await?;
        visitor.call(json!(["hide"])).await?;
        visitor.no_longer_sees("panel").await?;
        visitor.call(json!(["show"])).await?;
        visitor.sees("panel").await?;

        // A listener that was stopped hears nothing, and one that throws harms nobody.
        let stopped = "window.stop = Baton('on', 'message', () => heard.push({ name: 'stopped' })); stop();
          Baton('on', 'handoff', () => { throw new Error('a mistake of the page') }); return true";
        visitor.eval(stopped, Value::Null).await?;
        visitor.call(json!(["send", PERSON])).await?;
        visitor.state("control", "queue").await?;
        let waits = "return heard.some((event) => event.name === 'handoff')
          && heard.some((event) => event.name === 'queue' && event.position === 1)";
        visitor.until("handoff and place", waits, Value::Null).await?;
        let stopped = visitor.eval("return heard.some((event) => event.name === 'stopped')", Value::Null).await?;
        ensure!(stopped == Value::Bool(false), "a stopped listener was called");

        let before = visitor.eval("return told", Value::Null).await?;
        ensure!(before == json!([]), "right calls were complained of: {before}");
        for (call, word) in MISTAKES {
            let warned = visitor.eval(&format!("told.length = 0; {call}; return told.join()"), Value::Null).await?;
            ensure!(warned.as_str().is_some_and(|text| text.contains(word)), "{call}: {warned}");
        }

        visitor.call(json!(["newConversation"])).await?;
        visitor.sees("greeting").await?;
        let kept = "return Object.entries(localStorage).filter(([key]) => key.startsWith('baton.'))";
        let before = visitor.eval(kept, Value::Null).await?.to_string();
        ensure!(before.contains("token"), "{before}");
        visitor.call(json!(["shutdown"])).await?;
        visitor.state("panel", "closed").await?;
        // What stays is a fresh name for the next visitor's unsent messages: no token, no conversation.
        let rest = visitor.eval(kept, Value::Null).await?.to_string();
        ensure!(rest.contains(r#"\"token\":null"#) && !rest.contains("conversation"), "{rest}");
        ensure!(rest.matches("baton.").count() == 1 && rest != before, "{rest}");
        Ok(())
    })
    .await
}
