//! What does the widget ask of the server?

use super::http::Method;
use super::{Answer, Client, POLL_S};
use crate::stream::Audience;
use baton_conversation::wire::{
    Accepted, Bootstrap, ChangeBrief, ChooseFollowUp, CreateConversation, Nothing, OpenSession, Page,
    PostMessage, Rate, RequestPerson, SentimentAnswer, SentimentRequest, Session, SummaryAnswer, ThreadView,
};
use baton_conversation::{ConversationId, Timestamp};
use baton_json::FromJson;

/// One of a visitor's conversations, as `GET /v1/conversations` lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromJson)]
pub struct Listed {
    /// Which.
    pub id: ConversationId,
    /// When something last happened in it.
    pub at: Timestamp,
}

/// Each call is under way once it is awaited, and fails with [`crate::ClientError`].
impl Client {
    /// Everything needed to judge and show the first message. `P` is the compact policy, `S` the strings.
    pub fn bootstrap<P: FromJson, S: FromJson>(
        &self,
        site_key: &str,
        locale: &str,
    ) -> Answer<Bootstrap<P, S>> {
        let escape = |text: &str| String::from(js_sys::encode_uri_component(text));
        self.get(["/v1/sites/", &escape(site_key), "/bootstrap?locale=", &escape(locale)].concat())
    }

    /// A new anonymous visitor. Use [`Client::with_token`] with the token that it brings.
    pub fn open_session(&self, site_key: &str) -> Answer<Session> {
        let key = String::from(js_sys::encode_uri_component(site_key));
        self.send(Method::POST, ["/v1/sites/", &key, "/visitors"].concat(), &OpenSession {})
    }

    /// Forgets the token on the server.
    pub fn close_session(&self) -> Answer<Nothing> {
        self.send(Method::DELETE, "/v1/session".into(), &Nothing {})
    }

    /// Begins a thread; repeating it is harmless.
    pub fn create_conversation(&self, id: ConversationId, body: &CreateConversation) -> Answer<Accepted> {
        self.send(Method::PUT, path(id, ""), body)
    }

    /// The visitor's conversations, newest first.
    pub fn conversations(&self) -> Answer<Vec<Listed>> {
        self.get("/v1/conversations".into())
    }

    /// State, last page, wait and detector snapshot. `D` is the snapshot.
    pub fn thread<D: FromJson>(&self, id: ConversationId) -> Answer<ThreadView<D>> {
        self.get(path(id, ""))
    }

    /// What came after `after`, at once. Of the audience that `E` names: visitor or staff.
    pub fn events_after<E: Audience>(&self, id: ConversationId, after: u64) -> Answer<Page<E>> {
        self.get([E::CONVERSATIONS, &id.to_string(), "/events?after=", &after.to_string()].concat())
    }

    /// What came after `after`; the server holds the call until there is something, or its time is over.
    pub fn poll<E: Audience>(&self, id: ConversationId, after: u64) -> Answer<Page<E>> {
        let wait = ["&wait=", &POLL_S.to_string()].concat();
        let path = [E::CONVERSATIONS, &id.to_string(), "/events?after=", &after.to_string(), &wait].concat();
        self.get_within(path, (POLL_S + 10) * 1000)
    }

    /// The page before `before`, for scrolling back.
    pub fn events_before<E: Audience>(&self, id: ConversationId, before: u64) -> Answer<Page<E>> {
        self.get([E::CONVERSATIONS, &id.to_string(), "/events?before=", &before.to_string()].concat())
    }

    /// Posts a message; answered after it is on disk. Go through an outbox, so that it survives a reload.
    pub fn post_message(&self, id: ConversationId, body: &PostMessage) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/messages"), body)
    }

    /// "Talk to a person".
    pub fn request_person(&self, id: ConversationId, body: &RequestPerson) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/handoff"), body)
    }

    /// No longer waits.
    pub fn cancel_handoff(&self, id: ConversationId) -> Answer<Accepted> {
        self.send(Method::DELETE, path(id, "/handoff"), &Nothing {})
    }

    /// Corrects what is passed on.
    pub fn change_brief(&self, id: ConversationId, body: &ChangeBrief) -> Answer<Accepted> {
        self.send(Method::PUT, path(id, "/brief"), body)
    }

    /// E-mail or callback instead of waiting.
    pub fn choose_follow_up(&self, id: ConversationId, body: &ChooseFollowUp) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/follow-up"), body)
    }

    /// Judges one stored message; only when the local score is unsure.
    pub fn sentiment(&self, id: ConversationId, body: &SentimentRequest) -> Answer<SentimentAnswer> {
        self.send(Method::POST, path(id, "/sentiment"), body)
    }

    /// What is passed on, summarised; once a handoff.
    pub fn summary(&self, id: ConversationId) -> Answer<SummaryAnswer> {
        self.send(Method::POST, path(id, "/summary"), &Nothing {})
    }

    /// The visitor ends the conversation.
    pub fn leave(&self, id: ConversationId) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/leave"), &Nothing {})
    }

    /// Rates a closed case.
    pub fn rate(&self, id: ConversationId, body: &Rate) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/rating"), body)
    }
}

fn path(id: ConversationId, rest: &str) -> String {
    ["/v1/conversations/", &id.to_string(), rest].concat()
}
