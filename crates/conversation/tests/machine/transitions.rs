//! Where does each command lead from each state?
//!
//! The answers are a table in `transitions.txt`, so that a change of the machine shows as a change of a line.
//! `BATON_BLESS=1 cargo test -p baton-conversation transitions` writes it anew.

use crate::log::Log;
use crate::samples::{SITE, VISITOR, agent, escalation, signal};
use baton_conversation::wire::{Wait, WaitBasis};
use baton_conversation::{
    AssignmentId, BriefSource, Command, FollowUp, HandoffKind, MessageId, Outcome, ReplyId, RootCause, Score,
    SentimentSource, Timers, Tone, Verdict, VisitorBrief,
};
use std::fmt::Write;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transitions.txt");
const HEAD: &str =
    "Where does each command lead? A state and +n for the events it adds, `-` for nothing, or the code of
the refusal. Answering: the Assistant with a reply in flight. Cold: queued by a cold handoff. Agent 1 acts.

";

/// Every state that a command can meet, by the way that leads there.
fn states() -> Vec<(&'static str, Log)> {
    let begun = Log::begun();
    let after = |log: &Log, command: Command| {
        let mut log = log.clone();
        log.run(command).unwrap();
        log
    };
    let asked = after(&begun, post(&mut begun.clone(), quiet()));
    let owed = asked.state.owes.as_ref().unwrap().message;
    let reply = ReplyId(asked.clone().fresh());
    let answering = after(&asked, Command::StartReply { reply, in_reply_to: owed, epoch: 0 });
    let queued = after(&asked, Command::RequestPerson { escalation: escalation(HandoffKind::Warm) });
    let cold = after(&asked, Command::RequestPerson { escalation: escalation(HandoffKind::Cold) });
    let assignment = AssignmentId(queued.clone().fresh());
    let offered = after(&queued, Command::Offer { assignment, agent: agent(1) });
    let with_agent = after(&queued, Command::Accept { agent: agent(1), epoch: 1 });
    let follow_up = after(&queued, Command::ChooseFollowUp { how: FollowUp::Callback("0".into()) });
    let closed = after(&begun, Command::Leave);
    vec![
        ("(none)", Log::empty()),
        ("Assistant", asked),
        ("Answering", answering),
        ("Queued", queued),
        ("Cold", cold),
        ("Offered", offered),
        ("WithAgent", with_agent),
        ("FollowUp", follow_up),
        ("Closed", closed),
    ]
}

fn quiet() -> Verdict {
    Verdict::Continue(vec![])
}

fn escalate() -> Verdict {
    Verdict::Escalate(escalation(HandoffKind::Warm))
}

fn post(log: &mut Log, verdict: Verdict) -> Command {
    Command::PostMessage { id: MessageId(log.fresh()), text: "hi".into(), masked: false, page: None, verdict }
}

fn judge(log: &mut Log, verdict: Verdict) -> Command {
    let (message, score, source) = (MessageId(log.fresh()), Score(-700), SentimentSource::Llm);
    Command::JudgeSentiment { message, score, source, verdict }
}

fn finish(log: &Log, epoch: u64, verdict: Verdict) -> Command {
    Command::FinishReply {
        reply: log.reply(),
        epoch,
        text: "so".into(),
        citations: vec![],
        confidence: Score::ONE,
        outcome: Outcome::Answered,
        verdict,
    }
}

type Make = fn(&mut Log) -> Command;

/// Every command, with its verdicts and with the wrong epoch or agent where that matters.
fn commands() -> Vec<(&'static str, Make)> {
    let mut all: Vec<(&'static str, Make)> = of_the_visitor();
    all.extend(of_the_assistant());
    all.extend(of_agents());
    all.extend([
        ("Tick early", (|_| Command::Tick) as Make),
        ("Tick when due", |log| {
            log.now = log.state.deadline(&Timers::default()).unwrap_or(log.now);
            Command::Tick
        }),
    ]);
    all
}

fn of_the_visitor() -> Vec<(&'static str, Make)> {
    vec![
        ("Start", |_| Command::Start { site: SITE, visitor: VISITOR, locale: "en".into(), page: None }),
        ("PostMessage continue", |log| post(log, quiet())),
        ("PostMessage signals", |log| post(log, Verdict::Continue(vec![signal()]))),
        ("PostMessage offer", |log| post(log, Verdict::Offer(Tone::Stuck, vec![signal()]))),
        ("PostMessage escalate", |log| post(log, escalate())),
        ("JudgeSentiment continue", |log| judge(log, quiet())),
        ("JudgeSentiment escalate", |log| judge(log, escalate())),
        ("RequestPerson", |_| Command::RequestPerson { escalation: escalation(HandoffKind::Warm) }),
        ("ChangeBrief", |_| Command::ChangeBrief {
            brief: VisitorBrief::default(),
            by: BriefSource::Visitor,
        }),
        ("CancelHandoff", |_| Command::CancelHandoff),
        ("ChooseFollowUp", |_| Command::ChooseFollowUp { how: FollowUp::Email("a@example.org".into()) }),
        ("TellWait", |_| Command::TellWait {
            wait: Wait { position: 1, low_s: 1, high_s: 2, basis: WaitBasis::Typical, agents_online: true },
        }),
        ("Leave", |_| Command::Leave),
        ("Rate", |_| Command::Rate { score: 5, comment: String::new() }),
    ]
}

fn of_the_assistant() -> Vec<(&'static str, Make)> {
    vec![
        ("StartReply", |log| {
            let owed = log.state.owes.as_ref().map(|o| o.message);
            let in_reply_to = owed.unwrap_or(MessageId(log.fresh()));
            Command::StartReply { reply: ReplyId(log.fresh()), in_reply_to, epoch: log.state.public.epoch }
        }),
        ("FinishReply continue", |log| finish(log, log.state.public.epoch, quiet())),
        ("FinishReply escalate", |log| finish(log, log.state.public.epoch, escalate())),
        ("FinishReply stale", |log| finish(log, log.state.public.epoch + 1, quiet())),
        ("FailReply", |log| Command::FailReply {
            reply: log.reply(),
            epoch: log.state.public.epoch,
            code: "timeout".into(),
            escalation: escalation(HandoffKind::Warm),
        }),
        ("AbandonReply", |log| Command::AbandonReply { reply: log.reply() }),
    ]
}

fn of_agents() -> Vec<(&'static str, Make)> {
    vec![
        ("Offer", |log| Command::Offer { assignment: AssignmentId(log.fresh()), agent: agent(1) }),
        ("Decline", |_| Command::Decline { agent: agent(1).id }),
        ("Decline by another", |_| Command::Decline { agent: agent(2).id }),
        ("Accept", |log| Command::Accept { agent: agent(1), epoch: log.state.public.epoch }),
        ("Accept stale", |log| Command::Accept { agent: agent(1), epoch: log.state.public.epoch + 1 }),
        ("Accept by another", |log| Command::Accept { agent: agent(2), epoch: log.state.public.epoch }),
        ("TakeOver", |log| {
            let escalation = escalation(HandoffKind::Warm);
            Command::TakeOver { agent: agent(1), epoch: log.state.public.epoch, escalation }
        }),
        ("PostAgentMessage", |log| Command::PostAgentMessage {
            agent: agent(1).id,
            id: MessageId(log.fresh()),
            text: "hi".into(),
        }),
        ("PostAgentMessage by another", |log| Command::PostAgentMessage {
            agent: agent(2).id,
            id: MessageId(log.fresh()),
            text: "hi".into(),
        }),
        ("AddNote", |log| Command::AddNote {
            agent: agent(1),
            id: MessageId(log.fresh()),
            text: "a note".into(),
        }),
        ("HandBack", |_| Command::HandBack { agent: agent(1).id, note: String::new() }),
        ("Resolve", |_| Command::Resolve {
            agent: agent(1).id,
            cause: RootCause::Other,
            note: String::new(),
        }),
        ("LoseAgent", |_| Command::LoseAgent { agent: agent(1).id }),
    ]
}

fn cell(mut log: Log, make: Make) -> String {
    let command = make(&mut log);
    match log.run(command) {
        Err(refusal) => refusal.code().into(),
        Ok(0) => "-".into(),
        Ok(n) => {
            let answering = log.state.public.reply.is_some();
            let at = if answering { "Answering".into() } else { format!("{:?}", log.state.lifecycle()) };
            format!("{at} +{n}")
        }
    }
}

fn table() -> String {
    let states = states();
    let mut text = HEAD.to_owned();
    let mut line = |name: &str, cells: &[String]| {
        let padded: String = cells.iter().map(|cell| format!("{cell:<16}")).collect();
        writeln!(text, "{:<29}{}", name, padded.trim_end()).unwrap();
    };
    line("", &states.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
    for (name, make) in commands() {
        line(name, &states.iter().map(|(_, log)| cell(log.clone(), make)).collect::<Vec<_>>());
    }
    text
}

#[test]
fn transitions_are_as_written() {
    let found = table();
    if std::env::var_os("BATON_BLESS").is_some() {
        std::fs::write(FILE, &found).unwrap();
    }
    let written = std::fs::read_to_string(FILE).unwrap_or_default();
    let differing = found
        .lines()
        .zip(written.lines())
        .find(|(a, b)| a != b)
        .map(|(a, b)| format!("\n  is      {a}\n  written {b}"));
    assert!(
        found == written,
        "transitions.txt is not what the machine does: {}",
        differing.unwrap_or_default()
    );
}
