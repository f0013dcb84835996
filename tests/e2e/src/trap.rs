//! Has anything called a foreign address? A listener that takes note of every call and answers none.
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running listener.
#[derive(Debug)]
pub struct Trap {
    host: String,
    calls: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Trap {
    /// Listens on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no free port")?;
        let host = format!("localhost:{}", listener.local_addr()?.port());
        let calls = Arc::<Mutex<Vec<String>>>::default();
        let noted = Arc::clone(&calls);
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = [0; 200];
                let read = stream.read(&mut head).await.unwrap_or(0);
                let line = String::from_utf8_lossy(head.get(..read).unwrap_or_default());
                let line = line.lines().next().unwrap_or_default().to_owned();
                noted.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        Ok(Self { host, calls, task })
    }

    /// Its name and port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The first line of every call so far.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.task.abort();
    }
}
