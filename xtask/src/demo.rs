//! What is the demo? A server on an SQLite file under `target/demo`, with one site and one agent made by the same
//! commands that anybody uses.
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::progress::Step;
use crate::repo::Repo;
use crate::run::Options;
use crate::stamp;

/// A server that takes longer to start has a problem; its log says which.
const START: Duration = Duration::from_secs(120);
/// After this long a server that was asked to stop is ended.
const STOP: Duration = Duration::from_secs(20);
/// The demo site's public key, which index.html names.
pub(crate) const SITE: &str = "demo";

/// What lies beside the guides and is for developers: visitors' questions are not looked up there.
const NOT_FOR_VISITORS: [&str; 3] = ["decisions", "protocol.md", "triggers-model-card.md"];

/// Where `trunk serve` shows the same page, as Trunk.toml says.
const TRUNK: &str = "http://127.0.0.1:8081";

/// The demo's files and address.
pub(crate) struct Demo {
    baton: PathBuf,
    assets: PathBuf,
    docs: PathBuf,
    model: PathBuf,
    folder: PathBuf,
    port: u16,
    fresh: bool,
}

impl Demo {
    /// The demo of this clone on one port.
    pub(crate) fn new(repo: &Repo, options: &Options) -> Self {
        Self {
            baton: repo.baton(),
            assets: repo.assets(),
            docs: repo.root.join("docs"),
            model: repo.model(),
            folder: repo.target.join("demo"),
            port: options.port,
            fresh: options.fresh,
        }
    }

    /// The same demo with its data somewhere else.
    pub(crate) fn in_folder(self, folder: PathBuf) -> Self {
        Self { folder, ..self }
    }

    /// Creates site and agent and returns a one-time sign-in link.
    ///
    /// # Errors
    /// When the `baton` command refuses.
    pub(crate) fn prepare(&self, step: &Step) -> Result<String> {
        if self.fresh && self.folder.is_dir() {
            std::fs::remove_dir_all(&self.folder).context("cannot remove the old demo")?;
        }
        std::fs::create_dir_all(&self.folder).context("cannot make target/demo")?;
        let origin = self.origin();
        let mut site = self.baton();
        site.args(["site", "add", "--key", SITE, "--name", "Baton demo"]);
        site.args(["--origin", &origin, "--origin", TRUNK, "--knowledge"]);
        site.arg(&self.docs);
        site.args(NOT_FOR_VISITORS.iter().flat_map(|file| ["--exclude", file]));
        run(step, &mut site)?;
        let mut agent = self.baton();
        agent.args(["agent", "add", "--name", "Demo agent", "--site", SITE]);
        let output = run(step, &mut agent)?;
        link(&output).with_context(|| format!("`baton agent add` printed no sign-in link:\n{output}"))
    }

    /// Starts the server and waits until it answers.
    ///
    /// # Errors
    /// When it stops or does not become ready; the message ends with its log.
    pub(crate) fn start(&self, step: &Step) -> Result<Child> {
        let log = File::create(self.log()).context("cannot write the server's log")?;
        let errors = log.try_clone().context("cannot write the server's log")?;
        let mut serve = self.baton();
        serve.arg("serve");
        // A group of its own: Ctrl-C in the terminal reaches the server once, through us.
        serve.stdin(Stdio::null()).stdout(log).stderr(errors).process_group(0);
        let mut server = serve.spawn().context("cannot start target/debug/baton")?;
        let begun = Instant::now();
        while !self.is_ready() {
            if let Some(status) = server.try_wait().context("lost the server")? {
                bail!("the server did not start ({status}):\n{}", self.log_tail());
            }
            if begun.elapsed() > START {
                let _ = Self::stop(&mut server);
                bail!("the server was not ready after {} s:\n{}", START.as_secs(), self.log_tail());
            }
            step.status("waiting for /readyz");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Asks the server to stop and waits for it.
    ///
    /// # Errors
    /// When it had to be ended or stopped with an error.
    pub(crate) fn stop(server: &mut Child) -> Result<()> {
        let _ = Command::new("sh").args(["-c", &format!("kill -INT {}", server.id())]).status();
        let asked = Instant::now();
        loop {
            match server.try_wait().context("lost the server")? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => bail!("the server stopped with {status}"),
                None if asked.elapsed() > STOP => {
                    let _ = server.kill();
                    let _ = server.wait();
                    bail!("the server did not stop within {} s and was ended", STOP.as_secs());
                }
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// Where the server's output goes.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// The end of the server's output.
    pub(crate) fn log_tail(&self) -> String {
        let text = stamp::read_text(&self.log()).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn baton(&self) -> Command {
        let mut command = Command::new(&self.baton);
        command.current_dir(&self.folder).env("BATON_DATA", self.folder.join("baton.sqlite"));
        command.env("BATON_LISTEN", format!("127.0.0.1:{}", self.port)).env("BATON_ASSETS", &self.assets);
        // Without it the server still answers, by words alone, and says so in its log.
        if self.model.is_dir() {
            command.env("BATON_MODEL", &self.model);
        }
        command
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn is_ready(&self) -> bool {
        answers(self.port, "/readyz")
    }
}

/// The first word of the output that is a link.
fn link(output: &str) -> Option<String> {
    output.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned)
}

/// Whether a server on this machine answers a GET with 200.
fn answers(port: u16, path: &str) -> bool {
    use std::io::Write;
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut first = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && BufReader::new(stream).read_line(&mut first).is_ok()
        && first.starts_with("HTTP/1.1 200")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_found_in_what_the_command_prints() {
        let output = "agent: 0190\nsign-in: http://127.0.0.1:8080/console/#code=abc\n";
        assert_eq!(link(output).as_deref(), Some("http://127.0.0.1:8080/console/#code=abc"));
        assert_eq!(link("no link"), None);
    }
}
