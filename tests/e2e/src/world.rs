//! What does one flow run in? A server, a chromedriver and the people in it, each with a browser. When a flow
//! fails, what everybody saw and the server's log are kept.
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};

use crate::browser::{Chromedriver, Look};
use crate::console::Console;
use crate::page::Page;
use crate::server::{Server, ServerOptions};
use crate::setup::Setup;
use crate::widget::Widget;

/// Everything that a flow works with.
#[derive(Debug)]
pub struct World {
    /// The places of the programs.
    pub setup: Setup,
    /// The server.
    pub server: Server,
    chromedriver: Chromedriver,
    pages: Mutex<Vec<Page>>,
}

/// Runs one flow in a world of its own, and tidies up whatever it leaves.
///
/// # Errors
/// What the flow failed with; the message names the folder with pictures and log.
pub async fn run(
    name: &str,
    options: ServerOptions,
    flow: impl AsyncFnOnce(&mut World) -> Result<()>,
) -> Result<()> {
    let setup = Setup::find()?;
    let server = Server::start(&setup, options).await?;
    let chromedriver = Chromedriver::start(&setup).await?;
    let mut world = World { setup, server, chromedriver, pages: Mutex::default() };
    let result = flow(&mut world).await;
    if let Err(error) = result {
        let folder = world.keep_evidence(name).await;
        return Err(error.context(format!("flow `{name}` failed; see {}", folder.display())));
    }
    Ok(())
}

impl World {
    /// Opens a new browser on nothing yet.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn browser(&self, name: &str, look: Look) -> Result<Page> {
        let driver =
            self.chromedriver.session(look).await.with_context(|| format!("no browser for {name}"))?;
        let page = Page::new(&self.setup, driver, name);
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).push(page.clone());
        Ok(page)
    }

    /// A visitor who has just opened the demo page.
    ///
    /// # Errors
    /// When the page cannot be opened.
    pub async fn visitor(&self, name: &str, look: Look) -> Result<Widget> {
        let page = self.browser(name, look).await?;
        page.goto(&self.server.url("/")).await?;
        Ok(Widget::new(page))
    }

    /// An agent, signed in to the console.
    ///
    /// # Errors
    /// When the agent cannot be created or cannot sign in.
    pub async fn agent(&self, name: &str, look: Look) -> Result<Console> {
        let link = self.server.agent(name).await?;
        Console::sign_in(self.browser(name, look).await?, &link).await
    }

    fn pages(&self) -> Vec<Page> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Pictures, console messages and the server's log, for whoever looks into a failure.
    async fn keep_evidence(&self, name: &str) -> PathBuf {
        let folder = self.setup.evidence.join(name);
        // Evidence is a courtesy: without it the failure itself is still reported.
        let _ = std::fs::create_dir_all(&folder);
        let _ = std::fs::write(folder.join("server.log"), self.server.log());
        for page in self.pages() {
            let _ = page.driver.screenshot(&folder.join(format!("{}.png", page.name))).await;
            let errors = page.errors().await.unwrap_or_default().join("\n");
            let _ = std::fs::write(folder.join(format!("{}-console.txt", page.name)), errors);
        }
        folder
    }
}
