//! How long to wait before the next try?

/// The first waits are drawn from half a second to this, in milliseconds; it doubles with each failure.
const FIRST_MS: u64 = 1_000;
/// No wait is shorter, in milliseconds.
const LEAST_MS: u64 = 500;
/// No wait is drawn from a wider range, in milliseconds.
const MOST_MS: u64 = 30_000;

/// A wait in milliseconds after `failures` failures in a row (0 for the first). Full jitter: evenly from 0.5 s to
/// a limit that doubles up to 30 s, so that clients that lost one server do not come back at one moment. What
/// the server asks for by `Retry-After` is added below it. `chance` is evenly distributed.
#[must_use]
pub fn delay_ms(failures: u32, retry_after_ms: Option<u64>, chance: u32) -> u64 {
    let limit = FIRST_MS.saturating_mul(1 << failures.min(10)).min(MOST_MS);
    let drawn = LEAST_MS + (limit - LEAST_MS) * u64::from(chance) / u64::from(u32::MAX);
    retry_after_ms.unwrap_or_default().saturating_add(drawn)
}

#[cfg(test)]
mod tests {
    use super::delay_ms;

    #[test]
    fn waits_stay_between_half_a_second_and_thirty() {
        let cases = [(0, 0, 500), (0, u32::MAX, 1_000), (1, u32::MAX, 2_000), (4, u32::MAX, 16_000)];
        for (failures, chance, expected) in cases {
            assert_eq!(delay_ms(failures, None, chance), expected, "{failures} {chance}");
        }
        for failures in [5, 40, u32::MAX] {
            assert_eq!(delay_ms(failures, None, u32::MAX), 30_000);
            assert_eq!(delay_ms(failures, None, 0), 500);
        }
    }

    #[test]
    fn the_server_is_not_asked_earlier_than_it_said() {
        assert_eq!(delay_ms(0, Some(7_000), 0), 7_500);
        assert!(delay_ms(9, Some(u64::MAX), u32::MAX) == u64::MAX);
    }
}
