//! How does a client name what it makes? By UUIDv7, in rising order, from a clock and chance that it is given.

use baton_conversation::Timestamp;
use uuid::{Builder, Uuid};

/// Makes ids that rise even within one millisecond and when the clock steps back, so that sorting by id keeps
/// the order in which one tab wrote.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    last_ms: u64,
}

impl Ids {
    /// The next id. `chance` is ten random bytes.
    #[must_use]
    pub fn next(&mut self, now: Timestamp, chance: [u8; 10]) -> Uuid {
        let now = u64::try_from(now.0).unwrap_or_default();
        // A borrowed millisecond is cheaper than a counter, and bursts of messages are short.
        self.last_ms = now.max(self.last_ms.saturating_add(1));
        Builder::from_unix_timestamp_millis(self.last_ms, &chance).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;
    use baton_conversation::Timestamp;

    #[test]
    fn ids_rise_whatever_the_clock_and_chance_do() {
        let mut ids = Ids::default();
        let made = [(1000, 0xff), (1000, 0x00), (400, 0x77), (2000, 0x00)]
            .map(|(at, byte)| ids.next(Timestamp(at), [byte; 10]));
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]), "{made:?}");
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn a_clock_before_1970_still_gives_an_id() {
        assert_eq!(Ids::default().next(Timestamp(-5), [1; 10]).get_version_num(), 7);
    }
}
