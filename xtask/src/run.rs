//! How does a newcomer see Baton work? `cargo xtask run`: build all, start the server with a demo site, print where
//! to look, and stop cleanly on Ctrl-C.
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::assets;
use crate::demo::Demo;
use crate::process::{self, cargo};
use crate::progress::Progress;
use crate::repo::Repo;

/// How often to look whether the server has ended or Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(50);

/// What `cargo xtask run` can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// The port on 127.0.0.1.
    pub(crate) port: u16,
    /// Whether to begin with an empty data file.
    pub(crate) fresh: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: 8080, fresh: false }
    }
}

/// Builds, starts, waits for Ctrl-C.
///
/// # Errors
/// When the port is taken, something does not build, or the server stops by itself.
pub(crate) fn run(repo: &Repo, progress: &Progress, options: &Options) -> Result<()> {
    // Before minutes of building, not after.
    check_port(options.port)?;
    let stop = Arc::new(AtomicBool::new(false));
    build(repo, progress)?;
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).context("cannot listen for Ctrl-C")?;
    }
    let demo = Demo::new(repo, options);
    let sign_in = progress.step("demo site", |step| demo.prepare(step))?;
    let mut server = progress.step("start the server", |step| demo.start(step))?;
    progress.table();
    let base = format!("http://127.0.0.1:{}", options.port);
    println!("\nCtrl-C stops the server. Its log: {}\n", demo.log().display());
    println!("page: {base}/\nconsole: {base}/console/\nsign-in: {sign_in}");
    loop {
        if let Some(status) = server.try_wait().context("lost the server")? {
            bail!("the server stopped by itself ({status}); its last lines:\n{}", demo.log_tail());
        }
        if stop.load(Ordering::Relaxed) {
            return Demo::stop(&mut server);
        }
        std::thread::sleep(LOOK);
    }
}

/// Builds everything that `run` and the end-to-end tests start. The server compiles beside the browser's part:
/// they use different profiles, so Cargo lets them.
///
/// # Errors
/// When something does not build.
pub(crate) fn build(repo: &Repo, progress: &Progress) -> Result<assets::Manifest> {
    std::thread::scope(|scope| {
        let server = scope.spawn(|| build_server(repo, progress));
        let assets = assets::build(repo, progress);
        server.join().unwrap_or_else(|_| bail!("building the server stopped early"))?;
        assets
    })
}

fn build_server(repo: &Repo, progress: &Progress) -> Result<()> {
    progress.step("server: compile", |step| {
        process::run(step, cargo(&repo.root).args(["build", "--package", "baton-server"])).map(drop)
    })
}

fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!(
                "port {port} is in use: stop what listens there, or choose another with `cargo xtask run --port N`"
            )
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen on 127.0.0.1:{port}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_said_before_anything_is_built() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = check_port(port).unwrap_err().to_string();
        assert!(error.contains(&format!("port {port} is in use")) && error.contains("--port"), "{error}");
    }
}
