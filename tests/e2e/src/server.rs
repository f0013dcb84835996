//! How does a flow get a server? As a process with a data file of its own, on a free port, with a site and agents
//! made by the same commands that operators use. It can be stopped, killed and started again on the same data.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::seed;
use crate::setup::Setup;

/// A server that is not ready by then has failed. Indexing the docs for the first time takes most of it: it gives way
/// to everything else that runs.
const READY: Duration = Duration::from_secs(600);
/// The server's configuration, in the folder of its data.
const CONFIG: &str = "baton.toml";
/// Between two looks at a process.
const LOOK: Duration = Duration::from_millis(10);

/// What a flow can choose.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// Environment variables for the server, for example `BATON_LLM_URL`.
    pub env: BTreeMap<String, String>,
    /// Origins that the site allows beside the server's own.
    pub origins: Vec<String>,
    /// The folder with the site's knowledge; the project's docs if absent.
    pub knowledge: Option<PathBuf>,
    /// What `baton.toml` says; nothing by default.
    pub config: String,
}

/// A running server, its data and its address. Ended when dropped.
#[derive(Debug)]
pub struct Server {
    baton: PathBuf,
    folder: tempfile::TempDir,
    env: BTreeMap<String, String>,
    port: u16,
    process: Option<Child>,
}

impl Server {
    /// Starts a server with a site `demo` that knows the docs, or what the options say.
    ///
    /// # Errors
    /// When a command is refused or the server does not become ready; with what they printed.
    pub async fn start(setup: &Setup, options: ServerOptions) -> Result<Self> {
        let folder = tempfile::tempdir().context("no folder for the server's data")?;
        if options.knowledge.is_none() {
            seed::copy_into(setup, folder.path()).await?;
        }
        Self::start_in(setup, folder, options).await
    }

    /// [`Server::start`] with the docs, which it has yet to index.
    pub(crate) async fn unseeded(setup: &Setup) -> Result<Self> {
        let folder = tempfile::tempdir().context("no folder for the server's data")?;
        Self::start_in(setup, folder, ServerOptions::default()).await
    }

    async fn start_in(setup: &Setup, folder: tempfile::TempDir, options: ServerOptions) -> Result<Self> {
        let port = free_port().await?;
        let mut env = options.env;
        env.insert("BATON_DATA".into(), path(&folder.path().join("baton.sqlite")));
        env.insert("BATON_ASSETS".into(), path(&setup.assets));
        if setup.model.is_dir() {
            env.entry("BATON_MODEL".into()).or_insert_with(|| path(&setup.model));
        }
        env.insert("BATON_LISTEN".into(), format!("127.0.0.1:{port}"));
        std::fs::write(folder.path().join(CONFIG), options.config)
            .context("cannot write the configuration")?;
        let mut server = Self { baton: setup.baton.clone(), folder, env, port, process: None };
        let knowledge = path(&options.knowledge.unwrap_or_else(|| setup.docs.clone()));
        let origin = server.url("");
        let mut site = vec!["site", "add", "--key", "demo", "--name", "Demo", "--knowledge", &knowledge];
        for origin in std::iter::once(&origin).chain(&options.origins) {
            site.extend(["--origin", origin]);
        }
        server.baton(&site).await?;
        server.boot().await?;
        Ok(server)
    }

    /// An address on the server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Runs a `baton` command on the server's data and returns what it printed.
    ///
    /// # Errors
    /// When it fails, with what it printed.
    pub async fn baton(&self, args: &[&str]) -> Result<String> {
        let Output { status, stdout, stderr } =
            self.command(args).output().await.context("cannot start baton")?;
        let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        ensure!(status.success(), "baton {}: {status}\n{stdout}{stderr}", args.join(" "));
        Ok(stdout.into_owned())
    }

    /// Creates an agent of the demo site and returns the one-time sign-in link.
    ///
    /// # Errors
    /// When the command is refused or prints no link.
    pub async fn agent(&self, name: &str) -> Result<String> {
        let printed = self.baton(&["agent", "add", "--name", name, "--site", "demo"]).await?;
        let link = printed.split_whitespace().find(|word| word.starts_with("http://"));
        link.map(str::to_owned).with_context(|| format!("no sign-in link in: {printed}"))
    }

    /// Starts the server on its data and its port, and waits until it is ready.
    ///
    /// # Errors
    /// When it stops or is not ready in time, with its log.
    pub async fn boot(&mut self) -> Result<()> {
        let log = std::fs::File::options().create(true).append(true).open(self.log_path())?;
        let errors = log.try_clone()?;
        let mut serve = self.command(&["serve"]);
        let mut process = serve.stdout(log).stderr(errors).spawn().context("cannot start the server")?;
        let begun = Instant::now();
        while !self.is_ready().await {
            if let Some(status) = process.try_wait()? {
                bail!("the server stopped ({status}):\n{}", self.log());
            }
            ensure!(begun.elapsed() < READY, "the server is not ready:\n{}", self.log());
            tokio::time::sleep(LOOK).await;
        }
        self.process = Some(process);
        Ok(())
    }

    /// Ends the server as a crash would: no chance to write anything.
    ///
    /// # Errors
    /// When it was not running.
    pub async fn kill(&mut self) -> Result<()> {
        let mut process = self.process.take().context("the server is not running")?;
        process.kill().await.context("cannot kill the server")
    }

    /// Asks the server to stop, and waits until it has.
    ///
    /// # Errors
    /// When it was not running or stops with an error.
    pub async fn stop(&mut self) -> Result<()> {
        let mut process = self.process.take().context("the server is not running")?;
        let id = process.id().context("the server has ended")?;
        Command::new("kill")
            .args(["-INT", &id.to_string()])
            .status()
            .await
            .context("cannot signal the server")?;
        let status =
            tokio::time::timeout(READY, process.wait()).await.context("the server does not stop")??;
        ensure!(status.success(), "the server stopped with {status}:\n{}", self.log());
        Ok(())
    }

    /// The folder with the server's data.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Everything the server wrote to its log.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.baton);
        command
            .args(["--config", CONFIG])
            .args(args)
            .envs(&self.env)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Ready to store, and done with the knowledge: a flow that asks is to get the answer that a visitor gets on
    /// every day but the first.
    async fn is_ready(&self) -> bool {
        self.get("/readyz")
            .await
            .is_ok_and(|answer| answer.starts_with("HTTP/1.1 200") && answer.ends_with("\nready\n"))
    }

    /// The whole answer, head and body.
    async fn get(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }
}

/// A port that nobody listens on at the moment.
pub(crate) async fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").await.context("no free port")?.local_addr()?.port())
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
