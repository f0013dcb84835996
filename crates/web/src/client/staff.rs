//! What does the console ask of the server?

use super::http::Method;
use super::{Answer, Client};
use baton_conversation::ConversationId;
use baton_conversation::wire::{
    AcceptRequest, Accepted, AgentPost, Board, HandBackRequest, Me, NotePost, Nothing, PresenceRequest,
    ResolveRequest, SignIn, SignedIn, StaffThread,
};

/// Each call is under way once it is awaited, and fails with [`crate::ClientError`].
impl Client {
    /// Exchanges the code of a one-time link for a session.
    pub fn sign_in(&self, code: &str) -> Answer<SignedIn> {
        self.send(Method::POST, "/v1/console/sign-in".into(), &SignIn { code: code.to_owned() })
    }

    /// Ends the session.
    pub fn sign_out(&self) -> Answer<Nothing> {
        self.send(Method::POST, "/v1/console/sign-out".into(), &Nothing {})
    }

    /// Who is signed in.
    pub fn me(&self) -> Answer<Me> {
        self.get("/v1/console/me".into())
    }

    /// Whether new cases may come.
    pub fn set_presence(&self, available: bool) -> Answer<Me> {
        self.send(Method::PUT, "/v1/console/presence".into(), &PresenceRequest { available })
    }

    /// The queue and everything beside it.
    pub fn board(&self) -> Answer<Board> {
        self.get("/v1/console/board".into())
    }

    /// One conversation with its layers.
    pub fn staff_thread(&self, id: ConversationId) -> Answer<StaffThread> {
        self.get(path(id, ""))
    }

    /// Takes a queued conversation.
    pub fn accept(&self, id: ConversationId, body: &AcceptRequest) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/accept"), body)
    }

    /// Says no to an offer; the visitor keeps the place.
    pub fn decline(&self, id: ConversationId) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/decline"), &Nothing {})
    }

    /// Takes a conversation that the Assistant holds.
    pub fn take_over(&self, id: ConversationId, body: &AcceptRequest) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/take-over"), body)
    }

    /// Writes to the visitor.
    pub fn post_as_agent(&self, id: ConversationId, body: &AgentPost) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/messages"), body)
    }

    /// Writes a private note.
    pub fn add_note(&self, id: ConversationId, body: &NotePost) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/notes"), body)
    }

    /// Gives Control back to the Assistant.
    pub fn hand_back(&self, id: ConversationId, body: &HandBackRequest) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/hand-back"), body)
    }

    /// Closes the case with its root cause.
    pub fn resolve(&self, id: ConversationId, body: &ResolveRequest) -> Answer<Accepted> {
        self.send(Method::POST, path(id, "/resolve"), body)
    }
}

fn path(id: ConversationId, rest: &str) -> String {
    ["/v1/console/conversations/", &id.to_string(), rest].concat()
}
