//! Which fields reach the widget and the console? Each gets the whole corpus, or as much of it as it can hold.
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};
use baton_e2e::{Console, Mood};
use serde_json::{Value, json};

use super::{Scene, detect, watched};
use crate::words::PERSON;

/// How many payloads one message holds where it makes no difference.
const BATCH: usize = 20;
/// How many of the agent's messages are sent at once.
const AT_ONCE: usize = 40;
/// Articles whose titles are payloads.
const ARTICLES: usize = 24;
/// Longest text of a brief that is stored, in characters.
const SUMMARY: usize = 1_000;

/// Asks the server as the console would, with the agent's own session.
const AS_AGENT: &str = "const session = sessionStorage.getItem('baton.console.token');
  const ask = (method, path, body) => fetch('/v1/console' + path, { method, body: body && JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` } });
  const id = (at) => `01990000-0000-7000-8000-${String(at).padStart(12, '0')}`;";

/// Asks the server as the widget would, with the visitor's own token.
const AS_VISITOR: &str = "const kept = (name) => localStorage.getItem(`baton.demo.${name}`);
  const conversation = kept('conversation').replaceAll('\"', '');
  const ask = (method, path, body) => fetch(`${args.server}/v1/conversations/${conversation}${path}`, { method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${JSON.parse(kept('visitor')).token}` },
    body: JSON.stringify(body) });";

/// Names of agents.
const NAMES: [&str; 3] = [
    "<img src=x onerror=__ran(1)>",
    "\"><script>__ran(1)</script>",
    "[x](javascript:__ran(1))<svg onload=__ran(1)>",
];

/// A folder of articles with payloads for titles, and for names where a file may have such a name.
pub(super) fn knowledge(folder: &Path, payloads: &[String]) -> Result<PathBuf> {
    let folder = folder.join("articles");
    std::fs::create_dir_all(&folder)?;
    let step = (payloads.len() / ARTICLES).max(1);
    for (number, payload) in payloads.iter().step_by(step).take(ARTICLES).enumerate() {
        let fits = |c: char| c != '/' && !c.is_control();
        let name: String = payload.chars().filter(|c| fits(*c)).take(60).collect();
        let text = format!(
            "# {payload}\n\nKettle number {number} is descaled with vinegar once a month.\n\n## {payload}\n\nRinse kettle {number} twice. {payload}\n"
        );
        std::fs::write(folder.join(format!("{number}-{name}.md")), text)?;
    }
    Ok(folder)
}

impl Scene<'_> {
    /// Every field in turn; says how much went through each.
    pub(super) async fn all_fields(&mut self) -> Result<Vec<String>> {
        let answers = self.answers().await?;
        let (console, names) = self.names().await?;
        let briefs = self.briefs(&console).await?;
        let sent = self.visitor_lines(&console).await?;
        let written = self.agent_lines(&console).await?;
        self.rating(&console).await?;
        Ok(vec![answers, names, briefs, sent, written, "1 rating".into()])
    }

    async fn look_at(&mut self, console: &Console, state: &str) -> Result<()> {
        self.look(&format!("{state}, widget")).await?;
        self.faults.extend(detect::faults(console, "body", self.trap, &format!("{state}, console")).await?);
        Ok(())
    }

    /// Waits until so many parts of a name are in the thread.
    async fn count(&self, part: &str, count: usize) -> Result<()> {
        let body = "return all(`baton-chat >>> [part~=${args.part}]`).length >= args.count";
        let limit = Duration::from_secs(60);
        let what = format!("{count} of {part}");
        self.visitor.until_within(limit, &what, body, json!({ "part": part, "count": count })).await.map(drop)
    }

    /// The Assistant's answers, with citations whose titles and addresses are payloads.
    async fn answers(&mut self) -> Result<String> {
        let batches: Vec<_> = self.payloads.chunks(BATCH).map(|batch| batch.join("\n\n")).collect();
        for (number, batch) in batches.iter().enumerate() {
            self.llm.set(Mood::Says(batch.clone()), Duration::ZERO);
            let asked = self.llm.calls("reply");
            self.visitor.call(json!(["newConversation"])).await?;
            let question = format!("How is kettle number {} descaled?", number % ARTICLES);
            self.visitor.call(json!(["send", question])).await?;
            self.visitor.part_reads("message-visitor", &question).await?;
            self.llm.until(|llm| llm.calls("reply") > asked).await?;
            self.count("citation", 1).await?;
            self.look(&format!("answer {number}")).await?;
        }
        Ok(format!("{} answers of {BATCH}, each cited", batches.len()))
    }

    /// Agents who are called like payloads, and briefs that the LLM wrote.
    async fn names(&mut self) -> Result<(Console, String)> {
        let brief: String = self.payloads.join(" ").chars().take(SUMMARY).collect();
        self.llm.set(Mood::Says(brief), Duration::ZERO);
        self.visitor.call(json!(["newConversation"])).await?;
        let page = watched(self.world, "agent").await?;
        let mut last = None;
        for (number, name) in NAMES.iter().enumerate() {
            self.visitor.call(json!(["send", format!("{PERSON}, please ({number})")])).await?;
            self.visitor.state("control", "queue").await?;
            let link = self.world.server.agent(name).await?;
            page.goto("about:blank").await?;
            let console = Console::sign_in(page.clone(), &link).await?;
            console.press("accept").await?;
            self.visitor.state("control", "agent").await?;
            console.sees("layers").await?;
            self.visitor.part_reads("message-system", "joined").await?;
            self.look_at(&console, &format!("name {number}")).await?;
            if number + 1 < NAMES.len() {
                console.press("hand-back").await?;
                console.press("hand-back-confirm").await?;
                self.visitor.state("control", "assistant").await?;
            }
            last = Some(console);
        }
        let console = last.ok_or_else(|| anyhow::anyhow!("no agent has a name"))?;
        Ok((console, format!("{} names", NAMES.len())))
    }

    /// The visitor's messages, each from a page with another payload for a path and a title.
    async fn visitor_lines(&mut self, console: &Console) -> Result<String> {
        let before = self.visitor.all("message-visitor").await?.len();
        let batches: Vec<_> = self.payloads.chunks(BATCH / 2).map(|batch| batch.join("\n")).collect();
        let visit = "document.title = args.title; history.pushState({}, '', '/' + args.title.slice(0, 80).replaceAll('/', '%2f')); Baton('send', args.text)";
        for (number, batch) in batches.iter().enumerate() {
            let title = &self.payloads[(number * 7) % self.payloads.len()];
            self.visitor.eval(visit, json!({ "title": title, "text": batch })).await?;
        }
        self.count("message-visitor", before + batches.len()).await?;
        self.visitor.call(json!(["send", "That is all from me."])).await?;
        console.shows("thread", "That is all from me.").await?;
        self.look_at(console, "visitor").await?;
        Ok(format!("{} messages of {}, as many titles and paths", batches.len(), BATCH / 2))
    }

    /// The agent's messages: each payload begins one.
    async fn agent_lines(&mut self, console: &Console) -> Result<String> {
        let before = self.visitor.all("message-agent").await?.len();
        let write = format!(
            "{AS_AGENT}
             return (async () => {{
               const board = await (await ask('GET', '/board')).json();
               const place = `/conversations/${{board.mine[0].conversation}}`;
               const post = async (text, at) => {{
                 const answer = await ask('POST', place + '/messages', {{ id: id(args.from + at), text }});
                 return answer.ok ? [] : [[text, answer.status, await answer.text()]];
               }};
               const refused = (await Promise.all(args.texts.map(post))).flat();
               const note = await ask('POST', place + '/notes', {{ id: id(999000 + args.from), text: args.texts.join('\\n').slice(0, 3000) }});
               return [...refused, ...(note.ok ? [] : [['note', note.status, await note.text()]])];
             }})()"
        );
        // Many at once: one after the other they would take minutes.
        for (number, texts) in self.payloads.chunks(AT_ONCE).enumerate() {
            let args = json!({ "from": number * AT_ONCE, "texts": texts });
            let refused = console.eval(&write, args).await?;
            ensure!(refused == json!([]), "refused: {refused}");
        }
        self.count("message-agent", before + self.payloads.len()).await?;
        self.look_at(console, "agent").await?;
        Ok(format!("{} messages of the agent, one payload each", self.payloads.len()))
    }

    /// The brief that the visitor corrects.
    async fn briefs(&mut self, console: &Console) -> Result<String> {
        let mut briefs = 0;
        for batch in self.payloads.clone().chunks(BATCH) {
            let text: String = batch.join(" ").chars().take(SUMMARY).collect();
            let details: Vec<_> = batch.iter().take(10).map(|payload| cut(payload)).collect();
            let details: Vec<_> =
                details.iter().map(|text| json!({ "label": text, "value": text })).collect();
            let change = format!("{AS_VISITOR}
                return ask('PUT', '/brief', {{ brief: args.brief }}).then(async (answer) => [answer.status, await answer.text()])");
            let args = json!({ "server": self.world.server.url(""), "brief": { "summary": text, "details": details } });
            let answer = self.visitor.eval(&change, args).await?;
            ensure!(answer[0].as_u64().is_some_and(|status| status < 300), "the brief was refused: {answer}");
            briefs += 1;
            self.look_at(console, &format!("brief {briefs}")).await?;
        }
        Ok(format!("{briefs} briefs of {BATCH}"))
    }

    /// The comment of a rating, and the whole thread after a reload.
    async fn rating(&mut self, console: &Console) -> Result<()> {
        console.press("resolve").await?;
        console.press("cause-1").await?;
        self.visitor.sees("rating").await?;
        let comment: String = self.payloads.join(" ").chars().take(900).collect();
        let rate = format!("{AS_VISITOR}
            return ask('POST', '/rating', {{ score: 5, comment: args.comment }}).then(async (answer) => [answer.status, await answer.text()])");
        let args = json!({ "server": self.world.server.url(""), "comment": comment });
        let answer: Value = self.visitor.eval(&rate, args).await?;
        ensure!(answer[0].as_u64().is_some_and(|status| status < 300), "the rating was refused: {answer}");
        self.visitor.no_longer_sees("rating-score").await?;
        self.look_at(console, "rating").await?;
        // The site has one page; the payloads among its paths have been.
        self.visitor.eval("history.replaceState({}, '', '/')", Value::Null).await?;
        self.visitor.come_back().await?;
        // The last page of the thread; the rest would come on demand.
        self.count("message-agent", 10).await?;
        self.look_at(console, "after a reload").await?;
        Ok(())
    }
}

fn cut(text: &str) -> String {
    text.chars().take(200).collect()
}
