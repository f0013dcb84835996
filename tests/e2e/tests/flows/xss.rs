//! Can anybody make a page or the console run a script by what they write? A corpus of payloads through every field that
//! reaches the widget and the console; nothing may run, call or appear.
mod detect;
mod fields;

use anyhow::{Result, ensure};
use baton_e2e::{Host, Llm, Look, Page, ServerOptions, Trap, Widget, World, run};
use serde_json::json;

use detect::faults;

/// One payload a line; lines that begin with `#:` are comments.
const CORPUS: &str = include_str!("../../data/xss.txt");

/// A page without a policy, so that nothing but the widget's own care is in the way.
const PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"></head><body><h1>Shop</h1>
<script async src="{server}/baton.js" data-site="demo"></script></body></html>"#;

/// Everything that a run works with.
struct Scene<'a> {
    world: &'a World,
    visitor: Widget,
    llm: &'a Llm,
    trap: &'a Trap,
    payloads: Vec<String>,
    faults: Vec<String>,
}

fn payloads(trap: &Trap) -> Vec<String> {
    let evil = format!("http://{}", trap.host());
    let lines = CORPUS.lines().filter(|line| !line.starts_with("#:") && !line.is_empty());
    lines.map(|line| line.replace("{evil}", &evil).replace("{evilhost}", trap.host())).collect()
}

/// A browser that notes what runs.
async fn watched(world: &World, name: &str) -> Result<Page> {
    let page = world.browser(name, Look::DESKTOP).await?;
    page.before_each_load(detect::HOOKS).await?;
    Ok(page)
}

#[tokio::test]
async fn nothing_that_anybody_writes_runs() -> Result<()> {
    let (host, trap, llm) = (Host::start().await?, Trap::start().await?, Llm::start("Hello").await?);
    let payloads = payloads(&trap);
    ensure!(payloads.len() >= 300, "only {} payloads", payloads.len());
    let folder = tempfile::tempdir()?;
    let limits =
        "[limits]\nmessages_per_minute = 100000\nsessions_per_minute = 100000\nllm_calls_per_hour = 100000\n";
    let knowledge = fields::knowledge(folder.path(), &payloads)?;
    let options = ServerOptions {
        env: llm.env(),
        origins: vec![host.origin().to_owned()],
        knowledge: Some(knowledge),
        config: limits.to_owned(),
    };
    run("xss", options, async |world| {
        host.show(&PAGE.replace("{server}", &world.server.url("")), &[])?;
        let page = watched(world, "visitor").await?;
        page.goto(host.origin()).await?;
        let visitor = Widget::new(page);
        visitor.open().await?;
        let mut scene = Scene { world, visitor, llm: &llm, trap: &trap, payloads, faults: Vec::new() };
        let counts = scene.all_fields().await?;
        println!("{} payloads; {}; {} calls", scene.payloads.len(), counts.join("; "), trap.calls().len());
        ensure!(scene.faults.is_empty(), "{}", scene.faults.join("\n"));
        scene.prove().await
    })
    .await
}

impl Scene<'_> {
    /// Looks for what must not be, in the widget.
    async fn look(&mut self, state: &str) -> Result<()> {
        self.faults.extend(faults(&self.visitor, "baton-chat", self.trap, state).await?);
        Ok(())
    }

    /// The same payloads where they do run: each kind of fault is found.
    async fn prove(&self) -> Result<()> {
        let careless = "const place = document.createElement('div');
            document.querySelector('baton-chat').shadowRoot.append(place);
            for (const payload of args) {
              const one = document.createElement('div');
              place.append(one);
              try { one.innerHTML = payload; } catch {}
            }";
        self.visitor.eval(careless, json!(self.payloads)).await?;
        self.visitor.until("something to run", "return window.noted.length > 3", json!(null)).await?;
        let found = faults(&self.visitor, "baton-chat", self.trap, "careless").await?;
        for kind in
            ["ran: ", "found: <script", "found: <iframe", " onerror=", " href=javascript:", "called: "]
        {
            let known = found.iter().any(|fault| fault.contains(kind));
            ensure!(known, "a careless page is not found out: no {kind:?} in {} faults", found.len());
        }
        println!("the same through innerHTML: {} faults, {} calls", found.len(), self.trap.calls().len());
        Ok(())
    }
}
