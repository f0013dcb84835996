//! What do client and server say to each other?
//!
//! The only place where the wire form is written. Times are milliseconds, scores thousandths, enums externally
//! tagged in snake_case (`{"message_posted": {…}}`), which keeps the browser's decoder small.

mod http;
mod socket;
mod staff;

pub use http::{
    Accepted, Bootstrap, ChangeBrief, ChooseFollowUp, CreateConversation, ErrorBody, ErrorDetail, Hint,
    Nothing, OpenSession, Page, PostMessage, Rate, RequestPerson, SentimentAnswer, SentimentRequest, Session,
    SiteCard, SummaryAnswer, ThreadView, Wait, WaitBasis,
};
pub use socket::{ClientFrame, Cursor, ServerFrame, StaffFrame, VisitorFrame};
pub use staff::{
    AcceptRequest, AgentPost, Board, BoardItem, HandBackRequest, Me, NotePost, PresenceRequest,
    ResolveRequest, SignIn, SignedIn, StaffThread,
};

/// Version of this protocol; `hello` carries it and another one is refused with `wire_version`.
pub const VERSION: u16 = 1;
/// Longest message of a visitor or agent, in characters.
pub const MAX_TEXT: usize = crate::decide::MAX_TEXT;
/// Events in one page of a thread.
pub const PAGE: usize = 50;
/// A heartbeat at least this often, in milliseconds.
pub const HEARTBEAT_MS: u32 = 20_000;
