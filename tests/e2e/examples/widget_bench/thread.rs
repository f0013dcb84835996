//! How does Baton's long thread come about? Through the public calls of the real server: a visitor and an agent write
//! in turn, and every message is judged, masked and stored as any other.
use anyhow::{Context, Result, bail};
use baton_e2e::{Page, Server};
use serde_json::{Value, json};

use crate::messages;

/// What a real server would not allow: one visitor who writes thousands of messages in a minute, and an agent without
/// an open console. Settings of `docs/running.md`, for the bench's own server alone.
pub(crate) const CONFIG: &str = "[limits]\nmessages_per_minute = 4000000000\n\
    [timers]\nagent_lease_ms = 86400000\nqueue_limit_ms = 86400000\n";

/// Messages of one call into the page, which must end before the driver loses patience.
const BATCH: usize = 250;

/// Calls that the scripts below share. Ids are UUIDs of version 7.
const CALLS: &str = r#"
const id = () => {
  const hex = Date.now().toString(16).padStart(12, "0");
  const rest = crypto.randomUUID();
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${rest.slice(15)}`;
};
const call = async (method, path, token, body) => {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch("/v1" + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};
"#;

/// A visitor with a conversation that an agent holds.
const BEGIN: &str = r#"
const agent = await call("POST", "/console/sign-in", "", { code: args.code });
await call("PUT", "/console/presence", agent.token, { available: true });
const visitor = await call("POST", "/sites/demo/visitors", "", {});
const conversation = id();
await call("PUT", `/conversations/${conversation}`, visitor.token, { locale: "en", page: null });
await call("POST", `/conversations/${conversation}/handoff`, visitor.token, { trail: [] });
const board = await call("GET", "/console/board", agent.token);
const { epoch } = board.queue.find((item) => item.conversation === conversation);
await call("POST", `/console/conversations/${conversation}/accept`, agent.token, { epoch });
return { agent: agent.token, visitor: visitor.token, conversation };
"#;

/// Messages, some at a time as one after the other takes minutes, but the last one last.
const WRITE: &str = r#"
const write = ([visitor, text]) => {
  const [token, path] = visitor ? [args.visitor, ""] : [args.agent, "/console"];
  const body = { id: id(), text, ...(visitor && { page: null, hint: null }) };
  return call("POST", `${path}/conversations/${args.conversation}/messages`, token, body);
};
const last = args.messages.pop();
while (args.messages.length) await Promise.all(args.messages.splice(0, 6).map(write));
await write(last);
return true;
"#;

/// A thread on the server, and what its visitor's browser has kept.
#[derive(Clone, Debug)]
pub(crate) struct Thread(Value);

impl Thread {
    /// Begins one from a blank page of the server.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) async fn begin(server: &Server, page: &Page, agent: &str) -> Result<Self> {
        let link = server.agent(agent).await?;
        let (_, code) = link.trim().rsplit_once("#code=").context("no code in the sign-in link")?;
        run(page, BEGIN, json!({ "code": code })).await.map(Self)
    }

    /// Writes the messages from one number to another.
    ///
    /// # Errors
    /// When the server refuses one.
    pub(crate) async fn write(&self, page: &Page, from: usize, to: usize) -> Result<()> {
        for first in (from..=to).step_by(BATCH) {
            let last = to.min(first + BATCH - 1);
            let messages: Vec<_> =
                (first..=last).map(|n| (messages::is_visitors(n), messages::text(n))).collect();
            let mut args = self.0.clone();
            args["messages"] = json!(messages);
            run(page, WRITE, args).await?;
            if last.is_multiple_of(1_000) {
                eprintln!("thread: {last} messages");
            }
        }
        Ok(())
    }

    /// Makes a browser on a blank page of the server this visitor's.
    ///
    /// # Errors
    /// When the page has no storage.
    pub(crate) async fn resume(&self, page: &Page) -> Result<()> {
        let body =
            "localStorage['baton.demo.visitor'] = JSON.stringify({ owner: 'bench', token: args.visitor });
            localStorage['baton.demo.conversation'] = args.conversation;
            localStorage['baton.demo.live'] = '1'";
        page.eval(body, self.0.clone()).await.map(drop)
    }
}

/// Runs an async function body in the page.
async fn run(page: &Page, body: &str, args: Value) -> Result<Value> {
    let start = format!(
        "window.answer = undefined;
         (async () => {{ {CALLS} {body} }})().then((value) => (window.answer = {{ value }}),
           (error) => (window.answer = {{ error: String(error) }}))"
    );
    page.eval(&start, args).await?;
    let limit = std::time::Duration::from_secs(80);
    let answer =
        page.until_within(limit, "the server's answers", "return window.answer", Value::Null).await?;
    match answer["error"].as_str() {
        Some(error) => bail!("{error}"),
        None => Ok(answer["value"].clone()),
    }
}
