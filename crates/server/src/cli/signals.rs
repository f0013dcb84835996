//! Which signals does the server answer to? They are caught from the moment it says that it listens: one that came
//! earlier would end it as if nobody had written this.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that mean "stop" and "read your files again".
#[derive(Debug)]
pub(super) struct Signals {
    /// Ctrl-C.
    #[cfg(unix)]
    interrupt: Signal,
    /// What service managers send.
    #[cfg(unix)]
    terminate: Signal,
    /// How an operator asks for the policies to be read again.
    #[cfg(unix)]
    hangup: Signal,
}

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// To end, with what is under way finished.
    Stop,
    /// To read the policies again.
    #[cfg(unix)]
    Reload,
}

#[cfg(unix)]
impl Signals {
    /// Catches the signals from now on.
    ///
    /// # Errors
    /// The system refuses.
    pub(super) fn catch() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// The next one.
    pub(super) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.interrupt.recv() => Asked::Stop,
            _ = self.terminate.recv() => Asked::Stop,
            _ = self.hangup.recv() => Asked::Reload,
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Ctrl-C alone.
    pub(super) fn catch() -> io::Result<Self> {
        Ok(Self {})
    }

    /// The next one.
    pub(super) async fn next(&mut self) -> Asked {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Asked::Stop
    }
}
