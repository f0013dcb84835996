//! Can a condition ever hold? Each way to fulfil it is written out and looked at for contradictions.

use std::collections::BTreeSet;

use crate::policy::Condition;

/// Ways that are looked at; a condition with more is taken as possible.
const WAYS: usize = 4096;
/// Minutes of a day.
const DAY: usize = 1440;

/// One way to fulfil a condition: what must hold, and what must not.
type Way<'a> = Vec<(&'a Condition, bool)>;

/// Why a condition can never hold; `None` where it can, or where it has too many ways to look at.
pub(crate) fn never(condition: &Condition) -> Option<String> {
    let ways = ways(condition, true)?;
    let mut first = None;
    for way in &ways {
        match contradiction(way) {
            None => return None,
            why => first = first.or(why),
        }
    }
    Some(first.unwrap_or_else(|| "an empty list under any is never fulfilled".into()))
}

/// Every way to make a condition come out as wanted.
fn ways(condition: &Condition, wanted: bool) -> Option<Vec<Way<'_>>> {
    match (condition, wanted) {
        (Condition::Not(inner), _) => ways(inner, !wanted),
        (Condition::All(all), true) | (Condition::Any(all), false) => {
            let mut out: Vec<Way<'_>> = vec![Vec::new()];
            for c in all {
                let more = ways(c, wanted)?;
                if out.len() * more.len() > WAYS {
                    return None;
                }
                let joined = out.iter().flat_map(|way| more.iter().map(|m| [way.as_slice(), m].concat()));
                out = joined.collect();
            }
            Some(out)
        }
        (Condition::All(all) | Condition::Any(all), _) => {
            let mut out = Vec::new();
            for c in all {
                out.extend(ways(c, wanted)?);
                if out.len() > WAYS {
                    return None;
                }
            }
            Some(out)
        }
        _ => Some(vec![vec![(condition, wanted)]]),
    }
}

/// What in a way can't be true at once.
fn contradiction(way: &Way<'_>) -> Option<String> {
    flags(way).or_else(|| numbers(way)).or_else(|| names(way)).or_else(|| hours(way))
}

/// Topics, signals and opening: yes and no at once.
fn flags(way: &Way<'_>) -> Option<String> {
    let both = |c: &Condition| way.iter().any(|(other, wanted)| !wanted && *other == c);
    for (c, _) in way.iter().filter(|w| w.1) {
        let clash = match c {
            Condition::Topic(name) if both(c) => format!("the topic {name:?} can't be there and not there"),
            Condition::Signal(_) if both(c) => "a signal can't be there and not there".into(),
            Condition::Open(open) if both(c) || way.contains(&(&Condition::Open(!open), true)) => {
                "it can't be open and closed at once".into()
            }
            _ => continue,
        };
        return Some(clash);
    }
    None
}

/// Numbers: the least and the most that each may be.
fn numbers(way: &Way<'_>) -> Option<String> {
    let mut limits = [
        ("confidence", 0_i64, 1000),
        ("sentiment", -1000, 1000),
        ("frustration", 0, 1000),
        ("turns", 0, i64::from(u16::MAX)),
        ("account age", 0, i64::from(u32::MAX)),
    ];
    // What is unknown is not below anything, so a denied "below" binds only where something else makes it known.
    let mut known = [false; 5];
    for (c, wanted) in way {
        let (at, limit, below) = match c {
            Condition::ConfidenceBelow(s) => (0, i64::from(s.0), true),
            Condition::SentimentBelow(s) => (1, i64::from(s.0), true),
            Condition::FrustrationFrom(s) => (2, i64::from(s.0), false),
            Condition::TurnsFrom(n) => (3, i64::from(*n), false),
            Condition::AccountAgeBelow(days) => (4, i64::from(*days), true),
            Condition::AccountAgeFrom(days) => (4, i64::from(*days), false),
            _ => continue,
        };
        known[at] |= *wanted || at == 3;
        let (_, least, most) = &mut limits[at];
        if below == *wanted {
            *most = (*most).min(limit - 1);
        } else {
            *least = (*least).max(limit);
        }
    }
    let mut clashes = limits.iter().zip(known).filter(|((_, least, most), known)| *known && least > most);
    clashes.next().map(|((name, ..), _)| format!("no {name} is both that high and that low"))
}

/// Tiers, departments and kinds of issue: some name must be in every list that is asked for and in none that is denied.
fn names(way: &Way<'_>) -> Option<String> {
    let pick = |what: &str, of: fn(&Condition) -> Option<&Vec<String>>| {
        let lists = |wanted: bool| {
            way.iter().filter(move |w| w.1 == wanted).filter_map(move |w| of(w.0)).collect::<Vec<_>>()
        };
        let (asked, denied) = (lists(true), lists(false));
        let (first, rest) = asked.split_first()?;
        let mut left: BTreeSet<&String> = first.iter().collect();
        left.retain(|name| rest.iter().all(|l| l.contains(name)) && !denied.iter().any(|l| l.contains(name)));
        left.is_empty().then(|| format!("no {what} is in every list that is asked for"))
    };
    pick("tier", |c| if let Condition::Tier(all) = c { Some(all) } else { None })
        .or_else(|| pick("department", |c| if let Condition::Department(all) = c { Some(all) } else { None }))
        .or_else(|| pick("issue", |c| if let Condition::Issue(all) = c { Some(all) } else { None }))
}

/// Hours: some minute of the day must be left.
fn hours(way: &Way<'_>) -> Option<String> {
    let mut left = [true; DAY];
    let mut asked = false;
    for (c, wanted) in way {
        let Condition::Hours(from, to) = c else { continue };
        asked |= *wanted;
        for (minute, left) in (0_u16..).zip(left.iter_mut()) {
            let inside =
                if from <= to { (*from..*to).contains(&minute) } else { minute >= *from || minute < *to };
            *left &= inside == *wanted;
        }
    }
    (asked && !left.contains(&true)).then(|| "no minute of the day lies in all these hours".into())
}

#[cfg(test)]
mod tests {
    use baton_conversation::Score;

    use super::*;

    fn not(c: Condition) -> Condition {
        Condition::Not(Box::new(c))
    }

    #[test]
    fn contradictions_are_found_and_what_can_hold_is_left_alone() {
        let topic = || Condition::Topic("refund".into());
        let tier = |all: &[&str]| Condition::Tier(all.iter().map(|t| (*t).to_owned()).collect());
        let below = |n| Condition::ConfidenceBelow(Score(n));
        let impossible = [
            Condition::All(vec![topic(), not(topic())]),
            Condition::All(vec![Condition::Open(true), Condition::Open(false)]),
            Condition::All(vec![below(300), not(below(400))]),
            below(0),
            Condition::All(vec![Condition::TurnsFrom(6), not(Condition::TurnsFrom(4))]),
            Condition::All(vec![Condition::AccountAgeBelow(10), Condition::AccountAgeFrom(10)]),
            Condition::All(vec![tier(&["gold"]), tier(&["silver", "free"])]),
            Condition::All(vec![tier(&["gold"]), not(tier(&["gold", "free"]))]),
            tier(&[]),
            Condition::Hours(600, 600),
            Condition::All(vec![Condition::Hours(1320, 360), Condition::Hours(540, 1020)]),
            Condition::Any(Vec::new()),
            Condition::Any(vec![Condition::Any(Vec::new()), below(-200)]),
            not(Condition::Any(vec![topic(), not(topic())])),
        ];
        for c in &impossible {
            assert!(never(c).is_some(), "{c:?}");
            // The same with a way out can hold.
            assert_eq!(never(&Condition::Any(vec![c.clone(), topic()])), None, "{c:?}");
        }
        let possible = [
            Condition::All(vec![topic(), not(Condition::Topic("fraud".into()))]),
            Condition::All(vec![below(400), not(below(300))]),
            not(below(0)),
            // An unknown confidence is below nothing.
            Condition::All(vec![not(below(1000)), topic()]),
            not(below(-500)),
            Condition::All(vec![tier(&["gold", "free"]), not(tier(&["free"]))]),
            Condition::All(vec![Condition::Hours(1320, 360), Condition::Hours(300, 1020)]),
            Condition::All(Vec::new()),
            not(Condition::TurnsFrom(1)),
        ];
        for c in &possible {
            assert_eq!(never(c), None, "{c:?}");
        }
    }

    #[test]
    fn a_condition_with_too_many_ways_is_taken_as_possible() {
        let two = |n: u16| Condition::Any(vec![Condition::TurnsFrom(n), Condition::Topic(n.to_string())]);
        let mut all: Vec<Condition> = (1..20).map(two).collect();
        all.push(Condition::Any(Vec::new()));
        assert_eq!(never(&Condition::All(all)), None);
    }
}
