//! Does the thread show each message as what it is?

use crate::stage::Stage;
use baton_conversation::{Citation, Outcome, PublicEvent, ReplyId, Score};
use baton_widget::session::{Delivery, Pending, SessionEvent};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

fn reply() -> ReplyId {
    ReplyId(uuid::Uuid::from_u128(99))
}

async fn ask(stage: &Stage, text: &str) -> baton_conversation::MessageId {
    stage.take(SessionEvent::Submit(text.into())).await;
    stage.store_last().await
}

fn finished(text: &str, citations: Vec<Citation>) -> PublicEvent {
    let (confidence, outcome) = (Score(900), Outcome::Answered);
    PublicEvent::ReplyFinished { reply: reply(), text: text.into(), citations, confidence, outcome }
}

#[wasm_bindgen_test]
async fn a_reply_streams_and_ends_as_a_message() {
    let stage = Stage::new().await;
    let id = ask(&stage, "hello").await;
    stage.log(PublicEvent::ReplyStarted { reply: reply(), epoch: 0, in_reply_to: id }).await;
    assert_eq!(stage.part("typing").get_attribute("aria-label").as_deref(), Some("Helper is writing"));
    stage.take(SessionEvent::Piece { reply: reply(), text: "Good ".into() }).await;
    assert_eq!(stage.parts("typing").len(), 0);
    assert_eq!(stage.text("message-assistant"), "Good");
    stage.log(finished("Good **day**.", vec![])).await;
    let message = stage.part("message-assistant");
    assert_eq!(message.query_selector("strong").unwrap().unwrap().text_content().as_deref(), Some("day"));
}

#[wasm_bindgen_test]
async fn what_a_message_says_is_never_markup() {
    let stage = Stage::new().await;
    let id = ask(&stage, "<b>bold</b><img src=x onerror=alert(1)>").await;
    stage.log(PublicEvent::ReplyStarted { reply: reply(), epoch: 0, in_reply_to: id }).await;
    stage.log(finished("<script>alert(1)</script> [x](javascript:alert(1))", vec![])).await;
    assert_eq!(stage.root.query_selector_all("script, img, b, .bubble a").unwrap().length(), 0);
    assert!(stage.text("message-visitor").contains("<b>bold</b>"));
}

#[wasm_bindgen_test]
async fn sources_are_links_only_where_they_are_safe() {
    let stage = Stage::new().await;
    let id = ask(&stage, "hello").await;
    stage.log(PublicEvent::ReplyStarted { reply: reply(), epoch: 0, in_reply_to: id }).await;
    let source = |url: Option<&str>| Citation {
        title: "Title".into(),
        url: url.map(str::to_owned),
        passage: "Passage".into(),
    };
    let urls = [
        Some("https://example.com/a"),
        Some("/docs"),
        Some("javascript:alert(1)"),
        Some("//evil.example"),
        None,
    ];
    stage.log(finished("Yes.", urls.map(source).into())).await;
    let tags: Vec<_> = stage.parts("citation").iter().map(|c| c.tag_name()).collect();
    assert_eq!(tags, ["A", "A", "SPAN", "SPAN", "SPAN"]);
}

#[wasm_bindgen_test]
async fn a_line_that_has_not_changed_keeps_its_element() {
    let stage = Stage::new().await;
    ask(&stage, "one").await;
    let first = stage.part("message-visitor");
    ask(&stage, "two").await;
    let lines = stage.parts("message-visitor");
    assert!(lines[0].is_same_node(Some(&first)));
    assert_eq!(lines.len(), 2);
}

#[wasm_bindgen_test]
async fn a_failed_message_can_be_sent_again() {
    let stage = Stage::new().await;
    stage.take(SessionEvent::Submit("one".into())).await;
    let message = stage.posted().remove(0);
    assert_eq!(stage.text("delivery"), "Sending…");
    let failed = Pending { message, at: 1, delivery: Delivery::Failed };
    stage.take(SessionEvent::Outbox(vec![failed])).await;
    assert!(stage.text("delivery").contains("Not sent"));
    assert!(stage.part("retry-button").unchecked_into::<HtmlElement>().offset_height() > 0);
}
