//! Can a lead change the policy under a running server, and see beforehand what it would have changed?

use super::cli::{baton, complaint, run, running, text};
use super::harness::{Server, Thread, site};
use baton_server::config::Config;
use baton_store::SiteRecord;
use baton_store::memory::Memory;
use baton_store::sqlite::Sqlite;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PHRASE: &str = "version = 1\n[[phrase]]\nid = \"topic.legal\"\nsay = [\"pineapple protocol\"]\n";
const WRONG: &str = "version = 1\n[thresholds]\nmax_turnz = 3\n";

fn with_policy(file: &Path) -> SiteRecord {
    let mut site = site("shop", 1);
    site.policy = Some(file.into());
    site.to_record().unwrap()
}

async fn called(thread: &Thread<'_>, text: &str) -> bool {
    thread.say(text).await;
    thread.names().await.iter().any(|n| n == "handoff_started")
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_changed_under_open_conversations() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("policy.toml");
    std::fs::write(&file, "version = 1\n").unwrap();
    let server = Server::on(Arc::new(Memory::new()), Config::default()).await;
    server.app.store.put_site(with_policy(&file)).await.unwrap();
    let visitor = server.visitor("shop").await;
    let (one, two) = (server.conversation(&visitor).await, server.conversation(&visitor).await);
    assert!(!called(&one, "the pineapple protocol applies here").await);
    let before: Value = bootstrap(&server).await;

    std::fs::write(&file, WRONG).unwrap();
    server.app.reload_policies();
    assert_eq!(bootstrap(&server).await, before, "a wrong file changes nothing");
    assert!(!called(&one, "the pineapple protocol applies here").await);

    std::fs::write(&file, PHRASE).unwrap();
    server.app.reload_policies();
    assert_ne!(bootstrap(&server).await, before, "browsers get the new one");
    assert!(called(&one, "the pineapple protocol applies here").await, "the same thread goes on");
    assert!(called(&two, "pineapple protocol").await);
}

async fn bootstrap(server: &Server) -> Value {
    server.call(None, "GET", "/v1/sites/shop/bootstrap?locale=en", Value::Null).await.body["policy"].clone()
}

// The clock is the real one: a stopped one runs ahead while the database writes.
#[tokio::test]
async fn replay_says_what_another_policy_would_have_done() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("baton.sqlite");
    let server = Server::on(Arc::new(Sqlite::open(&data).unwrap()), Config::default()).await;
    let visitor = server.visitor("shop").await;
    let mut ids = Vec::new();
    for said in [
        &["the pineapple protocol applies here"][..],
        &["the pineapple protocol again", "get me a human please"],
        &["get me a human please"],
        &["hello there", "get me a human please", "do you know the pineapple protocol"],
        &["how do I sew on a button"],
    ] {
        let thread = server.conversation(&visitor).await;
        for text in said {
            thread.say(text).await;
        }
        ids.push(thread.id);
    }
    let button = server.conversation(&visitor).await;
    button.call("POST", "/handoff", serde_json::json!({"trail": []})).await;

    let file = dir.path().join("policy.toml");
    std::fs::write(&file, PHRASE.replace("[[", "[thresholds]\nexplicit = \"off\"\n[[")).unwrap();
    let mut replay = baton(dir.path());
    let output = run(replay.args(["policy", "replay"]).arg(&file).arg("--log").arg(&data));
    let (said, wrong) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{wrong}");
    let line =
        |at: usize| said.lines().find(|l| l.starts_with(&ids[at].to_string())).unwrap_or("").to_owned();
    assert!(line(0).contains("newly: message 1 (policy.legal)"), "{said}");
    assert!(line(1).contains("earlier: message 1 (policy.legal) instead of message 2 (explicit)"), "{said}");
    assert!(line(2).contains("no more: message 1 (explicit)"), "{said}");
    assert!(line(3).contains("later: message 3 (policy.legal) instead of message 2 (explicit)"), "{said}");
    assert_eq!(line(4), "", "{said}");
    let sum = "6 conversations: 1 earlier, 1 later, 1 newly, 1 no more, 1 as before, 1 never";
    assert!(said.ends_with(&format!("{sum}\n")), "{said}");

    // The policy that was in force changes nothing.
    std::fs::write(&file, "version = 1\n").unwrap();
    let output = run(baton(dir.path()).args(["policy", "replay"]).arg(&file).arg("--log").arg(&data));
    let same = "6 conversations: 0 earlier, 0 later, 0 newly, 0 no more, 4 as before, 2 never\n";
    assert_eq!(text(&output.stdout), same);

    let missing = dir.path().join("nothing.sqlite");
    let said = complaint(baton(dir.path()).args(["policy", "replay"]).arg(&file).arg("--log").arg(&missing));
    assert!(said.contains("nothing.sqlite") && !missing.exists(), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_hangup_reads_the_policy_again() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("policy.toml");
    std::fs::write(&file, "version = 1\n").unwrap();
    let mut add = baton(dir.path());
    assert!(
        run(add.args(["site", "add", "--name", "Shop", "--key", "shop", "--policy"]).arg(&file))
            .status
            .success()
    );
    let server = running(dir.path(), "info").await;
    for (toml, says) in [(WRONG, "policy.toml:3:1"), (PHRASE, "the policy is in force")] {
        std::fs::write(&file, toml).unwrap();
        server.signal("-HUP");
        let began = Instant::now();
        while !server.log().contains(says) {
            assert!(began.elapsed() < Duration::from_secs(60), "{}", server.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    assert!(server.stop().await.0.success());
}
