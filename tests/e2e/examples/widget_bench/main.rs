//! What does a page pay for the chat, and how quick is it? Baton beside two chats from npm, in the same Chromium, on the
//! same page, with and without a slowed processor. `cargo xtask bench widget` builds and runs this.
mod back;
mod candidate;
mod figures;
mod long;
mod messages;
mod rows;
mod short;
mod site;
mod table;
mod thread;
mod visit;

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use baton_e2e::setup::Setup;
use baton_e2e::{Server, ServerOptions};

use crate::candidate::{ALL, BATON, Candidate, LONG};
use crate::figures::Figures;
use crate::site::Site;
use crate::table::Speed;
use crate::thread::Thread;
use crate::visit::Visit;

/// How many times the processor is slowed down: not at all, and as a cheap phone beside a laptop.
const SPEEDS: [u32; 2] = [1, 4];
/// What is printed above the tables. The licences are what the packages' own `package.json` and licence files say.
const NOTES: &str = "\
Medians (least–most). Bytes are bodies after brotli. Script and task time are time of the processor; blocking time is
what goes beyond 50 ms in long tasks. What is \"added\" is the page with the chat less the same page without one.
Long thread: everything that the chat loads by itself has been loaded before the click; the row from the page's start
clicks at once. baton shows the newest 50 messages and loads older ones on demand, deep-chat puts all into the page and
takes all but the newest 4,000 out again, @n8n/chat shows all.
@n8n/chat 1.37.0: \"SEE LICENSE IN LICENSE.md\", the Sustainable Use License 1.0 (not open source); measured only,
never built in or shipped. deep-chat 2.4.2: MIT; it has no launcher, so a button of the page shows it.
";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    runs: usize,
    only: Option<String>,
    /// Whether to measure the long thread too.
    long: bool,
}

/// Reads the command line.
fn options(mut args: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { runs: 10, only: None, long: true };
    while let Some(arg) = args.next() {
        if arg == "--short" {
            options.long = false;
            continue;
        }
        let value = args.next().with_context(|| format!("{arg} needs a value"))?;
        match arg.as_str() {
            "--runs" => options.runs = value.parse().context("--runs takes a number")?,
            "--only" => options.only = Some(value),
            other => bail!("there is no option {other}"),
        }
    }
    ensure!(options.runs > 0, "--runs must be at least 1");
    Ok(options)
}

/// The candidates that a name chooses, all without one.
fn chosen(only: Option<&str>) -> Result<Vec<Candidate>> {
    let chosen: Vec<_> = ALL.into_iter().filter(|one| only.is_none_or(|only| only == one.name)).collect();
    ensure!(!chosen.is_empty(), "--only takes one of {}", ALL.map(|one| one.name).join(", "));
    Ok(chosen)
}

/// Everything that a visit needs.
struct Bench {
    setup: Setup,
    server: Server,
    site: Site,
    long: bool,
    thread: Option<Thread>,
    _knowledge: tempfile::TempDir,
}

impl Bench {
    async fn begin(candidates: &[Candidate], long: bool) -> Result<Self> {
        let setup = Setup::find()?;
        let demo = setup.assets.join("index.html");
        let demo = std::fs::read_to_string(&demo).context("the assets have no index.html")?;
        let packages = std::env::var_os("BATON_CANDIDATES").map(PathBuf::from).unwrap_or_default();
        let site = Site::start(&demo, packages).await?;
        // A page to know is enough: nobody asks, and indexing the docs would take minutes of every first run.
        let knowledge = tempfile::tempdir().context("no folder for knowledge")?;
        std::fs::write(knowledge.path().join("hello.md"), "# Hello\n\nThis is a page.\n")?;
        let options = ServerOptions {
            config: thread::CONFIG.to_owned(),
            knowledge: Some(knowledge.path().to_path_buf()),
            ..ServerOptions::default()
        };
        let server = Server::start(&setup, options).await?;
        let mut bench = Self { setup, server, site, long, thread: None, _knowledge: knowledge };
        if long && candidates.iter().any(|one| one.name == BATON) {
            let visit = Visit::begin(&bench.setup, &bench.server.url("/healthz"), 1).await?;
            let thread = Thread::begin(&bench.server, &visit.page, "Robin").await?;
            thread.write(&visit.page, 1, LONG).await?;
            bench.thread = Some(thread);
        }
        Ok(bench)
    }

    /// Where a candidate's page is, and a blank one of the same origin.
    fn addresses(&self, candidate: &Candidate, long: bool) -> (String, String) {
        if candidate.name == BATON {
            (self.server.url("/"), self.server.url("/healthz"))
        } else {
            (self.site.url(&candidate.path(long)), self.site.url(Site::BLANK))
        }
    }

    /// A visitor of the page without a chat.
    async fn bare(&self, slow: u32, figures: &mut Figures) -> Result<()> {
        let visit = Visit::begin(&self.setup, &self.site.url(Site::BLANK), slow).await?;
        short::load(&visit, &self.site.url(Site::BARE), figures).await?;
        figures.add("long-nodes", visit.number("bench.nodes()").await?);
        figures.add("heap-added", visit.heap().await?);
        Ok(())
    }

    /// A visitor who comes for the first time.
    async fn short(&self, slow: u32, candidate: &Candidate, figures: &mut Figures) -> Result<()> {
        let (page, blank) = self.addresses(candidate, false);
        let visit = Visit::begin(&self.setup, &blank, slow).await?;
        short::open(&visit, candidate, (&page, &blank), figures).await
    }

    /// A browser of the visitor with the long thread, and the page to go to.
    async fn returning(&self, slow: u32, candidate: &Candidate) -> Result<(Visit, String)> {
        let (page, blank) = self.addresses(candidate, true);
        let visit = Visit::begin(&self.setup, &blank, slow).await?;
        if let Some(thread) = self.thread.as_ref().filter(|_| candidate.name == BATON) {
            thread.resume(&visit.page).await?;
        }
        Ok((visit, page))
    }

    /// One repetition of everything at one speed. The candidates take turns, so that a busy minute meets them all.
    async fn round(&self, speed: &mut Speed, candidates: &[Candidate]) -> Result<()> {
        self.bare(speed.slow, &mut speed.bare).await?;
        for (candidate, (name, figures)) in candidates.iter().zip(&mut speed.columns) {
            self.short(speed.slow, candidate, figures)
                .await
                .with_context(|| format!("{name}: first visit"))?;
            if self.long && !speed.given_up.contains(name) {
                let (visit, page) = self.returning(speed.slow, candidate).await?;
                if let Err(error) = long::open(&visit, candidate, &page, figures).await {
                    // A page that does not answer for a minute and a half is a finding, not an end.
                    eprintln!("{name}, CPU {}x slower, long thread: {error:#}", speed.slow);
                    speed.given_up.push(*name);
                }
            }
            eprintln!("{name}, CPU {}x slower: measured", speed.slow);
        }
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    let candidates = chosen(options.only.as_deref())?;
    let bench = Bench::begin(&candidates, options.long).await?;
    let columns = || candidates.iter().map(|one| (one.name, Figures::default())).collect();
    let mut speeds = SPEEDS.map(|slow| Speed::new(slow, columns()));
    for run in 1..=options.runs {
        for speed in &mut speeds {
            bench.round(speed, &candidates).await?;
        }
        eprintln!("run {run} of {}: done", options.runs);
    }
    println!("\n{} runs in headless Chromium.\n{NOTES}", options.runs);
    let mut missed = Vec::new();
    for speed in &speeds {
        let (table, these) = speed.table();
        println!("{table}");
        for name in &speed.given_up {
            println!(
                "{name}: the long thread kept the page from answering for too long; measuring it was given up.\n"
            );
        }
        missed.extend(these);
    }
    if let Some(baton) = candidates.iter().find(|one| one.name == BATON) {
        if options.long {
            let (visit, page) = bench.returning(1, baton).await?;
            println!("{}", back::walk(&visit, baton, &page).await?);
        }
        match missed.as_slice() {
            [] => println!("Every bar is met."),
            missed => println!("{} bars are MISSED: {}.", missed.len(), missed.join("; ")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Options> {
        options(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_command_line_is_read_or_refused() {
        assert_eq!(of("").unwrap(), Options { runs: 10, only: None, long: true });
        assert_eq!(
            of("--short --runs 3 --only baton").unwrap(),
            Options { runs: 3, only: Some("baton".into()), long: false }
        );
        for line in ["--runs", "--runs few", "--runs 0", "--loud yes"] {
            assert!(of(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_name_chooses_one_and_an_unknown_name_none() {
        assert_eq!(chosen(None).unwrap().len(), 3);
        assert_eq!(chosen(Some("deep-chat")).unwrap().len(), 1);
        assert!(chosen(Some("other")).unwrap_err().to_string().contains("@n8n/chat"));
    }
}
