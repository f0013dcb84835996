//! Does the widget live on other people's pages? On another origin, under a strict content security policy, on a page
//! that allows too little, and with a server that is gone.
use anyhow::{Result, ensure};
use baton_e2e::{Audit, Host, Look, ServerOptions, Widget, World, run};
use serde_json::Value;

use crate::words::{KNOWN, PERSON};

/// A customer's page in a language.
fn page(server: &str, language: &str) -> String {
    format!(
        r#"<!doctype html><html lang="{language}"><head><title>Elsewhere</title></head><body><main><h1>Elsewhere</h1></main>
<script async src="{server}/baton.js" data-site="demo" data-contact="mailto:help@example.com"></script></body></html>"#
    )
}

/// The smallest policy that the widget's documentation names, with Trusted Types demanded on top.
fn policy(server: &str, wasm: &str) -> String {
    let socket = server.replace("http://", "ws://");
    format!(
        "default-src 'none'; script-src {server}{wasm}; connect-src {server} {socket}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// A visitor on the customer's page, with notes taken of what the policy refuses.
async fn visit(world: &World, host: &Host, wasm: &str) -> Result<Widget> {
    let server = world.server.url("");
    host.show(&page(&server, "en"), &[("content-security-policy", &policy(&server, wasm))])?;
    let page = world.browser("visitor", Look::DESKTOP).await?;
    let note = "window.refused = []; addEventListener('securitypolicyviolation', (event) =>
      window.refused.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));";
    page.before_each_load(note).await?;
    page.goto(host.origin()).await?;
    Ok(Widget::new(page))
}

#[tokio::test]
async fn a_strict_policy_on_another_origin_is_enough() -> Result<()> {
    let host = Host::start().await?;
    let options = ServerOptions { origins: vec![host.origin().to_owned()], ..ServerOptions::default() };
    run("strict-policy", options, async |world| {
        let mut audit = Audit::default();
        let visitor = visit(world, &host, " 'wasm-unsafe-eval'").await?;
        visitor.open().await?;
        visitor.say(KNOWN).await?;
        visitor.sees("citation").await?;
        visitor.say(PERSON).await?;
        visitor.state("control", "queue").await?;
        visitor.shot("widget-elsewhere").await?;
        let refused = visitor.eval("return window.refused", Value::Null).await?;
        ensure!(refused == serde_json::json!([]), "the policy refused: {refused}");
        audit.check(&visitor, "under a strict policy", Some("baton-chat")).await?;
        audit.close()
    })
    .await
}

/// Languages of a page, which way the panel then runs, a request for a person, the button for one, and how what is
/// passed on begins.
const SPOKEN: [(&str, &str, &str, &str, &str); 3] = [
    ("de-AT", "ltr", "ich möchte mit einem Menschen sprechen", "Mit Menschen sprechen", "Erste Nachricht"),
    ("ar", "rtl", "أريد التحدث مع موظف", "التحدث مع شخص", "الرسالة الأولى"),
    // There are no strings for it, so English has to do.
    ("he", "ltr", "let me talk to a human", "Talk to a person", "First message"),
];

#[tokio::test]
async fn the_panel_speaks_the_language_of_the_page() -> Result<()> {
    let host = Host::start().await?;
    let options = ServerOptions { origins: vec![host.origin().to_owned()], ..ServerOptions::default() };
    run("languages", options, async |world| {
        for (language, direction, request, button, first) in SPOKEN {
            host.show(&page(&world.server.url(""), language), &[])?;
            let page = world.browser("visitor", Look::DESKTOP).await?;
            page.goto(host.origin()).await?;
            let visitor = Widget::new(page);
            visitor.open().await?;
            visitor.part_reads("person-button", button).await?;
            // The page itself runs from left to right, so that the launcher stands on the right, and the panel above it.
            let panel = "const part = (name) => document.querySelector('baton-chat').shadowRoot.querySelector(`[part~=${name}]`);
              const right = (name) => Math.round(part(name).getBoundingClientRect().right);
              const panel = part('panel');
              return [getComputedStyle(panel).direction, panel.lang, right('panel') - right('launcher')].join(' ')";
            let shown = visitor.eval(panel, Value::Null).await?;
            let speaks = if language == "he" { "en" } else { language.get(..2).unwrap_or_default() };
            ensure!(shown == format!("{direction} {speaks} 0"), "{language}: {shown}");
            visitor.say(request).await?;
            visitor.state("control", "queue").await?;
            visitor.part_reads("brief-summary", first).await?;
            visitor.shot(&format!("widget-{speaks}-{direction}-{language}")).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_policy_without_wasm_leaves_a_way_to_write() -> Result<()> {
    let host = Host::start().await?;
    let options = ServerOptions { origins: vec![host.origin().to_owned()], ..ServerOptions::default() };
    run("no-wasm", options, async |world| {
        let visitor = visit(world, &host, "").await?;
        visitor.click_part("launcher").await?;
        visitor.find("baton-chat >>> a[href='mailto:help@example.com']").await?;
        let refused = visitor.eval("return window.refused", Value::Null).await?;
        ensure!(refused.to_string().contains("wasm-eval"), "the policy is what stops it: {refused}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_server_that_is_gone_leaves_a_way_to_write() -> Result<()> {
    run("server-gone", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        visitor.sees("launcher").await?;
        world.server.kill().await?;
        visitor.click_part("launcher").await?;
        visitor.find("baton-chat >>> a[href='mailto:help@example.com']").await?;
        visitor.shot("widget-server-gone").await
    })
    .await
}

#[tokio::test]
async fn an_origin_that_the_site_does_not_list_gets_no_chat() -> Result<()> {
    let host = Host::start().await?;
    run("foreign-origin", ServerOptions::default(), async |world| {
        let visitor = visit(world, &host, " 'wasm-unsafe-eval'").await?;
        visitor.click_part("launcher").await?;
        visitor.find("baton-chat >>> a[href='mailto:help@example.com']").await?;
        ensure!(visitor.all("message-visitor").await?.is_empty(), "nothing was sent");
        Ok(())
    })
    .await
}
