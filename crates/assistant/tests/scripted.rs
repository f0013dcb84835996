//! Are deadlines, release by sentence and hand-over to the local answer right, on a clock that is only told?

use baton_assistant::provider::{Scripted, Step};
use baton_assistant::{Assistant, Deadlines, Failure, Part, Question, SiteAssistant};
use baton_conversation::{Outcome, Score, SentimentSource};
use futures_util::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

const DEADLINES: Deadlines = Deadlines {
    first_piece: Duration::from_secs(8),
    stall: Duration::from_secs(5),
    total: Duration::from_secs(30),
};

fn assistant(script: Vec<Step>) -> (SiteAssistant, Scripted) {
    let scripted = Scripted::new([script]);
    let shared = Arc::new(scripted.clone());
    let assistant = SiteAssistant::new("Shop", None)
        .with_provider(shared.clone())
        .with_judge(shared)
        .with_deadlines(DEADLINES);
    (assistant, scripted)
}

fn question() -> Question {
    Question { text: "what?".to_owned(), use_llm: true, threshold: Score(650), ..Question::default() }
}

/// All parts with the seconds at which they came.
async fn parts(script: Vec<Step>) -> Vec<(u64, Result<Part, Failure>)> {
    let start = Instant::now();
    let (assistant, _) = assistant(script);
    let timed = assistant.reply(question()).map(|part| (start.elapsed().as_secs(), part));
    timed.take(5000).collect().await
}

fn say(text: &str) -> Step {
    Step::Say(text.to_owned())
}

#[tokio::test(start_paused = true)]
async fn whole_sentences_come_as_soon_as_they_are_whole() {
    let mut script = vec![say("One. Tw"), Step::Wait(SECOND), say("o. Thr"), Step::Wait(SECOND)];
    script.extend(Step::answer("ee", Score(900)));
    let seen: Vec<(u64, String)> = parts(script)
        .await
        .into_iter()
        .filter_map(|(at, part)| match part {
            Ok(Part::Piece(text)) => Some((at, text)),
            _ => None,
        })
        .collect();
    assert_eq!(seen, [(0, "One. ".to_owned()), (1, "Two. ".to_owned()), (2, "Three".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn each_deadline_ends_the_reply_when_it_is_due() {
    let cases = [
        (vec![Step::Hang], 8),
        (vec![say("One. Two"), Step::Hang], 5),
        (vec![Step::Wait(SECOND * 60), say("Late.")], 8),
        ((0..60).flat_map(|_| [say("word. "), Step::Wait(SECOND)]).collect(), 30),
    ];
    for (script, due) in cases {
        let parts = parts(script.clone()).await;
        assert_eq!(parts.last(), Some(&(due, Err(Failure::TimedOut))), "{script:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn babble_silence_and_failures_end_it_typed() {
    let cases = [
        (vec![Step::Babble("and so on. ".to_owned())], Failure::Babbling),
        (vec![say("Unfinished")], Failure::Malformed),
        (vec![say("One. "), Step::Fail(Failure::Unreachable)], Failure::Unreachable),
    ];
    for (script, failure) in cases {
        let parts = parts(script.clone()).await;
        assert_eq!(parts.last().map(|(_, part)| part.clone()), Some(Err(failure)), "{script:?}");
        assert_eq!(parts.iter().filter(|(_, part)| part.is_err()).count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_a_reply_stops_it() {
    let (assistant, _) = assistant(vec![say("One. Two"), Step::Hang]);
    let mut reply = assistant.reply(question());
    assert_eq!(reply.next().await, Some(Ok(Part::Piece("One. ".to_owned()))));
    drop(reply);
    let start = Instant::now();
    tokio::task::yield_now().await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn secrets_and_bad_links_never_leave() {
    let mut script = vec![say("Your card 4111 1111 11"), say("11 1111 is [here](javasc"), say("ript:x). ")];
    script.extend(Step::answer("Bye.", Score(900)));
    let text: String = parts(script)
        .await
        .into_iter()
        .filter_map(|(_, part)| match part {
            Ok(Part::Piece(text)) => Some(text),
            _ => None,
        })
        .collect();
    assert!(!text.contains("4111 1111") && !text.contains("javascript"), "{text}");
    assert!(text.contains("is here. ") && text.ends_with("Bye."), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_late_judge_is_replaced_by_the_local_one_and_called_once() {
    let (assistant, scripted) = assistant(vec![]);
    scripted.then_sentiment(Duration::ZERO, Ok(Score(-700)));
    scripted.then_sentiment(SECOND * 60, Ok(Score(-700)));
    let first = assistant.sentiment("useless", true).await;
    assert_eq!((first.score, first.source), (Score(-700), SentimentSource::Llm));
    let start = Instant::now();
    assert_eq!(assistant.sentiment("useless", true).await.source, SentimentSource::Local);
    assert_eq!(start.elapsed(), DEADLINES.first_piece);
    scripted.then_summary(Duration::ZERO, Err(Failure::Malformed));
    assert!(assistant.summary(&[]).await.is_none());
    assert!(assistant.summary(&[]).await.is_some());
    assert_eq!(scripted.judged(), (2, 2));
}

#[tokio::test]
async fn with_no_provider_and_no_knowledge_it_says_that_it_does_not_know() {
    let assistant = SiteAssistant::new("Shop", None);
    let parts: Vec<_> = assistant.reply(question()).collect().await;
    assert!(matches!(&parts[0], Ok(Part::Piece(text)) if text.starts_with("I don't know")));
    let Some(Ok(Part::End(end))) = parts.last() else { panic!("it has an end: {parts:?}") };
    assert_eq!((end.outcome, end.confidence), (Outcome::Fallback, Score(0)));
    let greeting = Question { text: "hi!".to_owned(), ..question() };
    let parts: Vec<_> = assistant.reply(greeting).collect().await;
    assert!(matches!(parts.last(), Some(Ok(Part::End(end))) if end.outcome == Outcome::Clarify));
}
