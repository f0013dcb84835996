//! What if somebody has changed the widget? What it claims neither calls a person nor keeps one away: the server reads
//! the words themselves.
use anyhow::{Context, Result, ensure};
use baton_e2e::{Look, ServerOptions, Widget, run};
use serde_json::{Value, json};

use crate::words::{KNOWN, PERSON, WORDINGS};

/// Asks the server as the widget would, from inside the page, with the visitor's own token: `args` is method, the rest
/// of the path, and the body. Returns status and answer.
const ASK: &str = "const kept = (name) => localStorage.getItem(`baton.demo.${name}`);
  const conversation = kept('conversation').replaceAll('\"', '');
  return fetch(`/v1/conversations/${conversation}${args.path}`, {
    method: args.method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${JSON.parse(kept('visitor')).token}` },
    body: args.body && JSON.stringify(args.body),
  }).then(async (answer) => [answer.status, await answer.json()])";

async fn ask(visitor: &Widget, method: &str, path: &str, body: Value) -> Result<(u64, Value)> {
    let answer = visitor.eval(ASK, json!({ "method": method, "path": path, "body": body })).await?;
    Ok(serde_json::from_value(answer)?)
}

/// A message with whatever claims, under an id that counts up.
fn claim(number: u8, text: &str, claims: &Value) -> Value {
    let mut body = json!({ "id": format!("01990000-0000-7000-8000-0000000000{number:02x}"), "text": text, "page": null });
    if let (Some(body), Some(claims)) = (body.as_object_mut(), claims.as_object()) {
        body.extend(claims.clone());
    }
    body
}

async fn post(visitor: &Widget, number: u8, text: &str, claims: Value) -> Result<(u64, Value)> {
    ask(visitor, "POST", "/messages", claim(number, text, &claims)).await
}

/// Where the server says the conversation stands.
async fn control(visitor: &Widget) -> Result<String> {
    let (status, thread) = ask(visitor, "GET", "", Value::Null).await?;
    ensure!(status == 200, "{status} {thread}");
    let phase = &thread["state"]["phase"];
    let name = phase.as_str().or_else(|| phase.as_object()?.keys().next().map(String::as_str));
    name.map(str::to_owned).with_context(|| format!("no phase in {thread}"))
}

async fn begun(visitor: &Widget) -> Result<()> {
    visitor.open().await?;
    visitor.say(KNOWN).await?;
    visitor.sees("citation").await
}

#[tokio::test]
async fn no_claim_calls_a_person() -> Result<()> {
    run("tampered-up", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        begun(&visitor).await?;
        let agent = world.agent("Robin", Look::DESKTOP).await?;
        for (number, reason) in ["customer_requested", "sensitive_topic", "vip_customer"].iter().enumerate() {
            let hint = json!({ "hint": { "reason": reason, "score": 1000 } });
            let number = u8::try_from(number)?;
            let text = ["Can I change the colours?", "Which browsers work?", "Is there a dark theme?"];
            let (status, answer) = post(&visitor, number, text[usize::from(number)], hint).await?;
            ensure!(status == 201, "{reason}: {status} {answer}");
        }
        let refused = [
            json!({ "author": "agent" }),
            json!({ "verdict": { "escalate": "warm" } }),
            json!({ "priority": "urgent" }),
            json!({ "hint": { "reason": "because", "score": 1000 } }),
        ];
        for (number, claims) in (16..).zip(refused) {
            let (status, answer) = post(&visitor, number, "Please look at this", claims.clone()).await?;
            ensure!(
                status == 400 && answer["error"]["code"] == "invalid_body",
                "{claims}: {status} {answer}"
            );
        }
        visitor
            .until(
                "the answers",
                "return all('baton-chat >>> [part~=message-visitor]').length === 4",
                Value::Null,
            )
            .await?;
        ensure!(control(&visitor).await? == "assistant", "a claim has called a person");
        visitor.state("control", "assistant").await?;
        agent.hides("accept").await
    })
    .await
}

#[tokio::test]
async fn no_claim_keeps_a_person_away() -> Result<()> {
    run("tampered-down", ServerOptions::default(), async |world| {
        let visitor = world.visitor("visitor", Look::DESKTOP).await?;
        begun(&visitor).await?;
        // The least that a browser can claim to have found, and nothing at all.
        let (status, answer) =
            post(&visitor, 1, PERSON, json!({ "hint": { "reason": "low_confidence", "score": 0 } })).await?;
        ensure!(status == 201, "{status} {answer}");
        ensure!(control(&visitor).await? == "queued", "a claim has kept a person away");
        visitor.state("control", "queue").await?;

        let second = world.visitor("second", Look::DESKTOP).await?;
        begun(&second).await?;
        for (number, wording) in (1..).zip(WORDINGS) {
            let (status, answer) = post(&second, number, wording, json!({ "hint": null })).await?;
            ensure!(status == 201, "{status} {answer}");
        }
        ensure!(control(&second).await? == "queued", "three wordings count without the browser's counting");

        // Whoever may have lost their account cannot be talked out of the queue by whoever has it.
        let third = world.visitor("third", Look::DESKTOP).await?;
        begun(&third).await?;
        post(&third, 1, "Someone hacked my account", json!({ "hint": null })).await?;
        ensure!(control(&third).await? == "queued", "account security waits for a person");
        let (status, answer) = ask(&third, "DELETE", "/handoff", Value::Null).await?;
        ensure!(status == 409, "a cold handoff was called off: {status} {answer}");
        ensure!(control(&third).await? == "queued", "a cold handoff was called off");
        Ok(())
    })
    .await
}
