//! Is what a page shows accessible? axe-core, injected into the page; it looks into open shadow roots.
use anyhow::{Context, Result, ensure};

use crate::page::Page;

/// One rule that the page breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// axe's name of the rule.
    pub rule: String,
    /// What it asks for.
    pub help: String,
    /// The elements that break it.
    pub targets: Vec<String>,
}

/// Rules of WCAG 2.2 A and AA, and axe's own best practices.
const RUN: &str = r#"
const done = arguments[arguments.length - 1];
const [within] = arguments;
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
axe.run(within ?? document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })
  .then((result) => done({
    rules: result.passes.length + result.violations.length,
    violations: result.violations.map((v) => [v.id, v.help, v.nodes.map((n) => JSON.stringify(n.target) + " " + n.failureSummary)]),
  }))
  .catch((error) => done({ error: String(error) }));
"#;

impl Page {
    /// Every rule that the page breaks, or only what is inside the elements of a CSS selector.
    ///
    /// # Errors
    /// When axe is not there or checked nothing.
    pub async fn violations(&self, within: Option<&str>) -> Result<Vec<Violation>> {
        self.settled().await?;
        let path = self.axe.as_ref().context("BATON_AXE is not set: run by `cargo xtask test`")?;
        let axe = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        self.driver.execute(axe, vec![]).await.context("cannot inject axe-core")?;
        let answer =
            self.driver.execute_async(RUN, vec![within.into()]).await.context("axe-core did not run")?;
        let answer = answer.json();
        ensure!(answer["error"].is_null(), "axe-core: {}", answer["error"]);
        ensure!(answer["rules"].as_u64().unwrap_or(0) > 0, "axe-core found nothing to check: {answer}");
        let violations: Vec<(String, String, Vec<String>)> =
            serde_json::from_value(answer["violations"].clone())?;
        Ok(violations.into_iter().map(|(rule, help, targets)| Violation { rule, help, targets }).collect())
    }
}

/// Gathers what is not accessible along a flow, so that the flow itself is walked to its end.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    checks: usize,
    faults: Vec<String>,
}

impl Audit {
    /// Checks a page, or what is inside the elements of a CSS selector, as it is now; `state` names it.
    ///
    /// # Errors
    /// When axe does not run.
    pub async fn check(&mut self, page: &Page, state: &str, within: Option<&str>) -> Result<()> {
        self.checks += 1;
        for Violation { rule, help, targets } in page.violations(within).await? {
            self.faults.push(format!("{state}: {rule} ({help})\n    {}", targets.join("\n    ")));
        }
        Ok(())
    }

    /// Ends the flow.
    ///
    /// # Errors
    /// When a rule was broken anywhere, or nothing was checked.
    pub fn close(self) -> Result<()> {
        ensure!(self.checks > 0, "nothing was checked");
        ensure!(self.faults.is_empty(), "not accessible:\n{}", self.faults.join("\n"));
        Ok(())
    }
}
