//! Is damage in the file noticed and named, without quoting what visitors wrote?

use super::{open, place};
use baton_conversation::Priority;
use baton_store::conformance::fixture::Thread;
use baton_store::sqlite::Sqlite;
use baton_store::{Fault, Mismatch, Store, verify};

const WORDS: &str = "my private words";

/// A conversation of three events, and the file's own connection to damage it with.
async fn stored() -> (tempfile::TempDir, Sqlite, Thread, rusqlite::Connection) {
    let (dir, path) = place();
    let store = open(&path);
    let mut thread = Thread::new(1);
    thread.bring_to(&store, Priority::Normal, None).await;
    thread.say(&store, WORDS).await;
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.pragma_update(None, "foreign_keys", false).unwrap();
    (dir, store, thread, raw)
}

fn damage(raw: &rusqlite::Connection, sql: &str) {
    assert_eq!(raw.execute(sql, []).unwrap(), 1, "{sql}");
}

fn assert_corrupt<T: std::fmt::Debug>(answer: Result<T, Fault>) {
    match answer {
        Err(fault @ Fault::Corrupt(_)) => {
            assert!(!fault.to_string().contains("private"), "it quotes the visitor: {fault}");
        }
        other => panic!("expected damage to be noticed, got {other:?}"),
    }
}

#[tokio::test]
async fn a_tampered_snapshot_is_caught() {
    let (_dir, store, thread, raw) = stored().await;
    assert_eq!(verify(&store, thread.id()).await.ok(), Some(thread.state.head));
    damage(&raw, "UPDATE snapshots SET state = json_set(state, '$.messages', 77)");
    let found = verify(&store, thread.id()).await;
    assert!(matches!(found, Err(Mismatch::Differs)), "{found:?}");
}

#[tokio::test]
async fn a_tampered_event_is_caught() {
    let (_dir, store, thread, raw) = stored().await;
    damage(&raw, "UPDATE contents SET body = json_set(body, '$.locale', 'xx') WHERE seq = 1");
    let found = verify(&store, thread.id()).await;
    assert!(matches!(found, Err(Mismatch::Differs)), "{found:?}");
}

#[tokio::test]
async fn a_hole_and_a_cut_log_are_caught() {
    let (_dir, store, thread, raw) = stored().await;
    damage(&raw, "DELETE FROM events WHERE seq = 4");
    let found = verify(&store, thread.id()).await;
    assert!(matches!(found, Err(Mismatch::Short { found: 3, expected: 4 })), "{found:?}");
    damage(&raw, "DELETE FROM events WHERE seq = 2");
    let found = verify(&store, thread.id()).await;
    assert!(matches!(found, Err(Mismatch::Broken(3))), "{found:?}");
}

#[tokio::test]
async fn columns_that_contradict_the_state_are_caught() {
    for column in ["epoch", "head"] {
        let (_dir, store, thread, raw) = stored().await;
        damage(&raw, &format!("UPDATE snapshots SET {column} = {column} + 1"));
        assert_corrupt(store.load(thread.id()).await);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_not_quoted() {
    let (_dir, store, thread, raw) = stored().await;
    damage(&raw, "UPDATE contents SET body = json_set(body, '$.author', 'my private words') WHERE seq = 4");
    assert_corrupt(store.events_after(thread.id(), 3, 9, false).await);
    damage(&raw, "UPDATE contents SET body = 'my private words' WHERE seq = 4");
    assert_corrupt(store.events_after(thread.id(), 3, 9, true).await);
    damage(&raw, "DELETE FROM contents WHERE seq = 4");
    assert_corrupt(store.events_before(thread.id(), 9, 1, false).await);
    damage(&raw, "UPDATE snapshots SET state = json_set(state, '$.locale', json('[\"my private words\"]'))");
    assert_corrupt(store.load(thread.id()).await);
    assert!(store.events_after(thread.id(), 0, 3, false).await.is_ok(), "the rest can still be read");
}
