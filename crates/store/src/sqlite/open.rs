//! How is a data file opened so that what Baton acknowledges is on disk?

use super::rows::fault;
use super::schema;
use crate::Fault;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// How long a connection waits for another process's lock, for example a backup's.
const BUSY: Duration = Duration::from_secs(5);
/// `PRAGMA synchronous` reads back as this number when it is FULL.
const FULL: i64 = 2;
/// Prepared statements kept by each connection; more than the crate has.
const STATEMENTS: usize = 64;

/// Opens the file for writing: recognises it, turns on WAL and FULL, migrates.
pub(super) fn writer(path: &Path) -> Result<Connection, Fault> {
    let explain = |fault: Fault| match fault {
        Fault::Backend(why) => Fault::Unopenable { path: path.display().to_string(), why },
        other => other,
    };
    create(path).map_err(explain)?;
    let db = connect(path).map_err(explain)?;
    schema::recognise(&db).map_err(explain)?;
    if db.is_readonly(rusqlite::MAIN_DB).map_err(fault)? {
        return Err(explain(Fault::Backend("it is read-only".into())));
    }
    make_durable(&db).map_err(explain)?;
    schema::migrate(&db).map_err(explain)?;
    Ok(db)
}

/// Opens one more connection that refuses to write.
pub(super) fn reader(path: &Path) -> Result<Connection, Fault> {
    let db = connect(path)?;
    db.pragma_update(None, "query_only", true).map_err(fault)?;
    Ok(db)
}

/// Creates a missing file readable by its owner alone: it holds what visitors wrote.
fn create(path: &Path) -> Result<(), Fault> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Fault::Backend(error.to_string())),
    }
}

fn connect(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(fault)?;
    db.busy_timeout(BUSY).map_err(fault)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(db)
}

/// Sets what durability rests on and reads it back: a file system or build may not grant it.
fn make_durable(db: &Connection) -> Result<(), Fault> {
    let journal: String =
        db.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(fault)?;
    db.pragma_update(None, "synchronous", "FULL").map_err(fault)?;
    // On Apple systems a plain fsync leaves data in the drive's cache; elsewhere these do nothing.
    db.pragma_update(None, "fullfsync", true).map_err(fault)?;
    db.pragma_update(None, "checkpoint_fullfsync", true).map_err(fault)?;
    db.pragma_update(None, "foreign_keys", true).map_err(fault)?;
    check_durable(db, &journal)
}

/// Fails unless WAL, FULL and foreign keys are in force on this connection.
pub(super) fn check_durable(db: &Connection, journal: &str) -> Result<(), Fault> {
    if journal != "wal" {
        return Err(Fault::NotDurable(format!(
            "journal_mode is {journal}, not wal; put the data file on a local file system"
        )));
    }
    let read = |pragma| db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(fault);
    let synchronous = read("synchronous")?;
    if synchronous != FULL {
        return Err(Fault::NotDurable(format!("synchronous is {synchronous}, not {FULL} (FULL)")));
    }
    if read("foreign_keys")? != 1 {
        return Err(Fault::NotDurable("foreign_keys is off".into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_is_not_durable_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let db = writer(&dir.path().join("baton.db")).unwrap();
        assert!(check_durable(&db, "wal").is_ok());
        assert!(matches!(check_durable(&db, "delete"), Err(Fault::NotDurable(_))));
        db.pragma_update(None, "synchronous", "NORMAL").unwrap();
        assert!(matches!(check_durable(&db, "wal"), Err(Fault::NotDurable(_))));
        db.pragma_update(None, "synchronous", "FULL").unwrap();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(matches!(check_durable(&db, "wal"), Err(Fault::NotDurable(_))));
    }
}
