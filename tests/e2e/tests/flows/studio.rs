//! Does the style studio show the widget as it is, and does it work? The states that it shows are captured here from
//! the real widget and compared with those in the repository.
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use baton_e2e::{Look, ServerOptions, Widget, run};
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
    let launcher = loader.split("const css = `").nth(1).and_then(|rest| rest.split('`').next()).context("loader/sheet.js holds no sheet")?.trim();
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
