//! Is the panel a dialog that people can find their way in, in each state?

use crate::stage::Stage;
use baton_widget::session::SessionEvent;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn it_is_a_labelled_dialog_with_one_live_region() {
    let stage = Stage::bare().await;
    let panel = stage.part("panel");
    assert_eq!(panel.get_attribute("role").as_deref(), Some("dialog"));
    assert_eq!(panel.get_attribute("aria-label").as_deref(), Some("Chat"));
    assert_eq!(panel.get_attribute("aria-modal"), None);
    assert_eq!(stage.root.query_selector_all("[aria-live], [role=status]").unwrap().length(), 1);
}

#[wasm_bindgen_test]
async fn an_empty_thread_greets_and_asks() {
    let stage = Stage::new().await;
    assert!(stage.text("greeting").contains("Hello!"));
    assert_eq!(stage.parts("suggestion").len(), 3);
    assert_eq!(stage.text("ai-notice"), "You are chatting with an AI");
    assert_eq!(stage.text("person-button"), "Talk to a person");
    assert_eq!(stage.text("title"), "Helper");
}

#[wasm_bindgen_test]
async fn escape_closes_and_composing_escape_does_not() {
    let stage = Stage::new().await;
    stage.key("input", "Escape", |key| key.set_is_composing(true)).await;
    assert_eq!(stage.closed.get(), 0);
    stage.key("input", "Escape", |_| {}).await;
    stage.press("close-button").await;
    assert_eq!(stage.closed.get(), 2);
}

#[wasm_bindgen_test]
async fn without_a_server_it_says_so_and_names_another_way() {
    let stage = Stage::bare().await;
    stage.take(SessionEvent::BootFailed).await;
    let text = stage.text("error-notice");
    assert!(
        text.contains("We can't reach the chat right now.") && text.contains("help@example.com"),
        "{text}"
    );
    assert!(!text.contains("subject"), "{text}");
    stage.press("retry-button").await;
    assert_eq!(stage.parts("error-notice").len(), 0);
}

#[wasm_bindgen_test]
async fn a_lost_connection_is_told_and_taken_back() {
    let stage = Stage::new().await;
    stage.take(SessionEvent::Online(false)).await;
    assert!(stage.text("connection-notice").contains("kept here"));
    assert_eq!(stage.parts("input").len(), 1);
    stage.take(SessionEvent::Online(true)).await;
    assert_eq!(stage.parts("connection-notice").len(), 0);
}
