//! How are documents embedded beside the requests, so that the server listens at once?
//!
//! One thread takes one site's knowledge after the other. Its arithmetic runs in threads of low priority: a
//! visitor's question, which is embedded by the usual ones, goes first.

use anyhow::Context as _;
use baton_assistant::knowledge::{Indexing, Knowledge};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How much the threads give way, on Unix' scale from 0 to 19: at 5 a busy neighbour gets three times as much. At 10, on
/// two cores with much else to do, the guides took minutes.
#[cfg(unix)]
const NICE: i32 = 5;

/// Between two lines of progress in the log.
const TELL: Duration = Duration::from_secs(5);

/// A site whose knowledge is to be embedded.
struct Job {
    site: String,
    /// Not held: when the site's documents are opened anew, nobody needs the old ones' embeddings.
    knowledge: Weak<Knowledge>,
    indexing: Indexing,
}

/// Hands knowledge over to the thread.
#[derive(Clone)]
pub(super) struct Jobs(mpsc::Sender<Option<Job>>);

impl Jobs {
    /// Adds the meanings to `knowledge`, later.
    pub(super) fn add(&self, site: &str, knowledge: &Arc<Knowledge>, indexing: Indexing) {
        let job = Job { site: site.to_owned(), knowledge: Arc::downgrade(knowledge), indexing };
        // The thread only ends when the server stops; dropping the job then keeps what it had.
        let _ = self.0.send(Some(job));
    }
}

/// The thread. Dropping it stops it after the step that it is in, and waits for that.
pub(super) struct Indexer {
    jobs: mpsc::Sender<Option<Job>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Indexer {
    /// # Errors
    /// When the system gives no threads.
    pub(super) fn start() -> anyhow::Result<Self> {
        let pool = rayon::ThreadPoolBuilder::new()
            .thread_name(|n| format!("indexing-{n}"))
            .start_handler(|_| give_way())
            .build()
            .context("no threads for indexing")?;
        let (jobs, received) = mpsc::channel::<Option<Job>>();
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let thread = std::thread::Builder::new()
            .name("indexing".to_owned())
            .spawn(move || {
                while let Ok(Some(job)) = received.recv() {
                    pool.install(|| run(job, &stop));
                }
            })
            .context("no thread for indexing")?;
        Ok(Self { jobs, stopped, thread: Some(thread) })
    }

    /// What opens a site's knowledge gives the work to.
    pub(super) fn jobs(&self) -> Jobs {
        Jobs(self.jobs.clone())
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        let _ = self.jobs.send(None);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("indexing ended by a panic");
        }
    }
}

fn run(job: Job, stopped: &AtomicBool) {
    let Job { site, knowledge, mut indexing } = job;
    let begun = Instant::now();
    let mut told = begun;
    let first = indexing.progress();
    tracing::info!(
        site,
        "indexing the knowledge: {} of {} texts; words answer until then",
        first.done,
        first.of
    );
    while !indexing.is_done() {
        let Some(knowledge) = knowledge.upgrade().filter(|_| !stopped.load(Ordering::Relaxed)) else {
            let at = indexing.progress();
            tracing::info!(site, "indexing stopped at {} of {} texts, which are kept", at.done, at.of);
            return;
        };
        match indexing.step(&knowledge) {
            Ok(now) if told.elapsed() >= TELL && !indexing.is_done() => {
                tracing::info!(site, "indexing the knowledge: {} of {} texts", now.done, now.of);
                told = Instant::now();
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(site, %error, "the knowledge can't be indexed; words alone answer");
                return;
            }
        }
    }
    let seconds = begun.elapsed().as_secs_f32();
    tracing::info!(site, texts = first.of, "the knowledge is indexed after {seconds:.1} s");
}

/// Lets other threads go first. Where it fails the work is done all the same.
fn give_way() {
    #[cfg(unix)]
    if let Err(error) = rustix::process::nice(NICE) {
        tracing::debug!(%error, "indexing runs at the usual priority");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_assistant::embedding::Embedder;
    use baton_assistant::knowledge::split;
    use std::path::Path;

    fn knowledge(sections: usize) -> Arc<Knowledge> {
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/minilm");
        let page: String = (0..sections).map(|n| format!("## Box {n}\nIt holds {n} bolts.\n\n")).collect();
        let embedder = Arc::new(Embedder::load(&model).unwrap());
        Arc::new(Knowledge::from_passages(split("a.md", &page), "", Some(embedder)).unwrap())
    }

    #[test]
    fn knowledge_is_indexed_beside_its_opener() {
        let knowledge = knowledge(2);
        let indexing = Indexing::begin(&knowledge, None).unwrap();
        let indexer = Indexer::start().unwrap();
        indexer.jobs().add("shop", &knowledge, indexing);
        while !knowledge.is_semantic() {
            std::thread::yield_now();
        }
        drop(indexer);
    }

    #[test]
    fn stopping_waits_for_a_step_not_for_the_end_and_keeps_what_is_done() {
        let knowledge = knowledge(200);
        let cache = std::env::temp_dir().join(format!("baton-indexer-{}", std::process::id()));
        let mut indexing = Indexing::begin(&knowledge, Some(&cache)).unwrap();
        let first = indexing.step(&knowledge).unwrap();
        let indexer = Indexer::start().unwrap();
        indexer.jobs().add("shop", &knowledge, indexing);
        drop(indexer);
        assert!(!knowledge.is_semantic());
        assert_eq!(knowledge.progress(), None, "nobody is at work");
        let rest = Indexing::begin(&knowledge, Some(&cache)).unwrap().progress();
        assert!(first.done <= rest.done && rest.done < rest.of, "{rest:?}");
        std::fs::remove_file(cache).unwrap();
    }

    #[test]
    fn knowledge_that_nobody_asks_any_more_is_left() {
        let knowledge = knowledge(200);
        let indexing = Indexing::begin(&knowledge, None).unwrap();
        let job = Job { site: "shop".into(), knowledge: Arc::downgrade(&knowledge), indexing };
        drop(knowledge);
        run(job, &AtomicBool::new(false));
    }
}
