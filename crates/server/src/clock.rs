//! Where do time and chance come from?

use baton_conversation::Timestamp;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::time::Instant;
use uuid::Uuid;

/// Time as the server sees it.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Fresh ids and secrets.
pub trait Chance: Send + Sync + 'static {
    /// A random id without a meaning of its own; two of them make a token.
    fn random(&self) -> Uuid;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that follows tokio's, so that a test that pauses and advances tokio's time moves this one too.
pub struct TokioClock {
    base: Timestamp,
    start: Instant,
}

impl TokioClock {
    /// Starts at `base` now.
    #[must_use]
    pub fn starting_at(base: Timestamp) -> Self {
        Self { base, start: Instant::now() }
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Timestamp {
        self.base.plus_ms(i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness.
pub struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks for randomness")]
    fn random(&self) -> Uuid {
        Uuid::new_v4()
    }
}

/// Time and chance together, as most code wants them.
#[derive(Clone)]
pub struct World {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
}

impl World {
    /// The real ones.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) }
    }
}
