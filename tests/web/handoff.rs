//! Does the visitor always know what happens on the way to a person and back?

use crate::stage::Stage;
use baton_conversation::wire::{Wait, WaitBasis};
use baton_conversation::{
    AgentCard, AgentId, Author, BriefSource, Detail, HandoffId, HandoffKind, MessageId, PublicEvent,
    ResolvedBy, Tone, VisitorBrief,
};
use baton_widget::session::{Call, SessionEvent};
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

fn handoff() -> HandoffId {
    HandoffId(Uuid::from_u128(1))
}

fn agent() -> AgentCard {
    AgentCard { id: AgentId(Uuid::from_u128(2)), name: "Sam".into() }
}

async fn queued(kind: HandoffKind, tone: Tone) -> Stage {
    let stage = Stage::new().await;
    stage.take(SessionEvent::Submit("hello".into())).await;
    stage.store_last().await;
    let details = vec![Detail { label: "Order".into(), value: "4711".into() }];
    let brief =
        (kind == HandoffKind::Warm).then(|| VisitorBrief { summary: "About an order.".into(), details });
    stage.log(PublicEvent::HandoffStarted { handoff: handoff(), epoch: 1, kind, tone, brief }).await;
    stage
}

fn wait(position: u32, basis: WaitBasis, agents_online: bool) -> SessionEvent {
    SessionEvent::Waiting(Wait { position, low_s: 120, high_s: 240, basis, agents_online })
}

#[wasm_bindgen_test]
async fn asking_is_answered_at_once_even_offline() {
    let stage = Stage::new().await;
    stage.take(SessionEvent::Online(false)).await;
    stage.press("person-button").await;
    let text = stage.text("provisional");
    assert!(text.contains("bringing in a person") && text.contains("What you wrote is kept"), "{text}");
    assert!(text.contains("help@example.com"), "{text}");
    assert_eq!(stage.calls(), [Call::Person]);
    assert_eq!(stage.parts("person-button").len(), 0);
}

#[wasm_bindgen_test]
async fn an_offer_is_a_choice() {
    let stage = Stage::new().await;
    stage.take(SessionEvent::Submit("hello".into())).await;
    stage.store_last().await;
    stage.log(PublicEvent::PersonOffered { tone: Tone::Stuck }).await;
    stage.press("offer-decline").await;
    assert_eq!((stage.parts("offer").len(), stage.calls().len()), (0, 0));
    stage.log(PublicEvent::PersonOffered { tone: Tone::Stuck }).await;
    stage.press("offer-accept").await;
    assert_eq!((stage.parts("offer").len(), stage.calls()), (0, vec![Call::Person]));
}

#[wasm_bindgen_test]
async fn the_wait_is_told_and_labelled() {
    let stage = queued(HandoffKind::Warm, Tone::Requested).await;
    assert_eq!(stage.text("queue-place"), "Waiting for a person");
    stage.take(wait(3, WaitBasis::Measured, true)).await;
    assert_eq!(stage.text("queue-place"), "You are number 3 in line");
    assert_eq!(stage.text("queue-wait"), "About 2–4 min");
    stage.take(wait(1, WaitBasis::Typical, false)).await;
    assert_eq!(stage.text("queue-place"), "You are next");
    assert_eq!(stage.text("queue-wait"), "Usually 2–4 min");
    assert!(stage.text("queue-notice").contains("Nobody is at their desk"));
}

#[wasm_bindgen_test]
async fn what_is_passed_on_can_be_corrected() {
    let stage = queued(HandoffKind::Warm, Tone::Requested).await;
    assert_eq!(stage.text("brief-summary"), "About an order.");
    stage.press("brief-edit").await;
    let form = stage.part("brief-form");
    let field = |selector: &str| form.query_selector(selector).unwrap().unwrap();
    field("textarea").unchecked_into::<HtmlTextAreaElement>().set_value("About a refund.");
    field(".detail-fields [name=value]").unchecked_into::<HtmlInputElement>().set_value("4712");
    form.query_selector(".strong").unwrap().unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    stage.settle().await;
    let details = vec![Detail { label: "Order".into(), value: "4712".into() }];
    let brief = VisitorBrief { summary: "About a refund.".into(), details };
    assert_eq!(stage.calls(), [Call::Brief(brief.clone())]);
    stage.log(PublicEvent::BriefChanged { handoff: handoff(), brief, by: BriefSource::Visitor }).await;
    assert_eq!(stage.text("brief-summary"), "About a refund.");
}

#[wasm_bindgen_test]
async fn a_cold_handoff_shows_no_mechanics() {
    let stage = queued(HandoffKind::Cold, Tone::Secure).await;
    for part in ["handoff-card", "offline-form", "queue-cancel", "safety"] {
        assert_eq!(stage.parts(part).len(), 0, "{part}");
    }
    assert_eq!(stage.parts("queue-notice").len(), 1);
}

#[wasm_bindgen_test]
async fn danger_shows_the_sites_own_lines() {
    let stage = queued(HandoffKind::Warm, Tone::Sensitive).await;
    assert_eq!(stage.text("safety"), "Call 112.");
}

#[wasm_bindgen_test]
async fn a_person_joins_writes_and_hands_back() {
    let stage = queued(HandoffKind::Warm, Tone::Requested).await;
    stage.log(PublicEvent::AgentJoined { handoff: handoff(), epoch: 2, agent: agent() }).await;
    assert_eq!((stage.text("title").as_str(), stage.text("status").as_str()), ("Sam", "A person is here"));
    assert_eq!(stage.parts("ai-notice").len() + stage.parts("queue-notice").len(), 0);
    let (id, text) = (MessageId(Uuid::from_u128(50)), "Hi there".to_owned());
    let by = Some(agent());
    stage.log(PublicEvent::MessagePosted { id, author: Author::Agent, agent: by, text, masked: false }).await;
    assert!(stage.text("message-agent").contains("Sam") && stage.text("message-agent").contains("Hi there"));
    stage.log(PublicEvent::HandedBack { handoff: handoff(), epoch: 3, agent: agent() }).await;
    assert_eq!((stage.text("title").as_str(), stage.parts("ai-notice").len()), ("Helper", 1));
}

#[wasm_bindgen_test]
async fn a_closed_case_is_rated_once() {
    let stage = queued(HandoffKind::Warm, Tone::Requested).await;
    stage.log(PublicEvent::AgentJoined { handoff: handoff(), epoch: 2, agent: agent() }).await;
    let (id, text) = (MessageId(Uuid::from_u128(50)), "Done".to_owned());
    let by = Some(agent());
    stage.log(PublicEvent::MessagePosted { id, author: Author::Agent, agent: by, text, masked: false }).await;
    stage.log(PublicEvent::Resolved { epoch: 3, by: ResolvedBy::Agent }).await;
    let form = stage.part("rating");
    form.query_selector("[value='4']")
        .unwrap()
        .unwrap()
        .unchecked_into::<HtmlInputElement>()
        .set_checked(true);
    form.query_selector(".strong").unwrap().unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    stage.settle().await;
    assert_eq!(stage.calls(), [Call::Rate(4, String::new())]);
    stage.log(PublicEvent::Rated { score: 4, comment: String::new() }).await;
    assert_eq!((stage.parts("rating").len(), stage.parts("new-button").len()), (0, 1));
}
