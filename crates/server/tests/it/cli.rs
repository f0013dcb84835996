//! Does the real `baton` say clearly what is wrong, keep secrets out of its logs, and stop when asked?

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

pub(crate) fn baton(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    command.current_dir(dir).env("BATON_DATA", dir.join("baton.sqlite")).env("BATON_LISTEN", "127.0.0.1:0");
    command.stdin(Stdio::null());
    command
}

pub(crate) fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A real server that listens.
pub(crate) struct Running {
    process: Child,
    log: PathBuf,
    pub(crate) base: String,
}

/// Starts a server on the data file in `dir`.
pub(crate) async fn running(dir: &Path, level: &str) -> Running {
    let (out, log) = (dir.join("out"), dir.join("log"));
    let mut command = baton(dir);
    command.env("BATON_LOG", level).arg("serve");
    command.stdout(std::fs::File::create(&out).unwrap()).stderr(std::fs::File::create(&log).unwrap());
    let mut server = Running { process: command.spawn().unwrap(), log, base: String::new() };
    let began = Instant::now();
    while server.base.is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "the server did not start");
        tokio::time::sleep(Duration::from_millis(10)).await;
        let said = std::fs::read_to_string(&out).unwrap();
        if let Some(base) = said.strip_prefix("listening on ").and_then(|s| s.strip_suffix('\n')) {
            base.clone_into(&mut server.base);
        }
    }
    server
}

impl Running {
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    pub(crate) fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Asks it to stop, waits, and returns how it ended and all that it logged.
    pub(crate) async fn stop(mut self) -> (ExitStatus, String) {
        self.signal("-INT");
        let stopped = tokio::task::spawn_blocking(move || (self.process.wait().unwrap(), self.log()));
        stopped.await.unwrap()
    }
}

/// Runs a command that must fail, and returns what it says.
pub(crate) fn complaint(command: &mut Command) -> String {
    let output = run(command);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    text(&output.stderr)
}

#[test]
fn a_port_in_use_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = complaint(baton(dir.path()).args(["serve", "--listen", &address]));
    assert!(said.contains(&address) && said.contains("another server"), "{said}");
}

#[test]
fn a_data_file_that_cannot_be_used_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let said = complaint(baton(dir.path()).env("BATON_DATA", "/proc/nothing/baton.sqlite").arg("serve"));
    assert!(said.contains("/proc/nothing/baton.sqlite"), "{said}");
    let file = dir.path().join("baton.sqlite");
    assert!(run(baton(dir.path()).args(["site", "list"])).status.success());
    // `user_version` is the big-endian word at offset 60 of an SQLite file.
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[60..64].copy_from_slice(&9999_u32.to_be_bytes());
    std::fs::write(&file, &bytes).unwrap();
    let said = complaint(baton(dir.path()).arg("serve"));
    assert!(said.contains("schema 9999") && said.contains("newer"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap()[60..64], 9999_u32.to_be_bytes(), "the file is left alone");
}

#[test]
fn configuration_is_checked_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("baton.toml");
    std::fs::write(&file, "[limits]\nbody_bytes = \"many\"\n").unwrap();
    let said = complaint(baton(dir.path()).arg("--config").arg(&file).arg("serve"));
    assert!(said.contains("baton.toml:2:14"), "{said}");
    let said = complaint(baton(dir.path()).env("BATON_LOG", "loud").arg("serve"));
    assert!(said.contains("BATON_LOG") && said.contains("loud"), "{said}");
}

#[test]
fn a_wrong_policy_is_refused_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("policy.toml");
    std::fs::write(&file, "version = 1\n[thresholds]\nmax_turnz = 3\n").unwrap();
    let mut add = baton(dir.path());
    let said = complaint(add.args(["site", "add", "--name", "Shop", "--policy"]).arg(&file));
    assert!(said.contains("policy.toml:3:1"), "{said}");
    assert!(run(baton(dir.path()).args(["site", "list"])).stdout.is_empty(), "nothing was stored");
}

#[test]
fn sites_and_agents_come_and_go() {
    let dir = tempfile::tempdir().unwrap();
    let add = ["site", "add", "--name", "Shop", "--origin", "https://shop.example"];
    let key = text(&run(baton(dir.path()).args(add)).stdout).trim().to_owned();
    let wrong = ["site", "add", "--name", "Shop", "--origin", "shop.example/page"];
    assert!(complaint(baton(dir.path()).args(wrong)).contains("is not an origin"));
    let link = text(&run(baton(dir.path()).args(["agent", "add", "--name", "Ana", "--site", &key])).stdout);
    assert!(link.contains("/console/#code=bs_"), "{link}");
    assert!(
        run(baton(dir.path()).args(["agent", "disable", "--name", "Ana", "--site", &key])).status.success()
    );
    let refused = complaint(baton(dir.path()).args(["agent", "link", "--name", "Ana", "--site", &key]));
    assert!(refused.contains("disabled"), "{refused}");
    let new = text(&run(baton(dir.path()).args(["site", "rotate", &key])).stdout).trim().to_owned();
    assert_ne!(new, key);
    let listed = text(&run(baton(dir.path()).args(["site", "list"])).stdout);
    assert!(listed.starts_with(&new) && !listed.contains(&key), "{listed}");
}

#[tokio::test]
async fn logs_hold_no_text_and_no_token_and_the_server_stops_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    assert!(run(baton(dir.path()).args(["site", "add", "--name", "Shop", "--key", "shop"])).status.success());
    let server = running(dir.path(), "trace").await;
    let base = &server.base;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    let post = async |path: &str, token: &str, body: serde_json::Value| {
        let sent = http.post(format!("{base}{path}")).bearer_auth(token).json(&body).send().await;
        sent.unwrap().json::<serde_json::Value>().await.unwrap()
    };
    let session = post("/v1/sites/shop/visitors", "", serde_json::json!({})).await;
    let token = session["token"].as_str().unwrap().to_owned();
    let id = uuid::Uuid::from_u128(77);
    let started = http.put(format!("{base}/v1/conversations/{id}")).bearer_auth(&token);
    let started = started.json(&serde_json::json!({"locale": "en", "page": null})).send().await.unwrap();
    assert!(started.status().is_success());
    let secret = "xylophone-in-the-attic";
    let body =
        serde_json::json!({"id": uuid::Uuid::from_u128(78), "text": secret, "page": null, "hint": null});
    post(&format!("/v1/conversations/{id}/messages"), &token, body).await;
    let broken = format!("{{\"text\": \"{secret}\"");
    let path = format!("{base}/v1/conversations/{id}/messages");
    let broken = http.post(path).bearer_auth(&token).header("content-type", "application/json").body(broken);
    assert_eq!(broken.send().await.unwrap().status(), 400);
    let (status, log) = server.stop().await;
    assert!(status.success(), "{status}");
    assert!(log.contains("stopping"), "there is a log at all: {log}");
    assert!(!log.contains(secret) && !log.contains(&token), "{log}");
}
