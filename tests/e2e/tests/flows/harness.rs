//! Can the harness itself fail? A flow that waits for what never comes, and a page that is not accessible.
use anyhow::Result;
use baton_e2e::{Audit, Chromedriver, Host, Look, Page, setup::Setup};
use serde_json::Value;

const PAGE: &str = r#"<!doctype html><html lang="en"><title>t</title><main><h1>h</h1>
<div id="host"></div><p style="color:#888;background:#999">hard to read</p></main>
<script>
  const root = document.getElementById("host").attachShadow({ mode: "open" });
  root.innerHTML = "<button>press</button><p hidden>secret</p><input aria-label=name>";
  root.querySelector("button").onclick = () => setTimeout(() => root.querySelector("p").hidden = false, 50);
</script></html>"#;

async fn page(setup: &Setup, driver: &Chromedriver) -> Result<(Host, Page)> {
    let host = Host::start().await?;
    host.show(PAGE, &[])?;
    let page = Page::new(setup, driver.session(Look::DESKTOP).await?, "harness");
    page.goto(host.origin()).await?;
    Ok((host, page))
}

#[tokio::test]
async fn waits_see_through_shadow_roots_and_give_up_with_what_the_page_shows() -> Result<()> {
    let setup = Setup::browser_only()?;
    let driver = Chromedriver::start(&setup).await?;
    let (_host, page) = page(&setup, &driver).await?;
    assert_eq!(page.texts("#host >>> p").await?, Vec::<String>::new(), "a hidden text is not seen");
    page.click("#host >>> button").await?;
    assert_eq!(page.reads("#host >>> p", "secret").await?, "secret");
    page.type_into("#host >>> input", "abc").await?;
    page.replace("#host >>> input", "xyz").await?;
    let value = page.eval("return one('#host >>> input').value", Value::Null).await?;
    assert_eq!(value, "xyz");
    let limit = std::time::Duration::from_millis(100);
    let error = page.until_within(limit, "never", "return false", Value::Null).await.unwrap_err().to_string();
    assert!(error.contains("never") && error.contains("hard to read"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_page_that_is_hard_to_read_is_found() -> Result<()> {
    let setup = Setup::browser_only()?;
    let driver = Chromedriver::start(&setup).await?;
    let (_host, page) = page(&setup, &driver).await?;
    let rules: Vec<_> = page.violations(None).await?.into_iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, ["color-contrast"]);
    let mut audit = Audit::default();
    audit.check(&page, "heading", Some("h1")).await?;
    audit.clone().close()?;
    audit.check(&page, "whole page", None).await?;
    let error = audit.close().unwrap_err().to_string();
    assert!(error.contains("whole page: color-contrast"), "{error}");
    assert!(Audit::default().close().is_err(), "an audit that checked nothing proves nothing");
    Ok(())
}
