//! Is everything that was acknowledged still there after the process was killed or the disk was full?
//!
//! Each test starts this test binary again with itself as the only test and [`PATH`] set, so that the writing
//! process is a real one.

use super::{open, place};
use baton_store::conformance::fixture::Thread;
use baton_store::{CommitError, verify};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Set in the child: the data file to write.
const PATH: &str = "BATON_TEST_DATA";
/// Starts a line on which the child says how far it was acknowledged.
const ACK: &str = "acked ";

/// Writes one message after the other and prints each acknowledged head; returns at the first fault.
async fn write_until_it_fails(path: &Path) -> Option<CommitError> {
    let store = open(path);
    let mut thread = Thread::new(1);
    thread.start(&store).await;
    for _ in 0..100_000 {
        let command = thread.message(&"a line of some length ".repeat(40)).1;
        let plan = thread.plan(command).unwrap();
        if let Err(error) = thread.store(&store, plan, vec![]).await {
            return Some(error);
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{ACK}{}", thread.state.head).unwrap();
        out.flush().unwrap();
    }
    None
}

fn child(test: &str, path: &Path, shell: &str) -> Child {
    Command::new("sh")
        .args(["-c", &format!("{shell} exec \"$0\" --exact {test} --nocapture")])
        .arg(std::env::current_exe().unwrap())
        .env(PATH, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Acknowledged heads as the child prints them.
fn acks(child: &mut Child) -> impl Iterator<Item = u64> + use<> {
    let out = BufReader::new(child.stdout.take().unwrap());
    out.lines().map_while(Result::ok).filter_map(|line| line.strip_prefix(ACK)?.parse().ok())
}

async fn assert_whole(path: &Path, acked: u64) {
    let found = verify(&open(path), Thread::new(1).id()).await.unwrap();
    assert!(found == acked || found == acked + 1, "acknowledged up to {acked}, stored up to {found}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_killed_writer_loses_nothing_acknowledged() {
    if let Some(path) = std::env::var_os(PATH) {
        write_until_it_fails(Path::new(&path)).await;
        return;
    }
    let (_dir, path) = place();
    let mut writer = child("crash::a_killed_writer_loses_nothing_acknowledged", &path, "");
    let mut seen = acks(&mut writer);
    let mut acked = seen.by_ref().take(50).last().unwrap();
    writer.kill().unwrap();
    writer.wait().unwrap();
    // What it still said before the signal came.
    acked = seen.last().unwrap_or(acked);
    assert!(acked > 50);
    assert_whole(&path, acked).await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_full_disk_is_a_fault_and_loses_nothing_acknowledged() {
    if let Some(path) = std::env::var_os(PATH) {
        let failed = write_until_it_fails(Path::new(&path)).await;
        assert!(matches!(failed, Some(CommitError::Fault(_))), "{failed:?}");
        return;
    }
    let (_dir, path) = place();
    // No file may grow over this many blocks; writing more fails as on a full disk.
    let limit = "trap '' XFSZ; ulimit -f 1024;";
    let mut writer = child("crash::a_full_disk_is_a_fault_and_loses_nothing_acknowledged", &path, limit);
    let acked = acks(&mut writer).last().unwrap();
    assert!(writer.wait().unwrap().success(), "the writer did not get a clean fault");
    assert_whole(&path, acked).await;
    let mut more = Thread::new(2);
    more.start(&open(&path)).await;
}
