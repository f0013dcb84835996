//! What are the figures of a data folder? Per task, per source, with the keyword union beside and the worst errors.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use baton_conversation::Reason;
use baton_triggers::Detector;
use baton_triggers::compile::{Line, Trigger, detect};

use crate::baseline;
use crate::data::{self, Row};
use crate::score::{Counts, auc, golden_transfer, mean, ratio};

/// Judges a conversation.
pub(crate) type Judge<'a> = &'a dyn Fn(&[Line]) -> Vec<Trigger>;

/// Fires from here on.
const FIRES: f64 = 0.5;
/// Errors listed for each task.
const WORST: usize = 12;

/// One figure: what it is called and its value.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
}

/// The figures of one task and the rows that went wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    pub(crate) figures: Vec<Figure>,
    pub(crate) errors: Vec<String>,
}

impl Report {
    fn put(&mut self, name: impl Into<String>, value: f64) {
        self.figures.push(Figure { name: name.into(), value });
    }

    fn error(&mut self, kind: &str, row: &Row, text: &str) {
        let short: String = text.chars().take(110).collect();
        self.errors.push(format!("{kind} {} {} {} {short}", row.source, row.group(), row.id));
    }
}

/// Prints every figure of a folder, the keyword union's beside it.
///
/// # Errors
/// A file is there but can't be read.
pub(crate) fn run(folder: &Path, detector: &Detector, all_errors: bool) -> Result<()> {
    for task in data::TASKS {
        let path = folder.join(format!("{task}.jsonl"));
        if !path.exists() {
            continue;
        }
        let rows = data::read(&path)?;
        let context = Context { calm: calm(folder)? };
        let ours = report(task, &rows, &|m| detect(detector, m), &context);
        let plain = report(task, &rows, &baseline::judge, &context);
        println!("\n{task} ({} rows){:>47}", rows.len(), "baton  keywords");
        for (a, b) in ours.figures.iter().zip(&plain.figures) {
            println!("  {:<50} {:>7.3}  {:>7.3}", a.name, a.value, b.value);
        }
        let shown = if all_errors { usize::MAX } else { WORST };
        for error in ours.errors.iter().take(shown) {
            println!("    {error}");
        }
        if ours.errors.len() > shown {
            println!("    … and {} more (--errors lists all)", ours.errors.len() - shown);
        }
    }
    Ok(())
}

/// What a task needs besides its rows.
pub(crate) struct Context {
    /// Ordinary support messages.
    pub(crate) calm: Vec<Row>,
}

/// Ordinary messages of `human.jsonl`: what people ask on a calm day.
fn calm(folder: &Path) -> Result<Vec<Row>> {
    let path = folder.join("human.jsonl");
    let rows = if path.exists() { data::read(&path)? } else { Vec::new() };
    Ok(rows.into_iter().filter(|r| !r.positive() && r.group().is_empty()).collect())
}

/// The figures of one task.
pub(crate) fn report(task: &str, rows: &[Row], judge: Judge<'_>, context: &Context) -> Report {
    match task {
        "chats" => chats(rows, rows.iter().map(|r| judge(&r.messages))),
        "human" => human(rows, judge),
        "policy" => policy(rows, judge),
        "frustration" => frustration(rows, judge, context),
        "loops" => loops(rows, judge),
        "structure" => structure(rows, judge),
        _ => timing(rows, judge),
    }
}

fn fired(all: &[Trigger], reasons: &[Reason]) -> Option<usize> {
    all.iter().filter(|t| t.score >= FIRES && reasons.contains(&t.reason)).map(|t| t.turn).min()
}

/// Every reason that counts for a whole chat.
const LISTED: [Reason; 7] = [
    Reason::CustomerRequested,
    Reason::PolicyRequired,
    Reason::SensitiveTopic,
    Reason::HighFrustration,
    Reason::LoopDetected,
    Reason::FallbackLimit,
    Reason::LowConfidence,
];

/// The figures of whole chats, given what was found in each.
pub(crate) fn chats(rows: &[Row], judged: impl IntoIterator<Item = Vec<Trigger>>) -> Report {
    let mut report = Report::default();
    let (mut all, mut late, mut early) = (Counts::default(), 0, 0);
    let mut languages: BTreeMap<String, Counts> = BTreeMap::new();
    for (row, triggers) in rows.iter().zip(judged) {
        let first = fired(&triggers, &LISTED);
        let language = row.lang.clone().unwrap_or_default();
        let language = if language == "en" { language } else { "other languages".into() };
        let due = row.due.iter().map(|d| d.turn);
        let right = match first {
            Some(turn) if !row.due.is_empty() => due.clone().any(|d| turn == d || turn == d + 1),
            first => first.is_some(),
        };
        if !row.due.is_empty() && !right {
            match first {
                Some(turn) if due.clone().all(|d| turn < d) => early += 1,
                Some(_) => late += 1,
                None => {}
            }
        }
        all.add(!row.due.is_empty(), right);
        languages.entry(language).or_default().add(!row.due.is_empty(), right);
        if right == row.due.is_empty() {
            let said: Vec<String> = triggers
                .iter()
                .filter(|t| t.score >= FIRES && LISTED.contains(&t.reason))
                .map(|t| format!("{}:{:?}", t.turn, t.reason))
                .collect();
            let wanted: Vec<String> = row.due.iter().map(|d| format!("{}:{:?}", d.turn, d.reasons)).collect();
            let text = format!(
                "due {} got {} | {}",
                wanted.join(" "),
                said.join(" "),
                row.why.as_deref().unwrap_or("")
            );
            report.errors.push(format!("{} {} {text}", row.id, row.lang.as_deref().unwrap_or("")));
        }
    }
    report.put("right less alarms", all.recall() - all.alarm_rate());
    report.put("first trigger at the due message or one later", all.recall());
    report.put("  fired before it", ratio(early, all.positives()));
    report.put("  fired later", ratio(late, all.positives()));
    report.put("alarms where nobody is called for", all.alarm_rate());
    for (language, counts) in &languages {
        report.put(
            format!("  {language} ({} chats)", counts.positives() + counts.negatives()),
            counts.recall() - counts.alarm_rate(),
        );
    }
    report
}

fn by_source(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut sources: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        sources.entry(&row.source).or_default().push(row);
    }
    sources
}

fn is_other_language(source: &str) -> bool {
    source.contains("other-languages")
}

fn human(rows: &[Row], judge: Judge<'_>) -> Report {
    let mut report = Report::default();
    let (mut hard, mut ordinary) = (Counts::default(), Counts::default());
    let (mut means, mut other) = (Vec::new(), None);
    let mut lines = Vec::new();
    for (source, rows) in by_source(rows) {
        let mut counts = Counts::default();
        for row in rows {
            if row.group() == "apart" {
                continue;
            }
            let got = fired(&judge(&row.messages), &[Reason::CustomerRequested]).is_some();
            counts.add(row.positive(), got);
            if !row.positive() {
                if row.group().is_empty() { &mut ordinary } else { &mut hard }.add(false, got);
            }
            if got != row.positive() {
                report.error(if got { "ALARM" } else { "MISS " }, row, row.last());
            }
        }
        if is_other_language(source) {
            other = Some(counts.f1());
        } else if counts.positives() > 0 {
            means.push(counts.f1());
            lines.push((format!("  F1 {source}"), counts.f1()));
        }
    }
    report.put("mean F1 a source", mean(&means));
    lines.into_iter().for_each(|(n, v)| report.put(n, v));
    report.put("F1 in other languages", other.unwrap_or(0.0));
    report.put("false alarms on keyword-bearing sentences, %", 100.0 * hard.alarm_rate());
    report.put("false alarms per 1,000 ordinary messages", 1000.0 * ordinary.alarm_rate());
    report
}

fn policy(rows: &[Row], judge: Judge<'_>) -> Report {
    let mut report = Report::default();
    let mut routine = Counts::default();
    let mut topics: BTreeMap<String, Counts> = BTreeMap::new();
    let (mut means, mut lines, mut other) = (Vec::new(), Vec::new(), 0.0);
    for (source, rows) in by_source(rows) {
        let mut counts = Counts::default();
        for row in rows {
            let reasons = [Reason::PolicyRequired, Reason::SensitiveTopic];
            let got = fired(&judge(&row.messages), &reasons).is_some();
            counts.add(row.positive(), got);
            if row.positive() {
                topics.entry(row.group().into()).or_default().add(true, got);
            } else {
                routine.add(false, got);
            }
            if got != row.positive() {
                report.error(if got { "ALARM" } else { "MISS " }, row, row.last());
            }
        }
        if is_other_language(source) {
            other = counts.f1();
        } else {
            means.push(counts.f1());
            lines.push((format!("  F1 {source}"), counts.f1()));
        }
    }
    report.put("mean F1 a source", mean(&means));
    lines.into_iter().for_each(|(n, v)| report.put(n, v));
    report.put("F1 in other languages", other);
    for (topic, counts) in &topics {
        report.put(format!("  recall {topic}"), counts.recall());
    }
    report.put("false alarms on routine questions, %", 100.0 * routine.alarm_rate());
    report
}

#[expect(clippy::cast_possible_truncation, reason = "a score has three decimals")]
fn anger(all: &[Trigger], turn: usize) -> i64 {
    all.iter()
        .filter(|t| t.turn == turn && t.reason == Reason::HighFrustration)
        .map(|t| (t.score * 1000.0).round() as i64)
        .max()
        .unwrap_or(0)
}

fn frustration(rows: &[Row], judge: Judge<'_>, context: &Context) -> Report {
    let mut report = Report::default();
    let (mut means, mut lines, mut other) = (Vec::new(), Vec::new(), 0.0);
    let mut worst: Vec<(i64, &Row)> = Vec::new();
    for (source, rows) in by_source(rows) {
        let mut scores = Vec::new();
        for row in rows {
            let score = anger(&judge(&row.messages), row.messages.len().saturating_sub(1));
            scores.push((row.positive(), score));
            worst.push((if row.positive() { score } else { 1000 - score }, row));
        }
        if is_other_language(source) {
            other = auc(&scores);
        } else {
            means.push(auc(&scores));
            lines.push((format!("  AUC {source}"), auc(&scores)));
        }
    }
    let mut alarms = Counts::default();
    for row in &context.calm {
        let got = fired(&judge(&row.messages), &[Reason::HighFrustration]).is_some();
        alarms.add(false, got);
        if got {
            report.error("CALM ", row, row.last());
        }
    }
    worst.sort_by_key(|w| w.0);
    worst.iter().take(40).for_each(|(_, row)| {
        report.error(if row.positive() { "LOW  " } else { "HIGH " }, row, row.last());
    });
    report.put("mean AUC a source", mean(&means));
    lines.into_iter().for_each(|(n, v)| report.put(n, v));
    report.put("AUC in other languages", other);
    report.put("false alarms per 1,000 calm support messages", 1000.0 * alarms.alarm_rate());
    report
}

fn loops(rows: &[Row], judge: Judge<'_>) -> Report {
    let mut report = Report::default();
    let (mut all, mut natural, mut any, mut early) =
        (Counts::default(), Counts::default(), Counts::default(), 0);
    let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
    let mut sources: BTreeMap<String, Counts> = BTreeMap::new();
    for row in rows {
        let triggers = judge(&row.messages);
        let first = fired(&triggers, &[Reason::LoopDetected]);
        if row.group() == "natural" {
            natural.add(false, first.is_some());
            any.add(false, fired(&triggers, &LISTED).is_some());
            continue;
        }
        if row.positive() && row.read != Some(true) {
            continue;
        }
        let due = row.third.and_then(|t| row.asks.get(t)).copied();
        let got = match (row.positive(), first, due) {
            (true, Some(turn), Some(due)) => {
                early += usize::from(turn < due);
                turn == due || turn == due + 1
            }
            (_, first, _) => first.is_some(),
        };
        all.add(row.positive(), got);
        groups.entry(row.group().into()).or_default().add(row.positive(), got);
        sources.entry(row.source.clone()).or_default().add(row.positive(), got);
        if got != row.positive() {
            let asks: Vec<&str> =
                row.asks.iter().filter_map(|&i| row.messages.get(i)).map(|m| m.content.as_str()).collect();
            let short: String = asks.join(" | ").chars().take(260).collect();
            let kind = if got { "ALARM" } else { "MISS " };
            report.errors.push(format!("{kind} {} got {first:?} due {due:?} {short}", row.group()));
        }
    }
    report.put("recall at the third less false alarms", all.recall() - all.alarm_rate());
    report.put("  recall at the third", all.recall());
    report.put("  fired before it", ratio(early, all.positives()));
    report.put("  false alarms", all.alarm_rate());
    for (name, counts) in groups.iter().chain(&sources) {
        let value = if counts.positives() > 0 && counts.negatives() > 0 {
            counts.recall() - counts.alarm_rate()
        } else if counts.positives() > 0 {
            counts.recall()
        } else {
            counts.alarm_rate()
        };
        report.put(format!("    {name}"), value);
    }
    report.put("alarms on natural dialogues", natural.alarm_rate());
    report.put("  of any reason", any.alarm_rate());
    report
}

fn structure(rows: &[Row], judge: Judge<'_>) -> Report {
    let mut report = Report::default();
    let mut kinds: BTreeMap<&str, Counts> = BTreeMap::new();
    for row in rows {
        let reason = match row.source.as_str() {
            "fallback" => Reason::FallbackLimit,
            "confidence" => Reason::LowConfidence,
            _ => Reason::LoopDetected,
        };
        let first = fired(&judge(&row.messages), &[reason]);
        let got = match (row.positive(), first, row.turn) {
            (true, Some(first), Some(turn)) => first == turn || first == turn + 1,
            (_, first, _) => first.is_some(),
        };
        kinds.entry(&row.source).or_default().add(row.positive(), got);
        if got != row.positive() {
            let said: Vec<String> = row
                .messages
                .iter()
                .filter(|m| m.role == baton_triggers::compile::Role::Assistant)
                .map(|m| m.content.chars().take(200).collect())
                .collect();
            report.error(
                if got { "ALARM" } else { "MISS " },
                row,
                &format!("{first:?} {}", said.join(" | ")),
            );
        }
    }
    report.put("mean F1 a kind", mean(&kinds.values().map(Counts::f1).collect::<Vec<_>>()));
    for (kind, counts) in kinds {
        report.put(format!("  F1 {kind}"), counts.f1());
    }
    report
}

fn timing(rows: &[Row], judge: Judge<'_>) -> Report {
    let mut report = Report::default();
    let mut counts = Counts::default();
    let mut transfers = Vec::new();
    for row in rows {
        let mut fired: Vec<usize> = judge(&row.messages)
            .iter()
            .filter(|t| t.score >= FIRES && t.reason != Reason::MaxTurnsExceeded)
            .map(|t| t.turn)
            .collect();
        fired.sort_unstable();
        fired.dedup();
        for turn in 0..row.messages.len() {
            counts.add(row.turns.contains(&turn), fired.contains(&turn));
        }
        transfers.push(golden_transfer(&row.turns, &fired, 2));
    }
    report.put("F1", counts.f1());
    report.put("golden transfer within 2", mean(&transfers));
    report.put(
        "  turns fired",
        ratio(counts.hit + counts.false_alarm, counts.positives() + counts.negatives()),
    );
    report
}
