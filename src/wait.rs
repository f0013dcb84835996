//! Which wait is the visitor told?

use baton_conversation::wire::{Wait, WaitBasis};

use crate::strings::Strings;

/// The place in the queue.
#[must_use]
pub fn place(wait: Option<Wait>, strings: &Strings) -> String {
    match wait {
        Some(wait) if wait.position > 1 => {
            strings.with("queue.place", &[("place", &wait.position.to_string())])
        }
        Some(_) => strings.get("queue.next").to_owned(),
        None => strings.get("header.waiting").to_owned(),
    }
}

/// "About 2–4 min"; what the site states, because there are too few samples, is labelled as usual.
#[must_use]
pub fn range(wait: Option<Wait>, strings: &Strings) -> String {
    let Some(wait) = wait else { return strings.get("queue.estimating").to_owned() };
    let (low, high) = minutes(wait);
    let usual = wait.basis == WaitBasis::Typical;
    if high <= 1 {
        return strings.get(if usual { "queue.usual_soon" } else { "queue.soon" }).to_owned();
    }
    let range =
        if low == high { high.to_string() } else { [&low.to_string(), "–", &high.to_string()].concat() };
    strings.with(if usual { "queue.usual" } else { "queue.range" }, &[("range", &range)])
}

/// The range in whole minutes, never promising less than the figure says.
fn minutes(wait: Wait) -> (u32, u32) {
    let high = wait.high_s.max(wait.low_s).div_ceil(60).max(1);
    ((wait.low_s / 60).clamp(1, high), high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn wait(low_s: u32, high_s: u32, basis: WaitBasis) -> Wait {
        Wait { position: 2, low_s, high_s, basis, agents_online: true }
    }

    fn strings() -> Strings {
        let keys = ["queue.soon", "queue.usual_soon", "queue.next", "queue.estimating", "header.waiting"];
        let mut map: BTreeMap<String, String> = keys.map(|k| (k.to_owned(), k.to_owned())).into();
        map.insert("queue.range".into(), "about {range}".into());
        map.insert("queue.usual".into(), "usually {range}".into());
        map.insert("queue.place".into(), "number {place}".into());
        baton_json::from_str(&baton_json::to_string(&map)).unwrap()
    }

    #[test]
    fn ranges_are_whole_minutes_and_never_too_kind() {
        let cases =
            [(0, 0, (1, 1)), (30, 61, (1, 2)), (120, 240, (2, 4)), (179, 181, (2, 4)), (300, 60, (5, 5))];
        for (low, high, expected) in cases {
            assert_eq!(minutes(wait(low, high, WaitBasis::Measured)), expected, "{low} {high}");
        }
    }

    #[test]
    fn what_the_site_states_is_labelled() {
        let say = |low, high, basis| range(Some(wait(low, high, basis)), &strings());
        assert_eq!(say(120, 240, WaitBasis::Measured), "about 2–4");
        assert_eq!(say(120, 240, WaitBasis::Typical), "usually 2–4");
        assert_eq!(say(10, 50, WaitBasis::Measured), "queue.soon");
        assert_eq!(say(10, 50, WaitBasis::Typical), "queue.usual_soon");
        assert_eq!(range(None, &strings()), "queue.estimating");
    }

    #[test]
    fn the_place_is_told_until_it_is_the_next() {
        let first = Wait { position: 1, ..wait(0, 0, WaitBasis::Typical) };
        assert_eq!(place(Some(wait(0, 0, WaitBasis::Typical)), &strings()), "number 2");
        assert_eq!(place(Some(first), &strings()), "queue.next");
        assert_eq!(place(None, &strings()), "header.waiting");
    }
}
