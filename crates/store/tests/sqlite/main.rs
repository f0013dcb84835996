//! What does the SQLite backend promise beyond the contract: the file, the batch, the crash?
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod batch;
mod crash;
mod damage;
mod opening;

use baton_store::sqlite::Sqlite;
use std::path::PathBuf;

/// A directory of its own for each test, and the data file in it.
fn place() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("baton.db");
    (dir, path)
}

fn open(path: &std::path::Path) -> Sqlite {
    Sqlite::open(path).unwrap()
}
