//! Do the laws hold whatever is asked, in whatever order?
//!
//! The seed is fixed, so that a run can be repeated; `BATON_TEST_SEED` names another, `BATON_TEST_CASES` more cases.

use crate::draw::{self, Drawn};
use crate::laws;
use crate::log::Log;
use baton_conversation::{
    Command, Envelope, Event, Lifecycle, Outcome, PublicEvent, Refusal, Score, State, Timers,
};
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Steps of one conversation at most; enough to go round the whole drawing several times.
const STEPS: usize = 80;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Draws conversations and gives each to `check`; the first one that breaks a law, shrunk.
fn search(check: impl Fn(Vec<Drawn>) -> Vec<String>) -> Result<(), String> {
    let (seed, cases) = (number("BATON_TEST_SEED", 1), number("BATON_TEST_CASES", 200));
    println!("seed {seed}, {cases} conversations of up to {STEPS} steps");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let steps = proptest::collection::vec(any::<Drawn>(), 1..STEPS);
    let found = runner.run(&steps, |steps| {
        let broken = check(steps);
        if broken.is_empty() {
            Ok(())
        } else {
            Err(proptest::test_runner::TestCaseError::fail(broken.join("; ")))
        }
    });
    match found {
        Ok(()) => Ok(()),
        Err(TestError::Fail(why, steps)) => Err(format!("seed {seed}: {why}\n{steps:?}")),
        Err(other) => Err(other.to_string()),
    }
}

/// Runs the steps and checks the laws after each.
fn play(steps: Vec<Drawn>, mut step: impl FnMut(&mut Log, Command) -> Result<usize, Refusal>) -> Vec<String> {
    let mut log = Log::begun();
    for drawn in steps {
        let before = log.state.clone();
        let command = draw::command(&mut log, drawn);
        let by_visitor = matches!(command, Command::PostMessage { .. });
        let answer = step(&mut log, command);
        let mut wrong = laws::broken(&log.entries, &log.state);
        match answer {
            Err(_) if log.state != before => wrong.push("a refusal changed something".into()),
            Err(refusal) if by_visitor && !matches!(refusal, Refusal::EmptyText | Refusal::TooLong(_)) => {
                wrong.push(format!("a visitor's message was refused for state: {}", refusal.code()));
            }
            _ => {}
        }
        if !wrong.is_empty() {
            return wrong;
        }
    }
    ends(log)
}

/// Time alone closes the conversation within as many timers as there are states.
fn ends(mut log: Log) -> Vec<String> {
    for _ in 0..6 {
        let Some(due) = log.state.deadline(&Timers::default()) else { return vec![] };
        log.now = due;
        if log.run(Command::Tick) == Ok(0) {
            return vec![format!("nothing happens when {:?} is due", log.state.lifecycle())];
        }
    }
    vec![format!("time alone does not close it; it is {:?}", log.state.lifecycle())]
}

#[test]
fn any_sequence_of_commands_keeps_the_laws() {
    let seen = RefCell::new(BTreeSet::new());
    let step = |log: &mut Log, command: Command| {
        let before = log.entries.len();
        let answer = log.run(command);
        seen.borrow_mut().extend(log.entries[before..].iter().map(kind));
        answer
    };
    if let Err(found) = search(|steps| play(steps, step)) {
        panic!("{found}");
    }
    // A search that never gets somewhere proves nothing about it.
    assert_eq!(seen.borrow().len(), KINDS, "some kinds of event never happened: {:?}", seen.borrow());
}

/// Kinds of event that the search must meet: 15 public (all but the start, which comes before it), 12 staff.
const KINDS: usize = 27;

fn kind(entry: &Envelope) -> String {
    let text = format!("{:?}", entry.event);
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

/// Without the fence, the same search finds the Assistant speaking after Control has moved.
#[test]
fn the_search_finds_a_missing_fence() {
    let unfenced = |log: &mut Log, command: Command| match (log.run(command.clone()), command) {
        (
            Err(Refusal::StaleEpoch { .. } | Refusal::WrongState(_)),
            Command::FinishReply { reply, text, .. },
        ) => Ok(log.push(vec![Event::Public(PublicEvent::ReplyFinished {
            reply,
            text,
            citations: vec![],
            confidence: Score::ONE,
            outcome: Outcome::Answered,
        })])),
        (answer, _) => answer,
    };
    let found = search(|steps| play(steps, unfenced)).unwrap_err();
    assert!(found.contains("speaks") && found.contains("out of turn"), "{found}");
}

/// Each law can be broken: drop one event out of a lawful log, or let one come twice.
#[test]
fn the_laws_notice_a_log_that_was_tampered_with() {
    let mut log = Log::begun();
    let steps = [
        Command::RequestPerson {
            escalation: crate::samples::escalation(baton_conversation::HandoffKind::Warm),
        },
        Command::Accept { agent: crate::samples::agent(1), epoch: 1 },
        Command::HandBack { agent: crate::samples::agent(1).id, note: String::new() },
        Command::Leave,
    ];
    for step in steps {
        log.run(step).unwrap();
    }
    assert_eq!(laws::broken(&log.entries, &log.state), Vec::<String>::new());
    assert_eq!(log.state.lifecycle(), Lifecycle::Closed);
    for at in 1..log.entries.len() {
        let mut shorter = log.entries.clone();
        shorter.remove(at);
        assert!(!laws::broken(&renumbered(&shorter), &log.state).is_empty(), "without event {}", at + 1);
        let mut longer = log.entries.clone();
        longer.insert(at, log.entries[at].clone());
        assert!(!laws::broken(&renumbered(&longer), &log.state).is_empty(), "event {} twice", at + 1);
    }
}

/// The same events in a formally correct order.
fn renumbered(entries: &[Envelope]) -> Vec<Envelope> {
    let mut state = State::new(baton_conversation::ConversationId(uuid::Uuid::from_u128(1)));
    let mut stamped = vec![];
    for entry in entries {
        let next = state.stamp(entry.at, vec![entry.event.clone()]);
        next.iter().for_each(|e| state.apply(e));
        stamped.extend(next);
    }
    stamped
}

#[test]
fn offers_that_nobody_takes_do_not_postpone_the_follow_up() {
    let mut log = Log::begun();
    let warm = crate::samples::escalation(baton_conversation::HandoffKind::Warm);
    log.run(Command::RequestPerson { escalation: warm }).unwrap();
    let limit = log.state.deadline(&Timers::default()).unwrap();
    while log.state.lifecycle() == Lifecycle::Queued && log.now < limit {
        let assignment = baton_conversation::AssignmentId(log.fresh());
        log.run(Command::Offer { assignment, agent: crate::samples::agent(1) }).unwrap();
        log.now = log.state.deadline(&Timers::default()).unwrap();
        log.run(Command::Tick).unwrap();
    }
    log.run(Command::Tick).unwrap();
    assert_eq!(log.state.lifecycle(), Lifecycle::FollowUp);
}
