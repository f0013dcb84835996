//! How do values become columns and back?
//!
//! What cannot be read back is [`Fault::Corrupt`] and says where, never what: bodies hold visitors' words.

use crate::{Fault, Identity, Snapshot, TokenRecord};
use baton_conversation::{
    AgentId, Author, ConversationId, Envelope, Event, Lifecycle, SiteId, State, Timestamp, VisitorId,
};
use rusqlite::Row;
use serde_json::Value;
use uuid::Uuid;

/// A failure of the database, without any value of a row.
pub(super) fn fault(error: rusqlite::Error) -> Fault {
    use rusqlite::Error as E;
    match error {
        E::FromSqlConversionFailure(column, ..)
        | E::IntegralValueOutOfRange(column, _)
        | E::InvalidColumnType(column, ..) => Fault::Corrupt(format!("column {column} has the wrong type")),
        other => Fault::Backend(other.to_string()),
    }
}

/// Sequences, epochs and limits as SQL keeps them. Larger numbers cannot be stored, so clamping a query's bound
/// changes no answer.
pub(super) fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A page size.
pub(super) fn limit(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(column).map(Uuid::from_bytes)
}

pub(super) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let n: i64 = row.get(column)?;
    u64::try_from(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, n))
}

pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp)
}

pub(super) fn lifecycle(at: Lifecycle) -> &'static str {
    match at {
        Lifecycle::Assistant => "assistant",
        Lifecycle::Queued => "queued",
        Lifecycle::Offered => "offered",
        Lifecycle::WithAgent => "with_agent",
        Lifecycle::FollowUp => "follow_up",
        Lifecycle::Closed => "closed",
    }
}

pub(super) fn author(author: Author) -> &'static str {
    match author {
        Author::Visitor => "visitor",
        Author::Assistant => "assistant",
        Author::Agent => "agent",
        Author::System => "system",
    }
}

/// A value as JSON text.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|_| Fault::Backend("a value has no JSON form".into()))
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str, place: &str) -> Result<T, Fault> {
    // serde_json's own message may quote the text, so only the position is kept.
    serde_json::from_str(text).map_err(|e| {
        Fault::Corrupt(format!("{place}: not valid at line {}, column {}", e.line(), e.column()))
    })
}

/// An event taken apart: who may see it, what happened, and the content as JSON.
pub(super) struct Parts {
    pub(super) audience: String,
    pub(super) kind: String,
    pub(super) body: String,
}

/// `{"public":{"rated":{…}}}` → `public`, `rated`, `{…}`.
pub(super) fn split(event: &Event) -> Result<Parts, Fault> {
    let no_form = || Fault::Backend("an event has no JSON form".into());
    let tagged = serde_json::to_value(event).map_err(|_| no_form())?;
    let (audience, inner) = only_entry(tagged).ok_or_else(no_form)?;
    let (kind, fields) = only_entry(inner).ok_or_else(no_form)?;
    Ok(Parts { audience, kind, body: fields.to_string() })
}

fn only_entry(value: Value) -> Option<(String, Value)> {
    match value {
        Value::Object(map) => map.into_iter().next(),
        _ => None,
    }
}

/// The columns of an event as [`super::read`] selects them.
pub(super) struct EventRow {
    pub(super) seq: u64,
    prev_public: u64,
    at: Timestamp,
    audience: String,
    kind: String,
    body: Option<String>,
}

impl EventRow {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: unsigned(row, 0)?,
            prev_public: unsigned(row, 1)?,
            at: time(row, 2)?,
            audience: row.get(3)?,
            kind: row.get(4)?,
            body: row.get(5)?,
        })
    }

    pub(super) fn envelope(self, conversation: ConversationId) -> Result<Envelope, Fault> {
        let place = format!("event {} of conversation {conversation}", self.seq);
        let body = self.body.ok_or_else(|| Fault::Corrupt(format!("{place}: its content is missing")))?;
        let event = parsed(&format!(r#"{{"{}":{{"{}":{body}}}}}"#, self.audience, self.kind), &place)?;
        Ok(Envelope { seq: self.seq, prev_public: self.prev_public, at: self.at, event })
    }
}

/// A state with the columns that must agree with it: id, head, epoch, state.
pub(super) struct StateRow {
    id: Uuid,
    head: u64,
    epoch: u64,
    state: String,
}

impl StateRow {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: id(row, 0)?, head: unsigned(row, 1)?, epoch: unsigned(row, 2)?, state: row.get(3)? })
    }

    /// Guards look at the columns and callers at the state: where they differ, neither may be trusted.
    pub(super) fn state(self) -> Result<State, Fault> {
        let place = format!("snapshot of conversation {}", self.id);
        let state: State = parsed(&self.state, &place)?;
        if (state.id.0, state.head, state.public.epoch) != (self.id, self.head, self.epoch) {
            return Err(Fault::Corrupt(format!("{place}: its columns and its state differ")));
        }
        Ok(state)
    }

    pub(super) fn snapshot(self, detector: String, deadline: Option<Timestamp>) -> Result<Snapshot, Fault> {
        Ok(Snapshot { state: self.state()?, detector, deadline })
    }
}

/// An identity as columns: kind, site, subject.
pub(super) fn identity_columns(identity: Identity) -> (&'static str, Option<[u8; 16]>, [u8; 16]) {
    match identity {
        Identity::Visitor { site, visitor } => ("visitor", Some(site.0.into_bytes()), visitor.0.into_bytes()),
        Identity::Agent(agent) => ("agent", None, agent.0.into_bytes()),
        Identity::SignIn(agent) => ("sign_in", None, agent.0.into_bytes()),
    }
}

/// Reads `hash, kind, site, subject, expires_at`.
pub(super) fn token(row: &Row<'_>) -> rusqlite::Result<TokenRecord> {
    let subject = id(row, 3)?;
    let identity = match row.get_ref(1)?.as_str()? {
        "visitor" => Identity::Visitor { site: SiteId(id(row, 2)?), visitor: VisitorId(subject) },
        "agent" => Identity::Agent(AgentId(subject)),
        // The table's check admits no fourth kind.
        _ => Identity::SignIn(AgentId(subject)),
    };
    Ok(TokenRecord { hash: row.get(0)?, identity, expires_at: time(row, 4)? })
}
