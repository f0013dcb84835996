//! What does an agent see and do? The console in a window of its own, found by what it says: roles, labels and
//! the `data-test` marks that name its regions.
use std::ops::Deref;

use anyhow::Result;

use crate::page::Page;

/// The console of one signed-in agent.
#[derive(Clone, Debug)]
pub struct Console {
    page: Page,
}

impl Deref for Console {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// The selector of a region or control.
fn mark(name: &str) -> String {
    format!("[data-test~={name}]")
}

impl Console {
    /// Opens the one-time link and waits for the queue.
    ///
    /// # Errors
    /// When signing in fails.
    pub async fn sign_in(page: Page, link: &str) -> Result<Self> {
        page.goto(link).await?;
        page.find(&mark("board")).await?;
        Ok(Self { page })
    }

    /// Waits until a region shows a text, and returns all that it shows.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn shows(&self, region: &str, text: &str) -> Result<String> {
        self.reads(&mark(region), text).await
    }

    /// Clicks a control.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn press(&self, control: &str) -> Result<()> {
        self.click(&mark(control)).await
    }

    /// Waits until a region can be seen.
    ///
    /// # Errors
    /// When it cannot in time.
    pub async fn sees(&self, region: &str) -> Result<()> {
        self.find(&mark(region)).await.map(drop)
    }

    /// Writes a line into the composer, as message or note, and sends it with the Enter key.
    ///
    /// # Errors
    /// When there is no composer.
    pub async fn write_line(&self, text: &str) -> Result<()> {
        self.write("composer", text).await?;
        self.write("composer", "\u{e007}").await
    }

    /// Types into a field.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn write(&self, field: &str, text: &str) -> Result<()> {
        self.type_into(&mark(field), text).await
    }

    /// Waits until a region cannot be seen.
    ///
    /// # Errors
    /// When it is still there.
    pub async fn hides(&self, region: &str) -> Result<()> {
        self.gone(&mark(region)).await
    }
}
