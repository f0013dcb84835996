//! Which command does a drawn number stand for, where the conversation is now?
//!
//! Numbers are drawn without knowledge of the state, so that they shrink well, and mostly fit it: half of all
//! epochs, replies and agents are the right ones.

use crate::log::Log;
use crate::samples::{SITE, VISITOR, agent, escalation, signal};
use baton_conversation::wire::{Wait, WaitBasis};
use baton_conversation::{
    AssignmentId, BriefSource, Command, FollowUp, HandoffKind, MessageId, Outcome, PageVisit, ReplyId,
    RootCause, Score, SentimentSource, Tone, Verdict, VisitorBrief,
};

/// One step: which command, three choices inside it, and how much time passes before.
pub(crate) type Drawn = (u8, u8, u8, u8, u8);

const SECOND: i64 = 1000;
const HOUR: i64 = 3600 * SECOND;
/// A clock that stands, runs, jumps over each timer, and once runs backwards.
const WAITS: [i64; 8] = [0, 1, SECOND, 31 * SECOND, 31 * 60 * SECOND, 25 * HOUR, 8 * 24 * HOUR, -5 * SECOND];

/// Lets the drawn time pass and names the drawn command.
pub(crate) fn command(log: &mut Log, (kind, a, b, c, wait): Drawn) -> Command {
    // Long waits close everything, so they are rarer than short ones.
    log.wait(WAITS[usize::from(if wait < 200 { wait % 3 } else { wait % 8 })]);
    match kind % 24 {
        0..=3 => Command::PostMessage {
            id: MessageId(log.fresh()),
            text: text(a),
            masked: false,
            page: (b % 2 == 0).then(|| PageVisit { path: format!("/{}", b % 5), title: String::new() }),
            verdict: verdict(c),
        },
        4 | 5 => {
            let owed = log.state.owes.as_ref().filter(|_| b > 30).map(|o| o.message);
            let in_reply_to = owed.unwrap_or(MessageId(log.fresh()));
            Command::StartReply { reply: ReplyId(log.fresh()), in_reply_to, epoch: epoch(log, a) }
        }
        6 | 7 => Command::FinishReply {
            reply: reply(log, b),
            epoch: epoch(log, a),
            text: text(b),
            citations: vec![],
            confidence: Score(i32::from(c) * 4),
            outcome: Outcome::Answered,
            verdict: verdict(c),
        },
        8 => Command::FailReply {
            reply: reply(log, b),
            epoch: epoch(log, a),
            code: "timeout".into(),
            escalation: escalation(HandoffKind::Warm),
        },
        9 => Command::AbandonReply { reply: reply(log, b) },
        10 => Command::JudgeSentiment {
            message: MessageId(log.fresh()),
            score: Score(-500),
            source: SentimentSource::Local,
            verdict: verdict(c),
        },
        11 => Command::RequestPerson { escalation: escalation(kind_of(a)) },
        12 => ordinary_visitor(log, a, b, c),
        13 => Command::ChooseFollowUp { how: FollowUp::Email(text(a)) },
        14 => Command::Offer { assignment: AssignmentId(log.fresh()), agent: agent(a % 3) },
        15 => Command::Decline { agent: agent(a % 3).id },
        16 | 17 => Command::Accept { agent: agent(a % 3), epoch: epoch(log, b) },
        18 => {
            let escalation = escalation(HandoffKind::Warm);
            Command::TakeOver { agent: agent(a % 3), epoch: epoch(log, b), escalation }
        }
        19 => Command::PostAgentMessage { agent: agent(a % 3).id, id: MessageId(log.fresh()), text: text(b) },
        20 => Command::HandBack { agent: agent(a % 3).id, note: text(b) },
        21 => Command::Resolve { agent: agent(a % 3).id, cause: RootCause::Other, note: text(b) },
        22 => Command::LoseAgent { agent: agent(a % 3).id },
        _ => Command::Tick,
    }
}

fn ordinary_visitor(log: &mut Log, a: u8, b: u8, c: u8) -> Command {
    let wait = Wait { position: 1, low_s: 10, high_s: 60, basis: WaitBasis::Typical, agents_online: true };
    match a % 7 {
        0 => Command::Start { site: SITE, visitor: VISITOR, locale: "en".into(), page: None },
        1 => Command::CancelHandoff,
        2 => Command::TellWait { wait },
        3 => Command::Leave,
        4 => Command::Rate { score: b % 7, comment: text(c) },
        5 => {
            let by = if c < 128 { BriefSource::Visitor } else { BriefSource::Llm };
            Command::ChangeBrief { brief: VisitorBrief { summary: text(b), details: vec![] }, by }
        }
        _ => Command::AddNote { agent: agent(b % 3), id: MessageId(log.fresh()), text: text(c) },
    }
}

fn text(n: u8) -> String {
    match n {
        0 => String::new(),
        1 => " \n\t".into(),
        2 => "ü".repeat(4001),
        3 => "\u{0}\u{202e}\u{1F469}\u{200D}\u{1F680}".into(),
        _ => format!(" line {n} "),
    }
}

fn epoch(log: &Log, n: u8) -> u64 {
    let now = log.state.public.epoch;
    match n {
        0..=40 => now.saturating_sub(1),
        41..=50 => now + 1,
        51 => u64::MAX,
        _ => now,
    }
}

fn reply(log: &mut Log, n: u8) -> ReplyId {
    if n < 30 { ReplyId(log.fresh()) } else { log.reply() }
}

fn kind_of(n: u8) -> HandoffKind {
    if n < 60 { HandoffKind::Cold } else { HandoffKind::Warm }
}

fn verdict(n: u8) -> Verdict {
    match n {
        0..=19 => Verdict::Escalate(escalation(kind_of(n * 6))),
        20..=39 => Verdict::Offer(Tone::Stuck, vec![signal()]),
        40..=59 => Verdict::Continue(vec![signal()]),
        _ => Verdict::Continue(vec![]),
    }
}
