//! Can each check fail? The chat's script together with one that does what it must not, on a plain page.
use std::time::Duration;

use anyhow::{Result, ensure};
use baton_e2e::{Host, Look, ServerOptions, run};

use super::examine::Examiner;
use super::scenario::{PLAIN, Scenario, TAG};

/// A deed, and what has to be found.
const DEEDS: [(&str, &str); 12] = [
    ("window.leaked = 1", "changed: window.leaked"),
    ("Array.prototype.leaked = () => 1", "changed: Array.leaked"),
    (
        "const old = history.pushState; history.pushState = function (...all) { return old.apply(this, all); }",
        "changed: history.pushState",
    ),
    ("throw new Error('a deed of its own')", "console: "),
    ("Promise.reject(new Error('a rejected deed'))", "a rejected deed"),
    ("console.error('an error of ours')", "an error of ours"),
    (
        "requestAnimationFrame(() => requestAnimationFrame(() => document.body.prepend(Object.assign(document.createElement('div'), { style: 'height:200px' }))))",
        "shifted",
    ),
    ("document.getElementById('heading').dataset.mine = '1'", "marker: "),
    ("document.body.append(document.createElement('aside'))", "elements: "),
    ("document.body.style.overflow = 'hidden'", "body: "),
    (
        "const sheet = new CSSStyleSheet(); sheet.replaceSync('h1 { color: red }'); document.adoptedStyleSheets.push(sheet)",
        "style: ",
    ),
    (
        "addEventListener('keydown', () => document.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true })), true)",
        "heard: ",
    ),
];

#[tokio::test]
async fn what_a_script_must_not_do_is_found() -> Result<()> {
    let host = Host::start().await?;
    let options = ServerOptions { origins: vec![host.origin().to_owned()], ..ServerOptions::default() };
    run("hostile-proof", options, async |world| {
        let page = world.browser("visitor", Look::DESKTOP).await?;
        let server = world.server.url("");
        let examiner = Examiner::new(&page, &host, &server).await?;
        let plain = Scenario { name: "plain", ..PLAIN };
        let clean = examiner.examine(&plain, TAG).await;
        ensure!(clean.is_empty(), "a plain page is not clean: {clean:?}");
        let mut missed = Vec::new();
        for (deed, fault) in DEEDS {
            let tag = format!("<script data-site>{{ {deed} }}</script>{TAG}");
            let found = examiner.examine(&plain, &tag).await;
            if !found.iter().any(|one| one.contains(fault)) {
                missed.push(format!("{deed}: {found:?}"));
            }
        }
        // A chat that is not there, and one that cannot answer.
        let plain = Scenario { patience: Duration::from_secs(4), ..plain };
        let absent = examiner.examine(&plain, "").await;
        if !absent.iter().any(|one| one.contains("a launcher or a link")) {
            missed.push(format!("no script at all: {absent:?}"));
        }
        let mute = examiner.examine(&plain, &TAG.replace("\"demo\"", "\"nobody\"")).await;
        if mute.is_empty() {
            missed.push("a site that is not known".into());
        }
        ensure!(missed.is_empty(), "not found:\n{}", missed.join("\n"));
        Ok(())
    })
    .await
}
