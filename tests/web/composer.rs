//! Does the composer send what was meant to be sent, and only that?

use crate::stage::Stage;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlTextAreaElement;

#[wasm_bindgen_test]
async fn enter_sends_and_empties() {
    let stage = Stage::new().await;
    stage.write("Where is my order?");
    assert!(!stage.key("input", "Enter", |_| {}).await, "the view takes the key");
    assert_eq!(stage.posted().len(), 1);
    assert!(stage.text("message-visitor").contains("Where is my order?"));
    assert_eq!(stage.part("input").unchecked_into::<HtmlTextAreaElement>().value(), "");
}

#[wasm_bindgen_test]
async fn shift_enter_and_composing_do_not_send() {
    let stage = Stage::new().await;
    stage.write("a");
    assert!(stage.key("input", "Enter", |key| key.set_shift_key(true)).await);
    assert!(stage.key("input", "Enter", |key| key.set_is_composing(true)).await);
    assert!(stage.key("input", "Enter", |key| key.set_key_code(229)).await);
    assert_eq!(stage.posted().len(), 0);
}

#[wasm_bindgen_test]
async fn nothing_is_sent_out_of_nothing() {
    let stage = Stage::new().await;
    stage.write("  \n ");
    stage.press("send-button").await;
    assert_eq!(stage.posted().len(), 0);
    stage.write("x");
    stage.press("send-button").await;
    assert_eq!(stage.posted().len(), 1);
}

#[wasm_bindgen_test]
async fn it_grows_with_its_lines_and_shrinks_again() {
    let stage = Stage::new().await;
    let area: HtmlTextAreaElement = stage.part("input").unchecked_into();
    stage.write("1\n2\n3");
    assert_eq!(area.rows(), 3);
    stage.write(&"x\n".repeat(40));
    assert_eq!(area.rows(), 6);
    stage.write("1");
    assert_eq!(area.rows(), 1);
}
