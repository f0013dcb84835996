//! Does the style studio show the widget as it is, and does it work? The states that it shows are captured here from
//! the real widget and compared with those in the repository.
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use baton_e2e::{Audit, Look, Page, ServerOptions, Widget, World, run};
use serde_json::{Value, json};

/// What the shop of the previews knows: its own, so that the previews stay as they are when the guides change.
const KNOWLEDGE: &str = "# Returns\n\n## Sending a chair back\n\nYou can send a chair back within **30 days**, even if it \
    has been used. Print the label from your account, and the courier collects it from your door.\n";
/// Asked by the visitor of the previews: a question that the shop's knowledge answers, and one that it does not.
const ASKED: [&str; 2] = ["How can I send a chair back?", "Which yeast do I need for sourdough rye?"];

const RENEW: &str =
    "Look at what has changed, then renew the file by running this test with BATON_STUDIO_WRITE=1.";
const INPUT: &str = "baton-chat >>> [part~=input]";

/// Takes the widget's markup as it is now, without what differs from one run to the next. What was typed or chosen is
/// no part of the markup until it is written there.
const CAPTURE: &str = r##"
const host = one("baton-chat");
const root = host.shadowRoot.querySelector(".root");
const copy = root.cloneNode(true);
const typed = [...root.querySelectorAll("textarea")].map((field) => field.value);
copy.querySelectorAll("textarea").forEach((field, index) => { field.textContent = typed[index]; });
const chosen = [...root.querySelectorAll("input[type=radio]")].map((field) => field.checked);
copy.querySelectorAll("input[type=radio]").forEach((field, index) => field.toggleAttribute("checked", chosen[index]));
for (const time of copy.querySelectorAll("time")) {
  time.setAttribute("datetime", "2026-01-05T09:41:00Z");
  time.textContent = "09:41 AM";
}
for (const link of copy.querySelectorAll("a[href]")) link.setAttribute("href", "#");
for (const wait of copy.querySelectorAll(".wait")) wait.textContent = wait.textContent.replace(/\d+–\d+/, "2–5");
// It holds what was said last, which depends on who was quicker.
copy.querySelector(".announcer")?.replaceChildren();
const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
const found = [];
while (comments.nextNode()) found.push(comments.currentNode);
for (const comment of found) comment.remove();
const attributes = [...host.attributes].map((attribute) => [attribute.name, attribute.value]);
return { attributes: Object.fromEntries(attributes.sort()), html: copy.outerHTML };
"##;

/// The file that the studio reads.
fn states_file() -> PathBuf {
    root().join("studio/states.json")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map_or_else(PathBuf::new, Path::to_path_buf)
}

fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(root().join(path)).with_context(|| format!("cannot read {path}"))
}

/// The rows of a table of `style/api.md`, without the marks of code.
fn table(page: &str, title: &str) -> Vec<Vec<String>> {
    let section = page.split("\n## ").find(|section| section.starts_with(title)).unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    rows.map(|row| row.split(" | ").map(|cell| cell.trim_matches('`').to_owned()).collect()).collect()
}

/// Everything that the studio shows: tokens and parts by their published list, the launcher's sheet, the states.
fn data(states: &[Value]) -> Result<Value> {
    let page = read("style/api.md")?;
    let tokens: Vec<Value> = table(&page, "Tokens")
        .iter()
        .filter_map(|row| Some(json!({ "name": row.first()?, "what": row.get(1)?, "default": row.get(2)? })))
        .collect();
    let parts: Vec<String> =
        table(&page, "Parts").into_iter().filter_map(|row| row.into_iter().next()).collect();
    ensure!(tokens.len() > 25 && parts.len() > 30, "{} tokens, {} parts", tokens.len(), parts.len());
    let loader = read("loader/sheet.js")?;
    let launcher = loader
        .split("const css = `")
        .nth(1)
        .and_then(|rest| rest.split('`').next())
        .context("loader/sheet.js holds no sheet")?
        .trim();
    Ok(json!({ "tokens": tokens, "parts": parts, "launcher": launcher, "states": states }))
}

/// The widget's state as the studio keeps it.
async fn capture(widget: &Widget, name: &str, what: &str) -> Result<Value> {
    widget.settled().await?;
    let mut state = widget.eval(CAPTURE, Value::Null).await?;
    state["name"] = name.into();
    state["what"] = what.into();
    Ok(state)
}

/// Walks through the states as a visitor of a small shop would.
async fn states() -> Result<Vec<Value>> {
    let shop = tempfile::tempdir().context("no folder for the shop's knowledge")?;
    std::fs::write(shop.path().join("shop.md"), KNOWLEDGE)?;
    let options = ServerOptions { knowledge: Some(shop.path().to_owned()), ..ServerOptions::default() };
    let mut states = Vec::new();
    let found = &mut states;
    run("studio-states", options, async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        let agent = world.agent("Robin", Look::DESKTOP).await?;
        visitor.open().await?;
        visitor.sees("greeting").await?;
        found.push(capture(&visitor, "greeting", "Greeting").await?);

        visitor.say(ASKED[0]).await?;
        visitor.sees("citation").await?;
        found.push(capture(&visitor, "answer", "Answer with its source").await?);

        visitor.say(ASKED[1]).await?;
        visitor.sees("offer").await?;
        found.push(capture(&visitor, "offer", "Offer of a person").await?);

        visitor.click_part("offer-accept").await?;
        visitor.state("control", "queue").await?;
        visitor.sees("queue-notice").await?;
        visitor.sees("handoff-card").await?;
        visitor.part_reads("queue-wait", "Usually").await?;
        found.push(capture(&visitor, "queue", "Queue and what is passed on").await?);

        visitor.click_part("brief-edit").await?;
        visitor.sees("brief-form").await?;
        found.push(capture(&visitor, "brief", "Correcting what is passed on").await?);
        visitor.click("baton-chat >>> [part~=brief-form] button:not(.strong)").await?;
        visitor.no_longer_sees("brief-form").await?;

        visitor.click("baton-chat >>> [part~=offline-form] .buttons button:nth-child(1)").await?;
        visitor.sees("offline-form").await?;
        found.push(capture(&visitor, "later", "An e-mail instead of waiting").await?);

        agent.press("accept").await?;
        agent.sees("layers").await?;
        agent.write_line("Hello, Robin here. I have read what you wrote, one moment.").await?;
        visitor.part_reads("message-agent", "Robin here").await?;
        visitor.say("Thank you!").await?;
        visitor.part_reads("message-visitor", "Thank you!").await?;
        agent.shows("thread", "Thank you!").await?;
        visitor.no_longer_sees("delivery").await?;
        // With something in it, the field shows its button as it is when one can send.
        visitor.type_into(INPUT, "Are you still").await?;
        found.push(capture(&visitor, "agent", "A person in the thread").await?);

        world.server.kill().await?;
        visitor.state("connection", "offline").await?;
        visitor.sees("connection-notice").await?;
        visitor.say(" there?").await?;
        visitor.part_reads("message-visitor", "Are you still there?").await?;
        found.push(capture(&visitor, "offline", "No connection").await?);
        world.server.boot().await?;
        visitor.state("connection", "online").await?;
        agent.shows("thread", "Are you still there?").await?;

        visitor.click_part("close-button").await?;
        visitor.state("panel", "closed").await?;
        agent.write_line("Yes, and it is on its way.").await?;
        visitor.sees("launcher-badge").await?;
        found.push(capture(&visitor, "closed", "Closed, with a new message").await?);

        visitor.open().await?;
        agent.press("resolve").await?;
        agent.press("cause-1").await?;
        visitor.sees("rating").await?;
        visitor.click("baton-chat >>> [part~=rating-score]:nth-child(4)").await?;
        found.push(capture(&visitor, "rating", "Rating").await?);
        Ok(())
    })
    .await?;
    Ok(states)
}

#[tokio::test]
async fn the_studio_shows_the_states_of_the_widget_as_they_are() -> Result<()> {
    let captured = data(&states().await?)?;
    let text = serde_json::to_string_pretty(&captured)? + "\n";
    if std::env::var_os("BATON_STUDIO_WRITE").is_some() {
        return std::fs::write(states_file(), text).context("cannot write studio/states.json");
    }
    let kept: Value = serde_json::from_str(&read("studio/states.json")?)?;
    for what in ["tokens", "parts", "launcher"] {
        ensure!(kept[what] == captured[what], "studio/states.json has other {what} than the widget. {RENEW}");
    }
    let pairs = kept["states"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(captured["states"].as_array().into_iter().flatten());
    for (kept, captured) in pairs {
        ensure!(
            kept == captured,
            "the widget looks otherwise than in studio/states.json. {RENEW}\nkept: {kept}\nnow: {captured}"
        );
    }
    ensure!(kept == captured, "studio/states.json has other states than this flow. {RENEW}");
    Ok(())
}

/// A designer's window.
const WIDE: Look = Look { width: 1440, height: 1000, ..Look::DESKTOP };
/// The narrowest window that WCAG 2.2 asks for.
const NARROW: Look = Look { width: 320, height: 800, ..Look::DESKTOP };

/// Notes what the page's policy refuses.
const REFUSED: &str = "window.refused = []; addEventListener('securitypolicyviolation', (event) =>
  window.refused.push(event.violatedDirective + ' ' + event.blockedURI));";

/// Functions that look into a preview.
const INSIDE: &str = "const view = () => one(`figure[data-state=${args.state}] iframe`).contentWindow;
  const inside = () => view().document.querySelector('baton-chat').shadowRoot.querySelector(args.selector);";

/// The studio, ready to work with.
async fn studio(world: &World, name: &str, look: Look) -> Result<Page> {
    let page = world.browser(name, look).await?;
    page.before_each_load(REFUSED).await?;
    page.goto(&world.server.url("/studio/")).await?;
    page.find("html[data-ready] figure iframe").await?;
    Ok(page)
}

/// Waits until something inside a preview has a computed style.
async fn looks(page: &Page, state: &str, selector: &str, property: &str, value: &str) -> Result<()> {
    let body = format!(
        "{INSIDE} return view().getComputedStyle(inside()).getPropertyValue(args.property) === args.value"
    );
    let args = json!({ "state": state, "selector": selector, "property": property, "value": value });
    page.until(&format!("{selector} in {state} to have {property} {value}"), &body, args).await.map(drop)
}

/// The text field of a token.
fn field(token: &str, scheme: &str) -> String {
    format!("[data-token={token}] .well.{scheme} input[type=text]")
}

/// Nothing was written to the console, nothing was refused, and nothing sticks out sideways.
async fn is_in_order(page: &Page) -> Result<()> {
    let errors = page.errors().await?;
    ensure!(errors.is_empty(), "{errors:?}");
    let refused = page.eval("return window.refused", Value::Null).await?;
    ensure!(refused == json!([]), "the policy refused: {refused}");
    let over = page.eval("return document.documentElement.scrollWidth - innerWidth", Value::Null).await?;
    ensure!(over.as_i64().is_some_and(|over| over <= 0), "{over} pixels too wide");
    Ok(())
}

#[tokio::test]
async fn a_designer_changes_the_look_in_the_studio() -> Result<()> {
    run("studio", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let page = studio(world, "designer", WIDE).await?;
        page.reads("#verdict", "high enough").await?;
        page.shot("studio").await?;
        audit.check(&page, "studio", None).await?;

        page.replace(&field("accent", "light"), "#0b7a5b").await?;
        looks(&page, "offer", ".offer .strong", "background-color", "rgb(11, 122, 91)").await?;
        page.reads("#css", "--baton-accent: light-dark(#0b7a5b, #9db1ff);").await?;
        page.replace("[data-token=radius] input[type=text]", "0px").await?;
        looks(&page, "offer", ".offer", "border-top-left-radius", "0px").await?;
        page.click("#undo").await?;
        looks(&page, "offer", ".offer", "border-top-left-radius", "15px").await?;
        // The same by keyboard, from wherever the focus is.
        page.type_into("#undo", "\u{e009}z").await?;
        looks(&page, "offer", ".offer .strong", "background-color", "rgb(53, 84, 209)").await?;
        page.reads("#css", "Nothing differs").await?;
        page.type_into("#undo", "\u{e009}\u{e008}z").await?;
        looks(&page, "offer", ".offer .strong", "background-color", "rgb(11, 122, 91)").await?;

        page.type_into("#rules", "baton-chat[data-control=agent]::part(header) { background: rgb(1, 2, 3) }")
            .await?;
        looks(&page, "agent", ".header", "background-color", "rgb(1, 2, 3)").await?;
        looks(&page, "greeting", ".header", "background-color", "rgb(255, 255, 255)").await?;
        page.click("#copy").await?;
        page.reads("#said", "Copied").await?;

        // Who works by keyboard need not walk through the pictures.
        page.type_into("#verdict", "\u{e004}").await?;
        let focus = page.eval("return document.activeElement.localName", Value::Null).await?;
        ensure!(focus != "iframe" && focus != "summary", "Tab leads from the verdict to {focus}");

        // What was done is still there after a reload, and for whoever gets the address.
        page.until(
            "the address to hold the work",
            "return location.hash.includes('data-control')",
            Value::Null,
        )
        .await?;
        page.reload().await?;
        looks(&page, "agent", ".header", "background-color", "rgb(1, 2, 3)").await?;
        page.reads("#css", "#0b7a5b").await?;
        is_in_order(&page).await?;
        audit.close()
    })
    .await
}

#[tokio::test]
async fn the_studio_warns_of_what_is_hard_to_read() -> Result<()> {
    run("studio-contrast", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        let page = studio(world, "designer", WIDE).await?;
        page.reads("#verdict", "high enough").await?;
        page.replace(&field("text", "light"), "#bbbbbb").await?;
        page.reads("#pairs", "Text on the panel, light 1.9 : 1, at least 4.5 : 1").await?;
        page.shot("studio-contrast").await?;
        audit.check(&page, "studio, a warning", None).await?;
        page.click("#pairs button").await?;
        let focus = page
            .eval("return document.activeElement.closest('[data-token]')?.dataset.token", Value::Null)
            .await?;
        ensure!(focus == "text", "the warning leads to {focus}");
        page.replace(&field("text", "light"), "no colour").await?;
        page.reads("[data-token=text] .fault", "does not know this colour").await?;
        page.click("[data-token=text] .reset").await?;
        page.reads("#verdict", "high enough").await?;
        page.reads("#css", "Nothing differs").await?;
        is_in_order(&page).await?;
        audit.close()
    })
    .await
}

#[tokio::test]
async fn every_theme_can_be_read_and_runs_both_ways() -> Result<()> {
    run("studio-themes", ServerOptions::default(), async |world| {
        let page = studio(world, "designer", WIDE).await?;
        page.click(".choice:nth-child(1) label:nth-of-type(3)").await?;
        let themes = page.texts(".theme").await?;
        ensure!(themes.len() == 5, "{themes:?}");
        for (place, theme) in themes.iter().enumerate().skip(1) {
            page.click(&format!(".theme:nth-of-type({})", place + 1)).await?;
            page.reads("#said", &theme.to_lowercase()).await?;
            page.reads("#css", "--baton-surface").await?;
            let low = "return one('html').dataset.ready === '' && one('#contrast').dataset.verdict";
            let verdict = page.until("a verdict", low, Value::Null).await?;
            let pairs = page.texts("#pairs li").await?;
            ensure!(verdict == "high", "{theme}: {pairs:#?}");
            page.shot(&format!("studio-{}", theme.to_lowercase())).await?;
        }
        looks(&page, "agent", ".panel", "direction", "ltr").await?;
        looks(&page, "offline", ".connection", "opacity", "1").await?;
        page.click(".choice:nth-child(2) label:nth-of-type(2)").await?;
        looks(&page, "agent", ".panel", "direction", "rtl").await?;
        let side = format!("{INSIDE} return inside().getBoundingClientRect().left < 40");
        page.until("the panel on the other side", &side, json!({ "state": "agent", "selector": ".panel" }))
            .await?;
        page.shot("studio-rtl").await?;
        page.click(".choice:nth-child(3) label:nth-of-type(2)").await?;
        looks(&page, "agent", ".panel", "border-top-left-radius", "0px").await?;
        page.shot("studio-phone").await?;
        is_in_order(&page).await
    })
    .await
}

#[tokio::test]
async fn the_studio_is_for_every_screen() -> Result<()> {
    run("studio-screens", ServerOptions::default(), async |world| {
        let mut audit = Audit::default();
        for (name, look) in [("dark", Look { dark: true, ..WIDE }), ("narrow", NARROW)] {
            let page = studio(world, name, look).await?;
            page.shot(&format!("studio-{name}")).await?;
            audit.check(&page, name, None).await?;
            is_in_order(&page).await?;
        }
        // Without its files it says so.
        let page = world.browser("empty", WIDE).await?;
        page.before_each_load("window.fetch = () => Promise.reject(new Error('away'));").await?;
        page.goto(&world.server.url("/studio/")).await?;
        page.reads(".empty", "could not load").await?;
        page.shot("studio-empty").await?;
        audit.check(&page, "empty", None).await?;
        audit.close()
    })
    .await
}
