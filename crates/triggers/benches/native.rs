//! How quick are the triggers on one core, does time grow with the text alone, and does any input stop them?
//!
//! `native speed`, `native growth`, `native fuzz STEPS`, `native fingerprints FILE`; `cargo xtask bench triggers` runs
//! them all.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement that cannot go on stops")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use baton_triggers::DetectorState;
use baton_triggers::compile::{detect_jsonl, fingerprints};
use common::noise::{ADVERSARIAL, repeated, step};
use common::{Random, detector};

/// Chats as people write them.
const CHATS: &str = include_str!("../training/chats.jsonl");
/// How often the chats are judged.
const ROUNDS: u32 = 20;
/// Sizes that are compared, in bytes.
const SHORT: usize = 1 << 10;
const LONG: usize = 1 << 16;
/// Measurements of one text, of which the quickest counts: others are disturbed by the machine.
const REPEATS: u32 = 15;
/// Steps of one conversation of noise.
const STEPS: u64 = 100;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["speed"] => speed(),
        ["growth"] => growth(),
        ["fuzz", steps] => fuzz(steps.parse().unwrap()),
        ["fingerprints", file] => {
            let text = std::fs::read_to_string(file).unwrap();
            fingerprints(detector(), &text).unwrap().iter().for_each(|print| println!("{print}"));
        }
        _ => {
            speed();
            growth();
        }
    }
}

/// Messages a second through the whole of `baton detect`: JSON in, every trigger in all languages, JSON out.
fn speed() {
    let messages: usize = CHATS.lines().map(|line| line.matches("\"role\"").count()).sum();
    black_box(detector());
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for line in CHATS.lines() {
            black_box(detect_jsonl(detector(), black_box(line)).unwrap());
        }
    }
    let took = start.elapsed();
    let count = f64::from(ROUNDS) * f64::from(u32::try_from(messages).unwrap());
    println!(
        "speed: {:.0} messages a second on one core, {count} messages, 17 languages",
        count / took.as_secs_f64()
    );
}

/// Time a byte of a long text against that of a short one.
fn growth() {
    let mut worst: (f64, &str) = (0.0, "");
    for (name, piece) in ADVERSARIAL {
        let (short, long) = (quickest(&repeated(piece, SHORT)), quickest(&repeated(piece, LONG)));
        let each = |took: Duration, bytes: usize| {
            took.as_secs_f64() * 1e9 / f64::from(u32::try_from(bytes).unwrap())
        };
        let (a, b) = (each(short, SHORT), each(long, LONG));
        println!("growth: {name:<22} {a:>7.1} ns a byte at 1 KiB, {b:>7.1} at 64 KiB, ratio {:.2}", b / a);
        if b / a > worst.0 {
            worst = (b / a, name);
        }
    }
    println!("growth: worst ratio {:.2} ({})", worst.0, worst.1);
}

fn quickest(text: &str) -> Duration {
    let run = || {
        let mut state = DetectorState::default();
        let start = Instant::now();
        black_box(detector().visitor(&mut state, black_box(text), 0));
        start.elapsed()
    };
    (0..REPEATS).map(|_| run()).min().unwrap()
}

/// Random conversations; a panic ends the program with its seed.
fn fuzz(steps: u64) {
    let start = Instant::now();
    let mut decided = [0_u64; 3];
    for seed in 0..steps.div_ceil(STEPS) {
        let conversation = || {
            let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            let mut state = DetectorState::default();
            let mut seen = [0_u64; 3];
            for at in 0..STEPS.cast_signed() {
                let judged = step(&mut state, &mut random, at * 1000);
                seen[usize::from(judged.offers()) + 2 * usize::from(judged.escalates())] += 1;
            }
            seen
        };
        let seen = std::panic::catch_unwind(conversation);
        assert!(seen.is_ok(), "seed {seed} panicked");
        decided.iter_mut().zip(seen.unwrap()).for_each(|(sum, n)| *sum += n);
    }
    let [nothing, offers, escalates] = decided;
    println!(
        "fuzz: {} steps, 0 panics, {:.0} s; {nothing} led to nothing, {offers} to an offer, {escalates} to a person",
        nothing + offers + escalates,
        start.elapsed().as_secs_f64()
    );
}
