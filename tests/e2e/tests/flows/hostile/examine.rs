//! What may differ between a page with the chat and the same page without it? `Baton`, `<baton-chat>`, and nothing else.
use anyhow::{Context, Result};
use baton_e2e::{Aside, Host, Look, Page};
use serde_json::{Value, json};

use super::scenario::{Outcome, Scenario};
use crate::words::KNOWN;

/// Runs before the page: notes what the built-ins were, and listens where a page listens.
const PROBE: &str = "(() => {
  const { getOwnPropertyNames: names, getOwnPropertyDescriptor: find, defineProperty: define } = Object;
  const protos = { Object, Array, Function, String, Number, Promise, Map, Set, RegExp, Date, Node, Element, HTMLElement, Document,
    Event, EventTarget, History, Storage, Response, Window, ShadowRoot, MutationObserver };
  const kept = [[window, 'window'], [document, 'document'], [history, 'history'], [console, 'console'], [navigator, 'navigator'],
    [JSON, 'JSON'], [Math, 'Math'], [Reflect, 'Reflect'], [Object, 'Object.'], [Promise, 'Promise.'], [customElements, 'customElements']];
  for (const name of names(protos)) kept.push([protos[name].prototype, name]);
  const note = () => {
    const noted = [];
    for (let at = 0; at < kept.length; at++) {
      const all = names(kept[at][0]);
      for (let n = 0; n < all.length; n++) {
        const found = find(kept[at][0], all[n]);
        noted[noted.length] = [kept[at][1] + '.' + all[n], found?.value, found?.get];
      }
    }
    return noted;
  };
  const before = Object.create(null);
  for (const [name, value, get] of note()) before[name] = [value, get];
  let heard = '';
  const hear = (event) => { heard += event.type + ' '; };
  for (const type of ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste', 'compositionend']) {
    addEventListener(type, hear);
  }
  const probe = () => {
    let changed = '';
    const noted = note();
    for (let at = 0; at < noted.length; at++) {
      const name = noted[at][0], was = before[name];
      if (!was || was[0] !== noted[at][1] || was[1] !== noted[at][2]) changed += name + '\\n';
    }
    return { changed, heard };
  };
  define(window, 'probe', { value: probe });
})();";

/// The document as it is, without the chat.
const DOCUMENT: &str = "const rounded = (box) => [box.x, box.y, box.width, box.height].map(Math.round).join(' ');
  const marker = document.getElementById('marker'), heading = document.getElementById('heading');
  const elements = [...document.querySelectorAll('*')].filter((e) => e.localName !== 'baton-chat' && !(e.localName === 'script' && e.dataset.site) && !e.matches('html > a'));
  const style = heading && getComputedStyle(heading);
  const attributes = (e) => e && [...e.attributes].map((a) => a.name + '=' + a.value).join(' ');
  return {
    marker: marker?.outerHTML, place: marker && rounded(marker.getBoundingClientRect()),
    style: style && [...style].map((name) => name + ':' + style.getPropertyValue(name)).join(';'),
    elements: elements.map((e) => e.localName + '#' + e.id).join(' '),
    html: attributes(document.documentElement), body: attributes(document.body),
    size: [document.documentElement.scrollWidth, document.documentElement.scrollHeight].join(' '),
    title: document.title, address: location.href, sheets: document.adoptedStyleSheets.length,
  }";

/// How far things have moved without the visitor's doing. What moves inside the chat, once it is used, has no node here.
const SHIFTED: &str = "return new Promise((done) => {
  let moved = 0;
  const counts = (shift) => !args || shift.sources.some((source) => source.node && source.node.localName !== 'baton-chat');
  new PerformanceObserver((list) => { for (const shift of list.getEntries()) if (!shift.hadRecentInput && counts(shift)) moved += shift.value; })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(moved), 30);
})";

/// What the chat shows, in the world beside the page.
const LAUNCHER: &str = "baton-chat >>> button[part~=launcher]";
const INPUT: &str = "baton-chat >>> [part~=input]";
const LINK: &str = "a[href='mailto:help@example.com']";

/// One browser in which one page after the other is examined.
#[derive(Debug)]
pub(super) struct Examiner<'a> {
    page: &'a Page,
    aside: Aside,
    host: &'a Host,
    server: &'a str,
}

impl<'a> Examiner<'a> {
    pub(super) async fn new(page: &'a Page, host: &'a Host, server: &'a str) -> Result<Self> {
        page.before_each_load(PROBE).await?;
        Ok(Self { page, aside: Aside::of(page).await?, host, server })
    }

    /// All that is wrong on one page with this script tag.
    pub(super) async fn examine(&self, scenario: &Scenario, tag: &str) -> Vec<String> {
        let look = if scenario.zoomed { Look::ZOOMED } else { Look::DESKTOP };
        let found = async {
            self.aside.resize(look).await?;
            let without = self.without(scenario).await.context("without the chat")?;
            self.load(scenario, tag).await?;
            let mut faults = Vec::new();
            // What goes wrong on the way is one fault; the page is compared all the same.
            if let Err(error) = self.visit(scenario).await {
                faults.push(format!("{error:#}"));
            }
            let with = self.note().await?;
            faults.extend(compare(&without, &with, scenario.reports));
            anyhow::Ok(faults)
        };
        found.await.unwrap_or_else(|error| vec![format!("{error:#}")])
    }

    async fn load(&self, scenario: &Scenario, tag: &str) -> Result<()> {
        let policy = scenario.headers(self.server);
        let headers: Vec<_> =
            policy.iter().map(|policy| ("content-security-policy", policy.as_str())).collect();
        self.host.show(&scenario.page(self.server, tag), &headers)?;
        self.page.goto("about:blank").await?;
        self.aside.forget(self.host.origin()).await?;
        self.page.errors().await?;
        self.page.goto(self.host.origin()).await
    }

    async fn without(&self, scenario: &Scenario) -> Result<Value> {
        self.load(scenario, "").await?;
        self.act(scenario.later).await?;
        self.act(scenario.during).await?;
        self.note().await
    }

    async fn act(&self, script: &str) -> Result<()> {
        if !script.is_empty() {
            self.aside.within(&format!("(() => {{ {script} }})()")).await?;
        }
        Ok(())
    }

    /// Uses the chat as far as this page allows.
    async fn visit(&self, scenario: &Scenario) -> Result<()> {
        let there = format!(
            "return all(\"{LAUNCHER}\").some(visible) || all(\"baton-chat >>> {LINK}\").some(visible) || all(\"body ~ {LINK}\").some(visible)"
        );
        if scenario.printed {
            self.aside.until("a chat to print", "return one('baton-chat')?.shadowRoot", Value::Null).await?;
            self.aside.media("print").await?;
            let shown = self.aside.eval(&there, Value::Null).await?;
            self.aside.media("").await?;
            anyhow::ensure!(shown == false, "the chat is printed");
        }
        self.aside.until_within(scenario.patience, "a launcher or a link", &there, Value::Null).await?;
        let moved = self.aside.eval(SHIFTED, json!(false)).await?;
        anyhow::ensure!(moved == 0, "the page has shifted by {moved}");
        self.act(scenario.later).await?;
        self.aside.until("a launcher or a link after what the page did", &there, Value::Null).await?;
        match scenario.outcome {
            Outcome::Works => self.talk(scenario).await,
            Outcome::Link => self.settle_for_the_link().await,
        }
    }

    async fn talk(&self, scenario: &Scenario) -> Result<()> {
        if scenario.covered {
            self.aside.within("void Baton('open')").await?;
        } else {
            self.aside.click(LAUNCHER).await?;
        }
        self.aside
            .until_within(
                scenario.patience,
                "a place to write",
                "return all(args).some(visible)",
                json!(INPUT),
            )
            .await?;
        self.act(scenario.during).await?;
        if scenario.covered {
            self.aside.eval("one(args).focus()", json!(INPUT)).await?;
        } else {
            self.aside.click(INPUT).await?;
        }
        self.aside.press(&["h", "i", " "]).await?;
        self.aside.insert(KNOWN).await?;
        if scenario.without_enter {
            self.aside.click("baton-chat >>> [part~=send-button]").await?;
        } else {
            self.aside.press(&["Enter"]).await?;
        }
        let sent = "return all('baton-chat >>> [part~=message-visitor]').map(text).find((shown) => shown.includes(args))";
        self.aside.until("the message", sent, json!(format!("hi {KNOWN}"))).await?;
        let answered = "return all('baton-chat >>> [part~=message-assistant]').map(text).some((shown) => shown.includes('script'))";
        self.aside.until_within(scenario.patience, "the answer", answered, Value::Null).await.map(drop)
    }

    async fn settle_for_the_link(&self) -> Result<()> {
        if self.aside.eval("return all(args).some(visible)", json!(LAUNCHER)).await? == true {
            self.aside.click(LAUNCHER).await?;
        }
        let link = format!(
            "return all(\"baton-chat >>> {LINK}\").some(visible) || all(\"body ~ {LINK}\").some(visible)"
        );
        self.aside.until("the link", &link, Value::Null).await.map(drop)
    }

    /// All that is compared.
    async fn note(&self) -> Result<Value> {
        let mut noted = self.aside.eval(DOCUMENT, Value::Null).await?;
        let probed = self.aside.within("probe()").await?;
        noted["built-ins and globals"] = probed["changed"].clone();
        noted["heard"] = probed["heard"].clone();
        noted["shifted"] = self.aside.eval(SHIFTED, json!(true)).await?;
        noted["errors"] = json!(self.page.errors().await?);
        Ok(noted)
    }
}

/// What differs, but for what the chat is allowed.
fn compare(without: &Value, with: &Value, reports: &[&str]) -> Vec<String> {
    let Some(fields) = with.as_object() else { return vec!["nothing was noted".into()] };
    let mut faults = Vec::new();
    for (name, after) in fields {
        let before = &without[name.as_str()];
        match name.as_str() {
            "errors" => faults.extend(errors(before, after, reports)),
            "built-ins and globals" => faults.extend(lines(after).filter_map(|line| {
                let known = line == "window.Baton" || lines(before).any(|old| old == line);
                (!known).then(|| format!("changed: {line}"))
            })),
            _ if before != after => faults.push(format!("{name}: {}", difference(before, after))),
            _ => {}
        }
    }
    faults
}

fn lines(value: &Value) -> impl Iterator<Item = &str> {
    value.as_str().unwrap_or_default().lines()
}

/// Errors in the console that the page has not without the chat, and that are not the browser's own report.
fn errors(before: &Value, after: &Value, reports: &[&str]) -> Vec<String> {
    let texts = |value: &Value| -> Vec<String> {
        let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    // Addresses and line numbers are where the page differs by the tag itself.
    let said = |text: &str| text.splitn(3, ' ').nth(2).unwrap_or_default().to_owned();
    let old: Vec<_> = texts(before).iter().map(|text| said(text)).collect();
    let new = texts(after)
        .into_iter()
        .filter(|text| !old.contains(&said(text)) && !reports.iter().any(|report| text.contains(report)));
    new.map(|text| format!("console: {text}")).collect()
}

/// The first place where two values differ.
fn difference(before: &Value, after: &Value) -> String {
    let (before, after) = (before.to_string(), after.to_string());
    let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count().saturating_sub(20);
    let cut = |text: &str| text.chars().skip(same).take(160).collect::<String>();
    format!("«{}» became «{}»", cut(&before), cut(&after))
}
