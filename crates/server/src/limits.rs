//! How often may someone do something?

use baton_conversation::{Timestamp, VisitorId};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Entries beyond which idle ones are cleared away.
const SWEEP_AT: usize = 10_000;

/// What is counted apart from everything else, so that one flood does not use up another's share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// Messages and other commands of a visitor.
    Commands(VisitorId),
    /// New visitors from an address.
    Sessions(IpAddr),
    /// Sign-in attempts from an address.
    SignIns(IpAddr),
    /// LLM calls for a visitor.
    Llm(VisitorId),
}

/// Token buckets by who and what. Time comes in as an argument.
#[derive(Default)]
pub struct Limiter {
    buckets: Mutex<HashMap<Bucket, Level>>,
}

struct Level {
    /// Permits left, in thousandths.
    left: i64,
    at: Timestamp,
}

impl Limiter {
    /// Takes one permit of `per_period`, refilled evenly over `period_ms`.
    ///
    /// # Errors
    /// The seconds until there is one.
    pub fn take(&self, bucket: Bucket, per_period: u32, period_ms: i64, now: Timestamp) -> Result<(), u64> {
        let full = i64::from(per_period) * 1000;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= SWEEP_AT {
            buckets.retain(|_, level| now.since(level.at) < period_ms);
        }
        let level = buckets.entry(bucket).or_insert(Level { left: full, at: now });
        let refill = i128::from(now.since(level.at)) * i128::from(full) / i128::from(period_ms.max(1));
        level.left = full.min(level.left.saturating_add(i64::try_from(refill).unwrap_or(full)));
        level.at = level.at.max(now);
        if level.left >= 1000 {
            level.left -= 1000;
            return Ok(());
        }
        let missing = i128::from(1000 - level.left) * i128::from(period_ms) / i128::from(full.max(1));
        Err(u64::try_from(missing / 1000 + 1).unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refills_evenly_and_apart() {
        let limiter = Limiter::default();
        let (a, b) = (VisitorId(uuid::Uuid::from_u128(1)), VisitorId(uuid::Uuid::from_u128(2)));
        let take = |who, at| limiter.take(Bucket::Commands(who), 2, 60_000, Timestamp(at));
        assert_eq!(take(a, 0), Ok(()));
        assert_eq!(take(a, 0), Ok(()));
        assert_eq!(take(a, 0), Err(31));
        assert_eq!(take(b, 0), Ok(()), "another visitor has a share of their own");
        assert_eq!(take(a, 29_000), Err(2));
        assert_eq!(take(a, 31_000), Ok(()));
        assert_eq!(take(a, 20_000), Err(30), "a clock that goes back gives nothing away");
    }
}
