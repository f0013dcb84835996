//! Where do the minutes go? Lines with the elapsed time while steps run, and a table of them at the end.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A step that runs longer says every so often that it is alive, and at what.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Steps under this get no line of their own when they start: the line at their end says it all.
const QUIET: Duration = Duration::from_millis(700);

/// The clock and the record of one command. Cheap to clone; steps may run on several threads.
#[derive(Clone)]
pub(crate) struct Progress {
    inner: Arc<Inner>,
}

struct Inner {
    start: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: Vec<Running>,
    finished: Vec<(String, Duration, &'static str)>,
    next_id: u64,
}

struct Running {
    id: u64,
    name: String,
    since: Instant,
    said: Instant,
    announced: bool,
    status: String,
}

/// A running step; what it is busy with shows in the heartbeat line.
pub(crate) struct Step {
    progress: Progress,
    id: u64,
}

impl Progress {
    /// Starts the clock, and a thread that speaks up when a step takes long.
    pub(crate) fn start() -> Self {
        let progress = Self { inner: Arc::new(Inner { start: Instant::now(), state: Mutex::default() }) };
        let watched = Arc::downgrade(&progress.inner);
        std::thread::spawn(move || {
            while let Some(inner) = watched.upgrade() {
                inner.heartbeat(Instant::now());
                drop(inner);
                std::thread::sleep(Duration::from_millis(250));
            }
        });
        progress
    }

    /// Runs one named step and records how long it took.
    pub(crate) fn step<T>(
        &self,
        name: &str,
        work: impl FnOnce(&Step) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let since = Instant::now();
        let step = self.begin(name, since);
        let result = work(&step);
        let outcome = if result.is_ok() { "done" } else { "FAILED" };
        self.end(step.id, since.elapsed(), outcome);
        result
    }

    /// Records a step whose inputs have not changed since it last ran.
    pub(crate) fn unchanged(&self, name: &str) {
        self.say(&format!("{name}: unchanged"));
    }

    /// Prints one line behind the elapsed time.
    pub(crate) fn say(&self, line: &str) {
        self.inner.say(line);
    }

    /// Prints the table of finished steps, longest first, and the wall time of the whole command.
    pub(crate) fn table(&self) {
        let mut rows = self.inner.lock().finished.clone();
        rows.sort_by_key(|row| std::cmp::Reverse(row.1));
        let total = self.inner.start.elapsed();
        let shown: Vec<_> = rows.iter().filter(|row| row.1 >= Duration::from_millis(100)).collect();
        println!("\nwhere the time went (steps may overlap)");
        for (name, took, outcome) in &shown {
            let mark = if *outcome == "done" { "" } else { "  FAILED" };
            println!("  {:>8}  {name}{mark}", clock(*took));
        }
        println!("  {:>8}  in all", clock(total));
    }

    fn begin(&self, name: &str, since: Instant) -> Step {
        let mut state = self.inner.lock();
        let id = state.next_id;
        state.next_id += 1;
        let name = name.to_owned();
        state.running.push(Running { id, name, since, said: since, announced: false, status: String::new() });
        Step { progress: self.clone(), id }
    }

    fn end(&self, id: u64, took: Duration, outcome: &'static str) {
        let mut state = self.inner.lock();
        let Some(at) = state.running.iter().position(|step| step.id == id) else { return };
        let name = state.running.remove(at).name;
        state.finished.push((name.clone(), took, outcome));
        drop(state);
        self.say(&format!("{name}: {outcome} in {}", clock(took)));
    }
}

impl Step {
    /// Replaces what the heartbeat shows for this step.
    pub(crate) fn status(&self, line: &str) {
        let mut state = self.progress.inner.lock();
        if let Some(running) = state.running.iter_mut().find(|step| step.id == self.id) {
            line.trim().clone_into(&mut running.status);
        }
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&self, line: &str) {
        println!("[{:>6}] {line}", clock(self.start.elapsed()));
    }

    fn heartbeat(&self, now: Instant) {
        let mut lines = Vec::new();
        for step in &mut self.lock().running {
            if !step.announced && now.duration_since(step.since) >= QUIET {
                step.announced = true;
                lines.push(format!("{} …", step.name));
            } else if now.duration_since(step.said) >= HEARTBEAT {
                step.said = now;
                let status: String = step.status.chars().take(80).collect();
                lines.push(format!("{} … {} {status}", step.name, clock(now.duration_since(step.since))));
            }
        }
        for line in lines {
            self.say(&line);
        }
    }
}

/// `0.4s`, `12.3s` or `4m02s`.
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1}s", time.as_secs_f64())
    } else {
        format!("{}m{:02}s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_like_a_clock() {
        let shown: Vec<_> =
            [90, 9_960, 59_900, 61_000, 3_605_000].map(Duration::from_millis).map(clock).into();
        assert_eq!(shown, ["0.1s", "10.0s", "59.9s", "1m01s", "60m05s"]);
    }

    #[test]
    fn a_failed_step_is_recorded_as_failed() {
        let progress = Progress::start();
        assert!(progress.step("breaks", |_| -> anyhow::Result<()> { anyhow::bail!("no") }).is_err());
        assert_eq!(progress.inner.lock().finished[0].2, "FAILED");
    }
}
