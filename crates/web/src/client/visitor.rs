//! What does the widget ask of the server?

use super::http::Method;
use super::{Client, POLL_S};
use crate::ClientError;
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

/// Each call fails with [`ClientError`].
impl Client {
    /// Everything needed to judge and show the first message. `P` is the compact policy, `S` the strings.
    pub async fn bootstrap<P: FromJson, S: FromJson>(
        &self,
        site_key: &str,
        locale: &str,
    ) -> Result<Bootstrap<P, S>, ClientError> {
        let escape = |text: &str| String::from(js_sys::encode_uri_component(text));
        self.get(["/v1/sites/", &escape(site_key), "/bootstrap?locale=", &escape(locale)].concat()).await
    }

    /// A new anonymous visitor. Use [`Client::with_token`] with the token that it brings.
    pub async fn open_session(&self, site_key: &str) -> Result<Session, ClientError> {
        let key = String::from(js_sys::encode_uri_component(site_key));
        self.send(Method::POST, ["/v1/sites/", &key, "/visitors"].concat(), &OpenSession {}).await
    }

    /// Forgets the token on the server.
    pub async fn close_session(&self) -> Result<Nothing, ClientError> {
        self.send(Method::DELETE, "/v1/session".into(), &Nothing {}).await
    }

    /// Begins a thread; repeating it is harmless.
    pub async fn create_conversation(
        &self,
        id: ConversationId,
        body: &CreateConversation,
    ) -> Result<Accepted, ClientError> {
        self.send(Method::PUT, path(id, ""), body).await
    }

    /// The visitor's conversations, newest first.
    pub async fn conversations(&self) -> Result<Vec<Listed>, ClientError> {
        self.get("/v1/conversations".into()).await
    }

    /// State, last page, wait and detector snapshot. `D` is the snapshot.
    pub async fn thread<D: FromJson>(&self, id: ConversationId) -> Result<ThreadView<D>, ClientError> {
        self.get(path(id, "")).await
    }

    /// What came after `after`, at once. Of the audience that `E` names: visitor or staff.
    pub async fn events_after<E: Audience>(
        &self,
        id: ConversationId,
        after: u64,
    ) -> Result<Page<E>, ClientError> {
        self.get([E::CONVERSATIONS, &id.to_string(), "/events?after=", &after.to_string()].concat()).await
    }

    /// What came after `after`; the server holds the call until there is something, or its time is over.
    pub async fn poll<E: Audience>(&self, id: ConversationId, after: u64) -> Result<Page<E>, ClientError> {
        let wait = ["&wait=", &POLL_S.to_string()].concat();
        let path = [E::CONVERSATIONS, &id.to_string(), "/events?after=", &after.to_string(), &wait].concat();
        self.get_within(path, (POLL_S + 10) * 1000).await
    }

    /// The page before `before`, for scrolling back.
    pub async fn events_before<E: Audience>(
        &self,
        id: ConversationId,
        before: u64,
    ) -> Result<Page<E>, ClientError> {
        self.get([E::CONVERSATIONS, &id.to_string(), "/events?before=", &before.to_string()].concat()).await
    }

    /// Posts a message; answered after it is on disk. Go through an outbox, so that it survives a reload.
    pub async fn post_message(
        &self,
        id: ConversationId,
        body: &PostMessage,
    ) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/messages"), body).await
    }

    /// "Talk to a person".
    pub async fn request_person(
        &self,
        id: ConversationId,
        body: &RequestPerson,
    ) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/handoff"), body).await
    }

    /// No longer waits.
    pub async fn cancel_handoff(&self, id: ConversationId) -> Result<Accepted, ClientError> {
        self.send(Method::DELETE, path(id, "/handoff"), &Nothing {}).await
    }

    /// Corrects what is passed on.
    pub async fn change_brief(
        &self,
        id: ConversationId,
        body: &ChangeBrief,
    ) -> Result<Accepted, ClientError> {
        self.send(Method::PUT, path(id, "/brief"), body).await
    }

    /// E-mail or callback instead of waiting.
    pub async fn choose_follow_up(
        &self,
        id: ConversationId,
        body: &ChooseFollowUp,
    ) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/follow-up"), body).await
    }

    /// Judges one stored message; only when the local score is unsure.
    pub async fn sentiment(
        &self,
        id: ConversationId,
        body: &SentimentRequest,
    ) -> Result<SentimentAnswer, ClientError> {
        self.send(Method::POST, path(id, "/sentiment"), body).await
    }

    /// What is passed on, summarised; once a handoff.
    pub async fn summary(&self, id: ConversationId) -> Result<SummaryAnswer, ClientError> {
        self.send(Method::POST, path(id, "/summary"), &Nothing {}).await
    }

    /// The visitor ends the conversation.
    pub async fn leave(&self, id: ConversationId) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/leave"), &Nothing {}).await
    }

    /// Rates a closed case.
    pub async fn rate(&self, id: ConversationId, body: &Rate) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/rating"), body).await
    }
}

fn path(id: ConversationId, rest: &str) -> String {
    ["/v1/conversations/", &id.to_string(), rest].concat()
}
