//! Does every way in which an LLM service can answer or fail become a reply or a typed failure, in time?
//!
//! The client library and HTTP are real; the service is a stub on loopback that speaks both dialects.

#![expect(clippy::expect_used, reason = "a helper of tests may fail as a test may")]

#[path = "common/stub.rs"]
mod stub;

use baton_assistant::knowledge::{Knowledge, split};
use baton_assistant::provider::{Llm, LlmConfig, LlmError};
use baton_assistant::{Assistant, Deadlines, Ending, Failure, Part, Question, Said, SiteAssistant};
use baton_conversation::{Author, Outcome, Score, SentimentSource};
use futures_util::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use stub::{Behaviour, Stub};

const GOOD: &str = r#"{"basis":[1],"confidence":870,"outcome":"answered","reply":"Paste the **tag**. Then reload the page \u2013 see [it](https://a.example)."}"#;

const QUICK: Deadlines = Deadlines {
    first_piece: Duration::from_millis(400),
    stall: Duration::from_millis(400),
    total: Duration::from_millis(1500),
};

fn config(url: &str) -> LlmConfig {
    LlmConfig { url: url.to_owned(), key: "the-key".to_owned(), model: "small".to_owned() }
}

fn assistant(url: &str, deadlines: Deadlines) -> SiteAssistant {
    let passages = split("guide.md", "# Guide\n## The tag\nPaste the tag before the end of the body.");
    let knowledge = Knowledge::from_passages(passages, "/docs/", None).expect("indexes");
    let llm = Arc::new(Llm::new(&config(url)).expect("a good address"));
    SiteAssistant::new("Shop", Some(Arc::new(knowledge)))
        .with_provider(llm.clone())
        .with_judge(llm)
        .with_deadlines(deadlines)
}

fn question() -> Question {
    let said = |author, text: &str| Said { author, text: text.to_owned(), outcome: None };
    Question {
        text: "where do I paste the tag?".to_owned(),
        history: vec![said(Author::Visitor, "hello"), said(Author::Assistant, "Hello!")],
        language: "en".to_owned(),
        threshold: Score(650),
        use_llm: true,
        ..Question::default()
    }
}

/// The text and how it ended.
async fn reply(assistant: &SiteAssistant, question: Question) -> (String, Result<Ending, Failure>) {
    let mut stream = assistant.reply(question);
    let mut text = String::new();
    loop {
        match stream.next().await.expect("a reply says how it ends") {
            Ok(Part::Piece(piece)) => text.push_str(&piece),
            Ok(Part::End(ending)) => return (text, Ok(ending)),
            Err(failure) => return (text, Err(failure)),
        }
    }
}

/// Runs a reply against the stub in both dialects; both must end alike.
async fn both(behaviour: Behaviour) -> (String, Result<Ending, Failure>) {
    let stub = Stub::start(behaviour).await;
    let first = reply(&assistant(&stub.openai, QUICK), question()).await;
    let second = reply(&assistant(&stub.anthropic, QUICK), question()).await;
    assert_eq!(first, second, "the dialects differ");
    first
}

#[tokio::test]
async fn a_good_answer_streams_with_its_typed_outcome_and_source() {
    let (text, ending) = both(Behaviour::Says(GOOD.to_owned())).await;
    assert_eq!(text, "Paste the **tag**. Then reload the page – see [it](https://a.example).");
    let ending = ending.expect("it ends well");
    assert_eq!((ending.outcome, ending.confidence), (Outcome::Answered, Score(870)));
    assert_eq!(ending.citations.len(), 1);
    assert_eq!(ending.citations[0].url.as_deref(), Some("/docs/guide.md#the-tag"));
}

#[tokio::test]
async fn the_request_carries_key_history_schema_and_fenced_passages() {
    let stub = Stub::start(Behaviour::Says(GOOD.to_owned())).await;
    reply(&assistant(&stub.openai, QUICK), question()).await.1.expect("answers");
    let (headers, body) = stub.last();
    assert_eq!(headers["authorization"], "Bearer the-key");
    assert_eq!(body["model"], "small");
    let schema = &body["response_format"]["json_schema"]["schema"]["properties"];
    assert_eq!(schema["outcome"]["enum"][0], "answered");
    let said: Vec<&str> =
        body["messages"].as_array().expect("a list").iter().filter_map(|m| m["role"].as_str()).collect();
    assert_eq!(said, ["system", "user", "assistant", "user"]);
    let system = body["messages"][0]["content"].as_str().expect("text");
    assert!(system.contains("<passages>") && system.contains("Paste the tag before"), "{system}");

    reply(&assistant(&stub.anthropic, QUICK), question()).await.1.expect("answers");
    let (headers, body) = stub.last();
    assert_eq!(headers["x-api-key"], "the-key");
    assert!(body["output_config"]["format"]["schema"].is_object(), "{body}");
}

#[tokio::test]
async fn statuses_become_kinds() {
    for (status, failure) in [
        (401, Failure::Refused(401)),
        (404, Failure::Refused(404)),
        (429, Failure::Overloaded(429)),
        (500, Failure::Broken(500)),
        (503, Failure::Overloaded(503)),
        (529, Failure::Overloaded(529)),
    ] {
        assert_eq!(both(Behaviour::Status(status)).await, (String::new(), Err(failure)), "{status}");
    }
}

#[tokio::test]
async fn silence_ends_at_the_deadline() {
    assert_eq!(both(Behaviour::Hangs).await, (String::new(), Err(Failure::TimedOut)));
    let (text, ending) = both(Behaviour::Stalls(GOOD.to_owned(), 95)).await;
    assert_eq!((text.as_str(), ending), ("Paste the **tag**. ", Err(Failure::TimedOut)));
    let late = Behaviour::Late(Duration::from_secs(60), GOOD.to_owned());
    assert_eq!(both(late).await, (String::new(), Err(Failure::TimedOut)));
}

#[tokio::test]
async fn half_an_answer_and_nonsense_are_failures() {
    for behaviour in [
        Behaviour::Breaks(GOOD.to_owned(), 95),
        Behaviour::Garbage,
        Behaviour::Says("Sure! You just paste it.".to_owned()),
        Behaviour::Says(r#"{"basis":[],"confidence":900,"outcome":"DONE","reply":"x"}"#.to_owned()),
    ] {
        let (_, ending) = both(behaviour.clone()).await;
        assert_eq!(ending, Err(Failure::Malformed), "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_unreachable() {
    let free =
        tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let (text, ending) = reply(&assistant(&format!("http://{free}/v1"), QUICK), question()).await;
    assert_eq!((text.as_str(), ending), ("", Err(Failure::Unreachable)));
}

#[tokio::test]
async fn what_the_model_is_not_sure_of_or_can_not_back_is_never_shown() {
    for answer in [
        r#"{"basis":[1],"confidence":500,"outcome":"answered","reply":"A guess."}"#,
        r#"{"basis":[],"confidence":990,"outcome":"answered","reply":"A guess."}"#,
        r#"{"basis":[9],"confidence":990,"outcome":"answered","reply":"A guess."}"#,
        r#"{"reply":"A guess.","outcome":"answered","confidence":990,"basis":[]}"#,
        r#"{"basis":[],"confidence":100,"outcome":"fallback","reply":"A guess."}"#,
    ] {
        let (text, ending) = both(Behaviour::Says(answer.to_owned())).await;
        assert!(text.starts_with("I don't know"), "{answer}: {text}");
        assert_eq!(ending.expect("ends").outcome, Outcome::Fallback, "{answer}");
    }
}

#[tokio::test]
async fn without_leave_to_call_it_the_llm_is_not_called() {
    let stub = Stub::start(Behaviour::Status(500)).await;
    let assistant = assistant(&stub.openai, QUICK);
    let (text, ending) =
        reply(&assistant, Question { use_llm: false, threshold: Score(100), ..question() }).await;
    assert_eq!(text, "Paste the tag before the end of the body.");
    assert_eq!(ending.expect("ends").outcome, Outcome::Answered);
    assert_eq!(assistant.sentiment("fine", false).await.source, SentimentSource::Local);
}

#[tokio::test]
async fn sentiment_and_summary_come_from_the_llm_or_else_from_here() {
    let thread =
        [Said { author: Author::Visitor, text: "Order 4711 is broken again".to_owned(), outcome: None }];
    let mood = Stub::start(Behaviour::Says(r#"{"mood":"annoyed"}"#.to_owned())).await;
    let judged = assistant(&mood.openai, QUICK).sentiment("again?", true).await;
    assert_eq!((judged.score, judged.source), (Score(-600), SentimentSource::Llm));
    let brief = r#"{"details":[{"label":"Order","value":"4711"}],"summary":"The order came broken."}"#;
    let brief = Stub::start(Behaviour::Says(brief.to_owned())).await;
    let made = assistant(&brief.anthropic, QUICK).summary(&thread).await;
    assert_eq!(made.map(|brief| brief.summary).as_deref(), Some("The order came broken."));

    for behaviour in
        [Behaviour::Status(500), Behaviour::Hangs, Behaviour::Garbage, Behaviour::Says("{}".to_owned())]
    {
        let stub = Stub::start(behaviour.clone()).await;
        let assistant = assistant(&stub.openai, QUICK);
        let judged = assistant.sentiment("this is useless", true).await;
        assert_eq!(judged.source, SentimentSource::Local, "{behaviour:?}");
        assert!(judged.score.0 < 0);
        assert_eq!(assistant.summary(&thread).await, None, "{behaviour:?}");
        assert!(assistant.brief(&thread, "en").summary.contains("Order 4711"));
    }
}

#[test]
fn a_bad_configuration_says_what_to_do_and_keeps_the_key() {
    let bad = |url: &str, model: &str| {
        let config = LlmConfig { model: model.to_owned(), ..config(url) };
        assert!(!format!("{config:?}").contains("the-key"));
        Llm::new(&config).err().expect("refused")
    };
    assert!(matches!(bad("openai", "m"), LlmError::Url(_)));
    assert!(matches!(bad("file:///etc/passwd", "m"), LlmError::Url(_)));
    assert!(matches!(bad("http://127.0.0.1:1/v1", " "), LlmError::Model));
}
