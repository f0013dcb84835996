//! How does a flow get a browser? One chromedriver a flow, one session a person; each session is a browser of its
//! own with nothing stored.
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::{Capabilities, WebDriver};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::setup::Setup;

/// Chromedriver says within this time on which port it listens.
const START: Duration = Duration::from_secs(20);
/// The longest that one command to the browser may take; waits inside a page end before.
const COMMAND: Duration = Duration::from_secs(90);

/// How a browser window looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Pixels of the screen to a CSS pixel: what zooming in changes.
    pub scale: u32,
    /// Whether pages are asked for their dark scheme.
    pub dark: bool,
    /// Whether the person has chosen all colours themselves and asked for stillness.
    pub eased: bool,
}

impl Look {
    /// A laptop's window.
    pub const DESKTOP: Self = Self { width: 1280, height: 860, scale: 1, dark: false, eased: false };
    /// The same in the dark.
    pub const DARK: Self = Self { dark: true, ..Self::DESKTOP };
    /// A phone.
    pub const PHONE: Self = Self { width: 390, height: 844, ..Self::DESKTOP };
    /// The same with forced colours and reduced motion.
    pub const EASED: Self = Self { eased: true, ..Self::DESKTOP };
    /// A window of 1280 by 1024 pixels, zoomed to 400 %.
    pub const ZOOMED: Self = Self { width: 320, height: 256, scale: 4, ..Self::DESKTOP };
}

/// A running chromedriver, ended when dropped together with the browsers it started.
#[derive(Debug)]
pub struct Chromedriver {
    url: String,
    options: Value,
    process: Child,
    _profiles: tempfile::TempDir,
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // The browsers are in chromedriver's process group and would outlive it.
        let Some(group) = self.process.id() else { return };
        let kill = format!("kill -KILL -{group}");
        let _ = std::process::Command::new("sh").args(["-c", &kill]).stderr(Stdio::null()).status();
    }
}

impl Chromedriver {
    /// Starts chromedriver on a free port.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(setup: &Setup) -> Result<Self> {
        let profiles = tempfile::tempdir().context("no folder for the browser's profile")?;
        let mut command = Command::new(&setup.chromedriver);
        command.arg("--port=0").env("TMPDIR", profiles.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut process = command.spawn().context("cannot start chromedriver")?;
        let stdout = process.stdout.take().context("chromedriver has no output")?;
        let port = tokio::time::timeout(START, port(BufReader::new(stdout)));
        let port = port.await.context("chromedriver does not say its port")??;
        let mut settings: Value = serde_json::from_slice(&std::fs::read(&setup.webdriver)?)?;
        let mut options = settings["goog:chromeOptions"].take();
        options["binary"] = setup.chromium.to_string_lossy().into();
        Ok(Self { url: format!("http://127.0.0.1:{port}"), options, process, _profiles: profiles })
    }

    /// Opens a browser with nothing stored.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn session(&self, look: Look) -> Result<WebDriver> {
        let mut options = self.options.clone();
        let arguments = options["args"].as_array_mut().context("webdriver.json lists no arguments")?;
        arguments.push(format!("--window-size={},{}", look.width, look.height).into());
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "chrome")?;
        capabilities.set("goog:chromeOptions", options)?;
        capabilities.set("goog:loggingPrefs", serde_json::json!({ "browser": "ALL" }))?;
        let driver = WebDriver::builder(&self.url, capabilities).request_timeout(COMMAND).await?;
        // The session ends with chromedriver. Left to itself the client would end it when dropped, and block a
        // test that panics until a time-out.
        driver.clone().leak()?;
        driver.set_script_timeout(COMMAND).await?;
        let cdp = driver.cdp();
        // The window's size includes what headless Chromium reserves for a frame; the viewport is what counts.
        let size = serde_json::json!({
            "width": look.width, "height": look.height, "deviceScaleFactor": look.scale, "mobile": false
        });
        cdp.send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if look.dark { "dark" } else { "light" };
        let (colours, motion) = if look.eased { ("active", "reduce") } else { ("none", "no-preference") };
        let features = [
            ("prefers-color-scheme", scheme),
            ("forced-colors", colours),
            ("prefers-reduced-motion", motion),
        ];
        let features = features.map(|(name, value)| serde_json::json!({ "name": name, "value": value }));
        cdp.send_raw("Emulation.setEmulatedMedia", serde_json::json!({ "features": features })).await?;
        Ok(driver)
    }
}

/// Reads chromedriver's output up to the line with its port, and keeps reading so that it never blocks.
async fn port(stdout: BufReader<tokio::process::ChildStdout>) -> Result<u16> {
    let mut lines = stdout.lines();
    while let Some(line) = lines.next_line().await? {
        let Some((_, rest)) = line.split_once("started successfully on port ") else { continue };
        let port = rest.trim_end_matches('.').trim().parse().context("chromedriver's port is no number")?;
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        return Ok(port);
    }
    anyhow::bail!("chromedriver ended before it listened")
}
