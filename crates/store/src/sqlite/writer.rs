//! How do many writers share one fsync?
//!
//! One thread owns the writing connection. It takes every job that waits into one transaction, each job in its own
//! savepoint, so that a refused commit takes no other with it. Answers go out after `COMMIT` returned, refusals
//! too: what a refusal saw may have been written by the same batch and must be on disk before anybody hears of it.

use super::rows::fault;
use crate::Fault;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Jobs in one transaction at most; bounds how long the first one waits.
const BATCH: usize = 256;
/// Jobs that may wait before callers do.
const INBOX: usize = 1024;

/// How often the writer asked the disk, and for how many jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Transactions that wrote something; each one is one fsync of the log, checkpoints aside.
    pub transactions: u64,
    /// Jobs that these stored.
    pub jobs: u64,
}

#[derive(Default)]
struct Counters {
    transactions: AtomicU64,
    jobs: AtomicU64,
}

trait Job: Send {
    /// Runs inside the savepoint and says whether to keep what it wrote.
    fn run(&mut self, db: &Connection) -> bool;
    /// Tells the caller, once the transaction's fate is known.
    fn answer(self: Box<Self>, committed: Result<(), Fault>);
}

struct Pending<T, E, W> {
    work: Option<W>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, W> Job for Pending<T, E, W>
where
    T: Send,
    E: From<Fault> + Send,
    W: FnOnce(&Connection) -> Result<T, E> + Send,
{
    fn run(&mut self, db: &Connection) -> bool {
        self.outcome = self.work.take().map(|work| work(db));
        matches!(self.outcome, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, committed: Result<(), Fault>) {
        let answer = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(stopped().into()),
            (Err(fault), _) => Err(fault.into()),
        };
        // A caller that went away does not undo what is stored.
        drop(self.reply.send(answer));
    }
}

fn stopped() -> Fault {
    Fault::Backend("the writer has stopped; see the log and restart".into())
}

/// The handle to the writing thread. Dropping it finishes the jobs that wait and joins the thread.
pub(super) struct Writer {
    inbox: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
    counters: Arc<Counters>,
}

impl Writer {
    pub(super) fn start(db: Connection) -> Result<Self, Fault> {
        let (inbox, jobs) = mpsc::channel(INBOX);
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let thread = std::thread::Builder::new()
            .name("baton-writer".into())
            .spawn(move || serve(&db, jobs, &counted))
            .map_err(|e| Fault::Backend(format!("the writer could not start: {e}")))?;
        Ok(Self { inbox: Some(inbox), thread: Some(thread), counters })
    }

    /// Runs `work` in the next transaction and returns after that is on disk.
    pub(super) async fn run<T, E, W>(&self, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        W: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Pending { work: Some(work), outcome: None, reply });
        let inbox = self.inbox.as_ref().ok_or_else(stopped)?;
        inbox.send(job).await.map_err(|_| stopped())?;
        answer.await.unwrap_or_else(|_| Err(stopped().into()))
    }

    pub(super) fn stats(&self) -> Stats {
        Stats {
            transactions: self.counters.transactions.load(Ordering::Relaxed),
            jobs: self.counters.jobs.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.inbox = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer thread ended in a panic");
        }
    }
}

fn serve(db: &Connection, mut jobs: mpsc::Receiver<Box<dyn Job>>, counters: &Counters) {
    while let Some(first) = jobs.blocking_recv() {
        let mut batch = vec![];
        let kept = fill(db, first, &mut jobs, &mut batch);
        let outcome = finish(db, kept);
        if let Ok(kept @ 1..) = outcome {
            counters.transactions.fetch_add(1, Ordering::Relaxed);
            counters.jobs.fetch_add(kept, Ordering::Relaxed);
        }
        let committed = outcome.map(|_| ());
        for job in batch {
            job.answer(committed.clone());
        }
    }
}

/// Runs the first job and whatever arrives meanwhile in one transaction; says how many are to be kept.
fn fill(
    db: &Connection,
    first: Box<dyn Job>,
    jobs: &mut mpsc::Receiver<Box<dyn Job>>,
    batch: &mut Vec<Box<dyn Job>>,
) -> Result<u64, Fault> {
    let begun = db.execute_batch("BEGIN IMMEDIATE").map_err(fault);
    let mut kept = 0;
    let mut next = Some(first);
    while let Some(mut job) = next {
        let ran = if begun.is_ok() { run(db, job.as_mut()) } else { Ok(false) };
        batch.push(job);
        begun.clone()?;
        kept += u64::from(ran?);
        next = if batch.len() < BATCH { jobs.try_recv().ok() } else { None };
    }
    Ok(kept)
}

/// Runs one job in its savepoint; an error means that the whole transaction is lost.
fn run(db: &Connection, job: &mut dyn Job) -> Result<bool, Fault> {
    db.execute_batch("SAVEPOINT job").map_err(fault)?;
    let keep = job.run(db);
    if db.is_autocommit() {
        // A full disk or an I/O error makes SQLite roll back everything, not only this savepoint.
        return Err(Fault::Backend("the transaction was rolled back; is the disk full?".into()));
    }
    let end = if keep { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    db.execute_batch(end).map_err(fault)?;
    Ok(keep)
}

fn finish(db: &Connection, kept: Result<u64, Fault>) -> Result<u64, Fault> {
    let outcome = kept.and_then(|kept| db.execute_batch("COMMIT").map(|()| kept).map_err(fault));
    if outcome.is_err()
        && !db.is_autocommit()
        && let Err(error) = db.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a failed transaction could not be rolled back");
    }
    outcome
}
