//! Is every file that cannot be used refused with its name, and every good one brought back whole?

use super::{open, place};
use baton_conversation::{Lifecycle, Priority};
use baton_store::conformance::fixture::{BEGIN, SITE, Thread, VISITOR, agent, receipt, visitor_key};
use baton_store::sqlite::Sqlite;
use baton_store::{Fault, Guard, Identity, Store, TokenRecord, verify};
use std::path::Path;

fn refused(path: &Path) -> String {
    match Sqlite::open(path).map(|_| ()) {
        Err(fault @ Fault::Unopenable { .. }) => fault.to_string(),
        other => panic!("expected a refusal that names the file, got {other:?}"),
    }
}

#[tokio::test]
async fn everything_survives_a_restart() {
    let (_dir, path) = place();
    let (mut held, mut waiting) = (Thread::new(1), Thread::new(2));
    let link = TokenRecord {
        hash: [7; 32],
        identity: Identity::Visitor { site: SITE, visitor: VISITOR },
        expires_at: BEGIN.plus_ms(9),
    };
    let key = {
        let store = open(&path);
        held.bring_to(&store, Priority::High, Some(agent(1))).await;
        waiting.bring_to(&store, Priority::Normal, None).await;
        let (id, command) = held.message("still here after the restart");
        let plan = held.plan(command).unwrap();
        let key = visitor_key(held.id(), id);
        held.store(&store, plan, vec![Guard::FreshClientId(key, receipt(4, 1))]).await.unwrap();
        store.put_token(link).await.unwrap();
        key
    };
    let store = open(&path);
    assert_eq!(verify(&store, held.id()).await.unwrap(), held.state.head);
    assert_eq!(verify(&store, waiting.id()).await.unwrap(), waiting.state.head);
    assert_eq!(store.load(held.id()).await.unwrap().unwrap().state, held.state);
    assert_eq!(store.of_agent(agent(1).id).await.unwrap().len(), 1);
    assert_eq!(store.in_state(SITE, Lifecycle::Queued, 9).await.unwrap().len(), 1);
    assert_eq!(store.receipt(key).await, Ok(Some(receipt(4, 1))));
    assert_eq!(store.token([7; 32], BEGIN).await, Ok(Some(link)));
    held.say(&store, "and it goes on").await;
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let (_dir, path) = place();
    drop(open(&path));
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let before = std::fs::read(&path).unwrap();
    let refused = Sqlite::open(&path).map(|_| ());
    assert!(matches!(refused, Err(Fault::NewerSchema { found: 99, known: 1 })), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let (_dir, path) = place();
    let text = "just some notes, long enough to be no empty file ".repeat(40);
    std::fs::write(&path, &text).unwrap();
    assert!(refused(&path).contains(&path.display().to_string()));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn another_applications_database_is_refused_and_left_alone() {
    let (_dir, path) = place();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(refused(&path).contains("another application"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn an_unusable_place_is_refused_by_name() {
    let (dir, _) = place();
    let missing = dir.path().join("missing").join("baton.db");
    assert!(refused(&missing).contains("missing"));
    assert!(refused(dir.path()).contains(&dir.path().display().to_string()));
    let full = Path::new("/dev/full");
    if full.exists() {
        assert!(refused(full).contains("/dev/full"));
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, path) = place();
    let _store = open(&path);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn two_starts_at_once_migrate_once() {
    let (_dir, path) = place();
    std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| Sqlite::open(&path).map(|_| ()))).collect();
        for start in starts {
            assert_eq!(start.join().unwrap(), Ok(()));
        }
    });
}
