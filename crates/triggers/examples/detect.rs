//! What does detection say about conversations given as JSON Lines? `cargo run --example detect < chats.jsonl`

use std::io::{BufRead, Write};

use baton_triggers::Policy;
use baton_triggers::compile::detect_jsonl;

fn main() -> std::io::Result<()> {
    let detector = Policy::default().detector();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        match detect_jsonl(&detector, &line?) {
            Ok(answer) => writeln!(out, "{answer}")?,
            Err(error) => eprintln!("{error}"),
        }
    }
    Ok(())
}
