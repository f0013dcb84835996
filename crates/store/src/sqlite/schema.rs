//! What does the data file look like, and how does an older one become the newest?
//!
//! Migrations go forward only and are never edited once released; `PRAGMA user_version` counts those applied.

use super::rows::fault;
use crate::Fault;
use rusqlite::Connection;

/// Marks a file as Baton's ("Batn"), so that another application's database is never migrated.
pub(super) const APPLICATION_ID: i32 = 0x4261_746e;

/// One script for each version, oldest first.
const MIGRATIONS: [&str; 1] = [
    // An event's envelope and its content are apart: erasure empties `contents` and keeps the sequence.
    // The columns of `snapshots` beside `state` are derived from it, for guards and lists.
    "CREATE TABLE snapshots (
        id BLOB PRIMARY KEY,
        head INTEGER NOT NULL,
        public_head INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        site BLOB NOT NULL,
        visitor BLOB NOT NULL,
        lifecycle TEXT NOT NULL,
        agent BLOB,
        priority INTEGER NOT NULL,
        since INTEGER NOT NULL,
        active_at INTEGER NOT NULL,
        deadline INTEGER,
        owes_since INTEGER,
        state TEXT NOT NULL,
        detector TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX snapshots_queue ON snapshots (site, lifecycle, priority DESC, since, id);
    CREATE INDEX snapshots_newest ON snapshots (site, lifecycle, active_at DESC, id);
    CREATE INDEX snapshots_visitor ON snapshots (site, visitor, active_at DESC, id);
    CREATE INDEX snapshots_agent ON snapshots (agent, since, id) WHERE agent IS NOT NULL;
    CREATE INDEX snapshots_due ON snapshots (deadline, id) WHERE deadline IS NOT NULL;
    CREATE INDEX snapshots_owing ON snapshots (owes_since, id) WHERE owes_since IS NOT NULL;

    CREATE TABLE events (
        conversation BLOB NOT NULL REFERENCES snapshots (id),
        seq INTEGER NOT NULL,
        prev_public INTEGER NOT NULL,
        at INTEGER NOT NULL,
        audience TEXT NOT NULL CHECK (audience IN ('public', 'staff')),
        kind TEXT NOT NULL,
        PRIMARY KEY (conversation, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE contents (
        conversation BLOB NOT NULL,
        seq INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (conversation, seq),
        FOREIGN KEY (conversation, seq) REFERENCES events (conversation, seq)
    ) STRICT;
    CREATE TABLE client_ids (
        conversation BLOB NOT NULL REFERENCES snapshots (id),
        author TEXT NOT NULL,
        id BLOB NOT NULL,
        seq INTEGER NOT NULL,
        body_hash BLOB NOT NULL,
        PRIMARY KEY (conversation, author, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sites (
        id BLOB PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        doc TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE agents (
        id BLOB PRIMARY KEY,
        site BLOB NOT NULL,
        name TEXT NOT NULL,
        disabled INTEGER NOT NULL,
        doc TEXT NOT NULL,
        UNIQUE (site, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tokens (
        hash BLOB PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('visitor', 'agent', 'sign_in')),
        site BLOB,
        subject BLOB NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;",
];

/// Highest version that this binary knows.
pub(super) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// Refuses a file of another application or of a newer Baton, before anything in it is changed.
pub(super) fn recognise(db: &Connection) -> Result<(), Fault> {
    // The tables first: they come in one transaction with the mark, so where another start has made them since, the
    // mark is there too. The other way round a file that is just being made looks like a stranger's.
    let tables: i64 =
        db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(fault)?;
    let application: i32 = number(db, "application_id")?;
    if application != APPLICATION_ID && tables > 0 {
        return Err(Fault::Backend("it belongs to another application".into()));
    }
    let found = version(db)?;
    if found > KNOWN { Err(Fault::NewerSchema { found, known: KNOWN }) } else { Ok(()) }
}

/// Brings the file to [`KNOWN`], each step in its own transaction.
pub(super) fn migrate(db: &Connection) -> Result<(), Fault> {
    for (script, after) in MIGRATIONS.iter().zip(1..) {
        // The lock comes first and the version is read under it: two starts at once migrate once.
        db.execute_batch("BEGIN IMMEDIATE").map_err(fault)?;
        let step = apply(db, script, after);
        db.execute_batch(if step.is_ok() { "COMMIT" } else { "ROLLBACK" }).map_err(fault)?;
        step?;
    }
    Ok(())
}

fn apply(db: &Connection, script: &str, after: u32) -> Result<(), Fault> {
    if version(db)? >= after {
        return Ok(());
    }
    db.execute_batch(script).map_err(fault)?;
    db.pragma_update(None, "application_id", APPLICATION_ID).map_err(fault)?;
    db.pragma_update(None, "user_version", after).map_err(fault)
}

fn version(db: &Connection) -> Result<u32, Fault> {
    number(db, "user_version")
}

fn number<T: rusqlite::types::FromSql>(db: &Connection, pragma: &str) -> Result<T, Fault> {
    db.pragma_query_value(None, pragma, |row| row.get(0)).map_err(fault)
}
