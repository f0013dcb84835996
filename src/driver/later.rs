//! What does the driver do once the second module is there? Loads and follows a conversation, and asks the server for
//! what the visitor wants beside writing.
//!
//! Each function here is a door to the second module: it and what only it needs are not in the first. Go through
//! `Driver::later`, which waits until it is there.

use std::rc::Rc;

use baton_conversation::{ConversationId, HandoffId, MessageId, PublicReply};
use baton_web::Client;
use leptos::task::spawn_local;

use super::Driver;
use crate::session::{Call, Note};
use crate::view::note_words;

#[inline(never)]
pub(super) fn load(driver: &Rc<Driver>, id: ConversationId) {
    driver.spawn(move |driver| driver.load(id));
}

#[inline(never)]
pub(super) fn load_older(driver: &Rc<Driver>, id: ConversationId, before: u64) {
    driver.spawn(move |driver| driver.load_older(id, before));
}

#[inline(never)]
pub(super) fn follow(driver: &Rc<Driver>, id: ConversationId, after: u64, reply: Option<PublicReply>) {
    driver.follow(id, after, reply);
}

#[inline(never)]
pub(super) fn call(driver: &Rc<Driver>, call: Call) {
    driver.spawn(move |driver| driver.call(call));
}

#[inline(never)]
pub(super) fn sentiment(driver: &Rc<Driver>, id: ConversationId, message: MessageId) {
    driver.spawn(move |driver| driver.sentiment(id, message));
}

#[inline(never)]
pub(super) fn summary(driver: &Rc<Driver>, id: ConversationId, handoff: HandoffId) {
    driver.spawn(move |driver| driver.summary(id, handoff));
}

#[inline(never)]
pub(super) fn announce_note(driver: &Rc<Driver>, note: &Note) {
    driver.ui.spoken.set(driver.ui.strings.with_untracked(|strings| note_words(note, strings)));
}

/// Takes part in choosing the tab that asks for summaries.
#[inline(never)]
pub(super) fn join(driver: &Rc<Driver>) {
    driver.join();
}

#[inline(never)]
pub(super) fn close_session(client: Client) {
    // The token is forgotten here whatever the server says.
    spawn_local(async move { drop(client.close_session().await) });
}

#[inline(never)]
pub(super) fn set_theme(driver: &Rc<Driver>, theme: String) {
    let host = driver.config.host.clone();
    driver.spawn(move |_| crate::theme::set(host, theme));
}
