//! What if the connection breaks in the middle of what the server says? A cable between browser and server that breaks
//! right before an event of the flow's choice, and stays broken until it is mended.
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::server::Server;

/// A cable to be laid to a server.
#[derive(Debug)]
pub struct Cable {
    port: u16,
    server: String,
    task: Option<JoinHandle<()>>,
    broken: watch::Sender<bool>,
}

impl Cable {
    /// A cable that ends nowhere yet. Its address is known before the server, which must allow it, has started.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn new() -> Result<Self> {
        let port = crate::server::free_port().await?;
        Ok(Self { port, server: String::new(), task: None, broken: watch::Sender::new(false) })
    }

    /// The address that the browser is to use.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Leads to a server, until a frame of a socket holds this text: that frame no longer arrives, and nothing after.
    ///
    /// # Errors
    /// When the cable's port has been taken.
    pub async fn lay(&mut self, server: &Server, until: &str) -> Result<()> {
        self.server = server.url("").trim_start_matches("http://").to_owned();
        self.connect(until).await
    }

    /// Waits until it breaks.
    ///
    /// # Errors
    /// When it does not within [`crate::PATIENCE`].
    pub async fn breaks(&self) -> Result<()> {
        let mut broken = self.broken.subscribe();
        let waiting = broken.wait_for(|broken| *broken);
        tokio::time::timeout(crate::PATIENCE, waiting).await.context("the cable did not break")??;
        Ok(())
    }

    /// Leads to the server again, for good.
    ///
    /// # Errors
    /// When the cable's port has been taken.
    pub async fn mend(&mut self) -> Result<()> {
        self.broken = watch::Sender::new(false);
        self.connect("").await
    }

    async fn connect(&mut self, until: &str) -> Result<()> {
        let listener =
            TcpListener::bind(("127.0.0.1", self.port)).await.context("the cable's port is taken")?;
        let end: Arc<str> = until.into();
        let (server, broken) = (self.server.clone(), self.broken.clone());
        self.task = Some(tokio::spawn(async move {
            let mut over = broken.subscribe();
            loop {
                let browser = tokio::select! {
                    _ = over.wait_for(|broken| *broken) => return,
                    accepted = listener.accept() => accepted,
                };
                if let (Ok((browser, _)), Ok(server)) = (browser, TcpStream::connect(&server).await) {
                    tokio::spawn(carry(browser, server, Arc::clone(&end), broken.clone()));
                }
            }
        }));
        Ok(())
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// One connection, until either side ends it or the cable breaks.
async fn carry(browser: TcpStream, server: TcpStream, end: Arc<str>, broken: watch::Sender<bool>) {
    let mut over = broken.subscribe();
    let (mut said, mut heard) = browser.into_split();
    let (answers, mut asks) = server.into_split();
    tokio::select! {
        _ = over.wait_for(|broken| *broken) => {}
        _ = tokio::io::copy(&mut said, &mut asks) => {}
        reached = forward(answers, &mut heard, &end) => {
            if reached.is_ok_and(|reached| reached) {
                broken.send_replace(true);
            }
        }
    }
}

/// Passes on what the server says; true when the end is reached.
async fn forward(mut from: OwnedReadHalf, to: &mut OwnedWriteHalf, end: &str) -> std::io::Result<bool> {
    let mut held = Vec::new();
    let mut is_socket = false;
    loop {
        let begun = held.len();
        if from.read_buf(&mut held).await? == 0 {
            return Ok(false);
        }
        is_socket |= begun == 0 && held.starts_with(b"HTTP/1.1 101");
        if !is_socket || end.is_empty() {
            to.write_all(&held).await?;
            held.clear();
            continue;
        }
        while let Some(length) = whole(&held) {
            let frame: Vec<u8> = held.drain(..length).collect();
            if String::from_utf8_lossy(&frame).contains(end) {
                return Ok(true);
            }
            to.write_all(&frame).await?;
        }
    }
}

/// The length of the first whole thing in what a socket's server said: the answer that opens it, or a frame
/// (RFC 6455, 5.2; a server's are not masked).
fn whole(said: &[u8]) -> Option<usize> {
    if said.starts_with(b"HTTP/1.1 101") {
        return said.windows(4).position(|at| at == b"\r\n\r\n").map(|at| at + 4);
    }
    let short = usize::from(*said.get(1)?);
    let wide = match short {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let length = said.get(2..2 + wide)?.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
    let length = 2 + wide + if wide == 0 { short } else { length };
    (said.len() >= length).then_some(length)
}
