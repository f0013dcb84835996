//! What goes over HTTP between a visitor's browser and the server?

use crate::{
    BriefSource, ConversationId, FollowUp, Frame, MessageId, PageVisit, PublicEvent, PublicState, Reason,
    Score, SentimentSource, Timestamp, VisitorBrief, VisitorId,
};
use baton_json::{FromJson, ToJson};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every error: a stable code for machines and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorDetail,
}

/// Code and sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct ErrorDetail {
    /// Stable, snake_case.
    pub code: String,
    /// Says what to do.
    pub message: String,
}

/// An empty request body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// What a site shows of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct SiteCard {
    /// Name of the site.
    pub name: String,
    /// Name of its Assistant.
    pub assistant: String,
    /// The site's privacy page.
    pub privacy_url: Option<String>,
    /// The wait that the site states, in seconds, low and high; shown until it is measured.
    pub typical_wait_s: (u32, u32),
    /// Lines for distress and danger, shown before anything else.
    pub safety_lines: Vec<String>,
}

/// `GET /v1/sites/{key}/bootstrap?locale=`: everything the widget needs to judge and show the first message.
/// `P` is the compact policy of the triggers crate, `S` the interface strings as their reader keeps them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Bootstrap<P, S = BTreeMap<String, String>> {
    /// Protocol version.
    pub wire: u16,
    /// The site.
    pub site: SiteCard,
    /// Language of the strings, for example `en`.
    pub locale: String,
    /// Interface strings by key.
    pub strings: S,
    /// The policy that the browser's detectors run.
    pub policy: P,
}

/// `POST /v1/sites/{key}/visitors`: a new anonymous visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {}

/// The visitor and the bearer token that proves it; the server keeps only a hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Session {
    /// The visitor.
    pub visitor: VisitorId,
    /// Goes into `Authorization: Bearer`.
    pub token: String,
    /// When the token ends.
    pub expires_at: Timestamp,
}

/// `PUT /v1/conversations/{id}`: begins a thread under an id that the widget made; repeating it is harmless.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct CreateConversation {
    /// The browser's locale.
    pub locale: String,
    /// The page it begins on.
    pub page: Option<PageVisit>,
}

/// What the browser's own detector found. Advisory: it neither skips nor forces anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// The reason it found.
    pub reason: Reason,
    /// Its score.
    pub score: Score,
}

/// `POST /v1/conversations/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct PostMessage {
    /// A UUIDv7 made by the widget, the same for every retry.
    pub id: MessageId,
    /// The text, masked; at most [`super::MAX_TEXT`] characters.
    pub text: String,
    /// The page the visitor is on.
    pub page: Option<PageVisit>,
    /// What the browser's own detector found.
    pub hint: Option<Hint>,
}

/// A command was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Accepted {
    /// Sequence of the (first) event that it led to; the head if it changed nothing.
    pub seq: u64,
    /// Whether this answers a repeated request.
    pub replayed: bool,
    /// Whether the server asks for one sentiment call for this message.
    #[serde(default)]
    pub unsure: bool,
}

/// `POST …/handoff`: "Talk to a person".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct RequestPerson {
    /// Pages the visitor was on, oldest first, at most twenty.
    #[serde(default)]
    pub trail: Vec<PageVisit>,
}

/// `PUT …/brief`: the visitor corrects what is passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct ChangeBrief {
    /// The corrected brief.
    pub brief: VisitorBrief,
}

/// `POST …/follow-up`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct ChooseFollowUp {
    /// E-mail or callback.
    pub how: FollowUp,
}

/// `POST …/rating`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// 1 to 5.
    pub score: u8,
    /// May be empty.
    #[serde(default)]
    pub comment: String,
}

/// `POST …/sentiment`: judge one stored message, named by id, never by text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(deny_unknown_fields)]
pub struct SentimentRequest {
    /// A visitor message of this conversation.
    pub message: MessageId,
}

/// The sentiment of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct SentimentAnswer {
    /// -1000–1000.
    pub score: Score,
    /// Who judged.
    pub source: SentimentSource,
}

/// The answer of `POST …/summary`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct SummaryAnswer {
    /// What is passed on.
    pub brief: VisitorBrief,
    /// Who wrote it.
    pub source: BriefSource,
}

/// One page of a log for one audience, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Page<E> {
    /// The events.
    pub frames: Vec<Frame<E>>,
    /// Sequence of the last event that this audience may see, 0 if none.
    pub head: u64,
    /// Whether there are older events (for `before=`) or newer ones (for `after=`).
    pub more: bool,
}

/// `GET /v1/conversations/{id}`: the state and the last page. `D` is the detector's snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct ThreadView<D> {
    /// Which conversation.
    pub id: ConversationId,
    /// Where it stands.
    pub state: PublicState,
    /// Its last page.
    pub page: Page<PublicEvent>,
    /// Place and wait, when queued.
    pub wait: Option<Wait>,
    /// The detector's state, so that the browser goes on where the log stands.
    pub detector: D,
}

/// Place in the queue and the wait to expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
pub struct Wait {
    /// 1 is next.
    pub position: u32,
    /// Low end, in seconds.
    pub low_s: u32,
    /// High end, in seconds.
    pub high_s: u32,
    /// Where the range comes from.
    pub basis: WaitBasis,
    /// Whether any agent is available now.
    pub agents_online: bool,
}

/// Where a wait range comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson, ToJson)]
#[serde(rename_all = "snake_case")]
pub enum WaitBasis {
    /// From at least ten recent handoffs.
    Measured,
    /// What the site states, because there are too few samples; shown labelled so.
    Typical,
}
