//! How do readers stay out of the writer's way?

use super::open;
use crate::Fault;
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Connections that read at once; WAL lets them run beside the writer.
const READERS: usize = 4;

struct Pool {
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

/// A few connections that only read, each query on a blocking thread of the runtime.
pub(super) struct Readers(Arc<Pool>);

/// One connection out of the pool; it goes back even if the query panics.
struct Lease<'a> {
    pool: &'a Pool,
    db: Option<Connection>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(db) = self.db.take() {
            self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(db);
        }
    }
}

impl Readers {
    pub(super) fn open(path: &Path) -> Result<Self, Fault> {
        let idle = (0..READERS).map(|_| open::reader(path)).collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Pool { idle: Mutex::new(idle), permits: Semaphore::new(READERS) })))
    }

    /// Runs a query on one of the connections.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let pool = Arc::clone(&self.0);
        let failed = |_| Fault::Backend("a read was interrupted".into());
        // The permit travels with the query: a caller that goes away frees nothing too early.
        let held = Arc::clone(&self.0);
        let permit = held.permits.acquire().await.map_err(|_| Fault::Backend("the pool is closed".into()))?;
        permit.forget();
        let task = tokio::task::spawn_blocking(move || {
            let _permit = Permit(&pool.permits);
            let db = pool.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let lease = Lease { pool: &pool, db };
            lease.db.as_ref().map_or_else(|| Err(Fault::Backend("no connection is left".into())), query)
        });
        task.await.map_err(failed)?
    }
}

/// Gives the permit back after the lease, which was made later and drops first.
struct Permit<'a>(&'a Semaphore);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}
