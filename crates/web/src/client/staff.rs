//! What does the console ask of the server?

use super::Client;
use super::http::Method;
use crate::ClientError;
use baton_conversation::ConversationId;
use baton_conversation::wire::{
    AcceptRequest, Accepted, AgentPost, Board, HandBackRequest, Me, NotePost, Nothing, PresenceRequest,
    ResolveRequest, SignIn, SignedIn, StaffThread,
};

/// Each call fails with [`ClientError`].
impl Client {
    /// Exchanges the code of a one-time link for a session.
    pub async fn sign_in(&self, code: &str) -> Result<SignedIn, ClientError> {
        self.send(Method::POST, "/v1/console/sign-in".into(), &SignIn { code: code.to_owned() }).await
    }

    /// Ends the session.
    pub async fn sign_out(&self) -> Result<Nothing, ClientError> {
        self.send(Method::POST, "/v1/console/sign-out".into(), &Nothing {}).await
    }

    /// Who is signed in.
    pub async fn me(&self) -> Result<Me, ClientError> {
        self.get("/v1/console/me".into()).await
    }

    /// Whether new cases may come.
    pub async fn set_presence(&self, available: bool) -> Result<Me, ClientError> {
        self.send(Method::PUT, "/v1/console/presence".into(), &PresenceRequest { available }).await
    }

    /// The queue and everything beside it.
    pub async fn board(&self) -> Result<Board, ClientError> {
        self.get("/v1/console/board".into()).await
    }

    /// One conversation with its layers.
    pub async fn staff_thread(&self, id: ConversationId) -> Result<StaffThread, ClientError> {
        self.get(path(id, "")).await
    }

    /// Takes a queued conversation.
    pub async fn accept(&self, id: ConversationId, body: &AcceptRequest) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/accept"), body).await
    }

    /// Says no to an offer; the visitor keeps the place.
    pub async fn decline(&self, id: ConversationId) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/decline"), &Nothing {}).await
    }

    /// Takes a conversation that the Assistant holds.
    pub async fn take_over(&self, id: ConversationId, body: &AcceptRequest) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/take-over"), body).await
    }

    /// Writes to the visitor.
    pub async fn post_as_agent(&self, id: ConversationId, body: &AgentPost) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/messages"), body).await
    }

    /// Writes a private note.
    pub async fn add_note(&self, id: ConversationId, body: &NotePost) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/notes"), body).await
    }

    /// Gives Control back to the Assistant.
    pub async fn hand_back(
        &self,
        id: ConversationId,
        body: &HandBackRequest,
    ) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/hand-back"), body).await
    }

    /// Closes the case with its root cause.
    pub async fn resolve(&self, id: ConversationId, body: &ResolveRequest) -> Result<Accepted, ClientError> {
        self.send(Method::POST, path(id, "/resolve"), body).await
    }
}

fn path(id: ConversationId, rest: &str) -> String {
    ["/v1/console/conversations/", &id.to_string(), rest].concat()
}
