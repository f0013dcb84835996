//! How many commits and fsyncs does an acknowledged message cost, for one writer and for many?
//!
//! `cargo run -p baton-store --example durability` prints a line each. Where `strace` is installed it runs itself
//! again under it and counts the real calls. Time says little (disks differ); the ratio is the figure to keep.

use baton_store::Store;
use baton_store::conformance::fixture::Thread;
use baton_store::sqlite::Sqlite;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Messages of each writer.
const EACH: u32 = 40;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    match args.next() {
        Some(writers) => print_run(writers.parse()?).await,
        None => {
            println!(
                "{:>8} {:>9} {:>8} {:>10} {:>7} {:>10}",
                "writers", "messages", "commits", "a message", "fsyncs", "a message"
            );
            for writers in ["1", "64"] {
                run_apart(writers)?;
            }
            Ok(())
        }
    }
}

/// Writes from that many tasks at once, each to its own conversation, and prints messages and commits.
async fn print_run(writers: u32) -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let store = Arc::new(Sqlite::open(&dir.path().join("baton.db"))?);
    let tasks: Vec<_> = (1..=writers).map(|n| tokio::spawn(write(store.clone(), n))).collect();
    for task in tasks {
        task.await?;
    }
    let stats = store.stats();
    println!("{writers} {} {}", stats.jobs, stats.transactions);
    Ok(())
}

async fn write(store: Arc<dyn Store>, n: u32) {
    let mut thread = Thread::new(n);
    thread.start(&*store).await;
    for _ in 1..EACH {
        thread.say(&*store, "How do I put the widget on my site?").await;
    }
}

/// Runs itself for one number of writers, under `strace` if there is one, and prints its line.
fn run_apart(writers: &str) -> Result<(), Box<dyn std::error::Error>> {
    let this = std::env::current_exe()?;
    let trace = tempfile::NamedTempFile::new()?;
    let mut plain = Command::new(&this);
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(trace.path())
        .arg(&this)
        .arg(writers)
        .stderr(Stdio::null())
        .output();
    let (output, fsyncs) = match traced {
        Ok(output) if output.status.success() => (output, Some(count_calls(trace.path())?)),
        _ => (plain.arg(writers).output()?, None),
    };
    let text = String::from_utf8(output.stdout)?;
    let figures = text.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    let [writers, messages, commits] = figures[..] else { return Err("the run printed no figures".into()) };
    print!("{writers:>8} {messages:>9} {commits:>8} {:>10.3}", commits / messages);
    match fsyncs {
        Some(calls) => println!(" {calls:>7} {:>10.3}", calls as f64 / messages),
        None => println!(" (no strace)"),
    }
    Ok(())
}

fn count_calls(trace: &Path) -> std::io::Result<usize> {
    // An interrupted call has a second line, "resumed", which is not another call.
    let text = std::fs::read_to_string(trace)?;
    Ok(text.lines().filter(|line| line.contains("sync(")).count())
}
