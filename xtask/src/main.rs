//! What does `cargo xtask <command>` do? Builds, runs, tests and checks this repository; see `cargo xtask help`.
mod assets;
mod bench;
mod budget;
mod check;
mod cli;
mod counts;
mod demo;
mod dist;
mod learn;
mod process;
mod progress;
mod repo;
mod run;
mod stamp;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os().skip(1)).and_then(cli::dispatch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
