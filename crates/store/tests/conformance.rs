//! Does each backend keep the contract?
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod memory {
    use baton_store::{Store, memory::Memory};
    use std::sync::Arc;

    fn fresh() -> (Arc<dyn Store>, ()) {
        (Arc::new(Memory::new()), ())
    }

    baton_store::conformance_suite!(fresh);
}

mod sqlite {
    use baton_store::{Store, sqlite::Sqlite};
    use std::sync::Arc;

    fn fresh() -> (Arc<dyn Store>, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&dir.path().join("baton.db")).unwrap();
        (Arc::new(store), dir)
    }

    baton_store::conformance_suite!(fresh);
}
