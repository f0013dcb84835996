//! How do other programs run? Quietly, with their last line as the step's status, and with their whole output
//! in the error when they fail.
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use crate::progress::Step;

/// Lines of a failed program's output that go into the error.
const TAIL: usize = 80;

/// Runs a program to its end without input. What it prints is kept and returned (both streams, as they came).
///
/// # Errors
/// When the program cannot start or exits with anything but 0; the message carries the end of its output.
pub(crate) fn run(step: &Step, command: &mut Command) -> Result<String> {
    let (code, output) = run_any(step, command, false)?;
    if code == Some(0) {
        return Ok(output);
    }
    bail!("{} failed ({}):\n{}", shown(command), exit(code), tail(&output));
}

/// Runs a program to its end and returns its exit code beside its output. With `echo` each line is printed as
/// it comes.
///
/// # Errors
/// When the program cannot start.
pub(crate) fn run_any(step: &Step, command: &mut Command, echo: bool) -> Result<(Option<i32>, String)> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start {}", shown(command)))?;
    let lines = Arc::new(Mutex::new(String::new()));
    let streams: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
        child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
    ];
    std::thread::scope(|scope| {
        for stream in streams.into_iter().flatten() {
            let lines = Arc::clone(&lines);
            scope.spawn(move || read_lines(step, stream, &lines, echo));
        }
    });
    let status = child.wait().with_context(|| format!("lost {}", shown(command)))?;
    let output = std::mem::take(&mut *lines.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((status.code(), output))
}

/// The trimmed output of a short program, or nothing when it is missing or fails.
pub(crate) fn answer(program: impl AsRef<OsStr>, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// `cargo` as the one that started us, run in `root`, with colours off so that its lines can be read.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).env("CARGO_TERM_COLOR", "never");
    // Set for us by `cargo run`; a nested build must not mistake them for its own and rebuild.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

fn read_lines(step: &Step, stream: impl Read, lines: &Mutex<String>, echo: bool) {
    let mut reader = BufReader::new(stream);
    let mut bytes = Vec::new();
    while matches!(reader.read_until(b'\n', &mut bytes), Ok(count) if count > 0) {
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end();
        if !line.is_empty() {
            step.status(line);
        }
        if echo {
            println!("{line}");
        }
        let mut kept = lines.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_str(line);
        kept.push('\n');
        drop(kept);
        bytes.clear();
    }
}

fn exit(code: Option<i32>) -> String {
    code.map_or_else(|| "ended by a signal".to_owned(), |code| format!("exit code {code}"))
}

fn tail(output: &str) -> String {
    let lines: Vec<_> = output.lines().collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

fn shown(command: &Command) -> String {
    let parts = std::iter::once(command.get_program()).chain(command.get_args());
    parts.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Progress;

    fn sh(script: &str) -> Result<String> {
        Progress::start().step("sh", |step| run(step, Command::new("sh").args(["-c", script])))
    }

    #[test]
    fn output_of_both_streams_is_kept() {
        let output = sh("echo out; echo err >&2").unwrap();
        assert!(output.contains("out\n") && output.contains("err\n"), "{output}");
    }

    #[test]
    fn a_failure_says_the_code_and_what_was_printed() {
        let error = sh("echo the reason >&2; exit 3").unwrap_err().to_string();
        assert!(error.contains("exit code 3") && error.contains("the reason"), "{error}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let mut command = Command::new("/nonexistent/program");
        let error = Progress::start().step("missing", |step| run(step, &mut command)).unwrap_err();
        assert!(error.to_string().contains("/nonexistent/program"), "{error}");
    }
}
