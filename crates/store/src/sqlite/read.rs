//! Which questions does the server ask of the file?

use super::rows::{EventRow, StateRow, fault, id, int, lifecycle, limit, time};
use crate::{AgentRecord, Due, Fault, Listed, SiteRecord, Snapshot};
use baton_conversation::{AgentId, ConversationId, Envelope, Lifecycle, SiteId, Timestamp, VisitorId};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

/// What [`StateRow::read`] expects.
const STATE: &str = "SELECT id, head, epoch, state";

fn rows<T>(
    db: &Connection,
    sql: &str,
    of: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Fault> {
    db.prepare_cached(sql).and_then(|mut query| query.query_map(of, read)?.collect()).map_err(fault)
}

fn row<T>(
    db: &Connection,
    sql: &str,
    of: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, Fault> {
    db.prepare_cached(sql).and_then(|mut query| query.query_row(of, read).optional()).map_err(fault)
}

pub(super) fn load(db: &Connection, of: ConversationId) -> Result<Option<Snapshot>, Fault> {
    let sql = format!("{STATE}, detector, deadline FROM snapshots WHERE id = ?1");
    let found = row(db, &sql, [of.0.as_bytes()], |row| {
        Ok((StateRow::read(row)?, row.get(4)?, row.get::<_, Option<i64>>(5)?.map(Timestamp)))
    })?;
    found.map(|(state, detector, deadline)| state.snapshot(detector, deadline)).transpose()
}

/// Which part of a log, from where.
#[derive(Clone, Copy)]
pub(super) enum Page {
    After(u64),
    Before(u64),
}

pub(super) fn events(
    db: &Connection,
    of: ConversationId,
    page: Page,
    most: usize,
    public_only: bool,
) -> Result<Vec<Envelope>, Fault> {
    let (bound, order, edge) = match page {
        Page::After(seq) => (">", "ASC", seq),
        Page::Before(seq) => ("<", "DESC", seq),
    };
    let audience = if public_only { "AND e.audience = 'public'" } else { "" };
    let sql = format!(
        "SELECT e.seq, e.prev_public, e.at, e.audience, e.kind, c.body
         FROM events e LEFT JOIN contents c ON c.conversation = e.conversation AND c.seq = e.seq
         WHERE e.conversation = ?1 AND e.seq {bound} ?2 {audience} ORDER BY e.seq {order} LIMIT ?3"
    );
    let mut found = rows(db, &sql, params![of.0.as_bytes(), int(edge), limit(most)], EventRow::read)?;
    found.sort_by_key(|row| row.seq);
    found.into_iter().map(|row| row.envelope(of)).collect()
}

fn listed(db: &Connection, tail: &str, of: impl Params) -> Result<Vec<Listed>, Fault> {
    rows(db, &format!("{STATE} FROM snapshots {tail}"), of, StateRow::read)?
        .into_iter()
        .map(|row| Ok(Listed { state: row.state()? }))
        .collect()
}

pub(super) fn in_state(
    db: &Connection,
    site: SiteId,
    at: Lifecycle,
    most: usize,
) -> Result<Vec<Listed>, Fault> {
    let order = match at {
        Lifecycle::Queued | Lifecycle::Offered => "priority DESC, since, id",
        _ => "active_at DESC, id",
    };
    let tail = format!("WHERE site = ?1 AND lifecycle = ?2 ORDER BY {order} LIMIT ?3");
    listed(db, &tail, params![site.0.as_bytes(), lifecycle(at), limit(most)])
}

pub(super) fn of_visitor(
    db: &Connection,
    site: SiteId,
    visitor: VisitorId,
    most: usize,
) -> Result<Vec<Listed>, Fault> {
    let tail = "WHERE site = ?1 AND visitor = ?2 ORDER BY active_at DESC, id LIMIT ?3";
    listed(db, tail, params![site.0.as_bytes(), visitor.0.as_bytes(), limit(most)])
}

pub(super) fn of_agent(db: &Connection, agent: AgentId) -> Result<Vec<Listed>, Fault> {
    listed(db, "WHERE agent = ?1 ORDER BY since, id", [agent.0.as_bytes()])
}

pub(super) fn due(db: &Connection, now: Timestamp, most: usize) -> Result<Vec<Due>, Fault> {
    let sql = "SELECT id, deadline FROM snapshots WHERE deadline <= ?1 ORDER BY deadline, id LIMIT ?2";
    rows(db, sql, params![now.0, limit(most)], |row| {
        Ok(Due { conversation: ConversationId(id(row, 0)?), at: time(row, 1)? })
    })
}

pub(super) fn next_due(db: &Connection) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT deadline FROM snapshots WHERE deadline IS NOT NULL ORDER BY deadline LIMIT 1";
    row(db, sql, [], |row| time(row, 0))
}

pub(super) fn owing(db: &Connection, most: usize) -> Result<Vec<ConversationId>, Fault> {
    let sql = "SELECT id FROM snapshots WHERE owes_since IS NOT NULL ORDER BY owes_since, id LIMIT ?1";
    rows(db, sql, [limit(most)], |row| id(row, 0).map(ConversationId))
}

fn site_row(row: &Row<'_>) -> rusqlite::Result<SiteRecord> {
    Ok(SiteRecord { id: SiteId(id(row, 0)?), key: row.get(1)?, doc: row.get(2)? })
}

pub(super) fn site_by_key(db: &Connection, key: &str) -> Result<Option<SiteRecord>, Fault> {
    row(db, "SELECT id, key, doc FROM sites WHERE key = ?1", [key], site_row)
}

pub(super) fn site(db: &Connection, of: SiteId) -> Result<Option<SiteRecord>, Fault> {
    row(db, "SELECT id, key, doc FROM sites WHERE id = ?1", [of.0.as_bytes()], site_row)
}

pub(super) fn sites(db: &Connection) -> Result<Vec<SiteRecord>, Fault> {
    rows(db, "SELECT id, key, doc FROM sites ORDER BY key", [], site_row)
}

fn agent_row(row: &Row<'_>) -> rusqlite::Result<AgentRecord> {
    Ok(AgentRecord {
        id: AgentId(id(row, 0)?),
        site: SiteId(id(row, 1)?),
        name: row.get(2)?,
        disabled: row.get(3)?,
        doc: row.get(4)?,
    })
}

pub(super) fn agent(db: &Connection, of: AgentId) -> Result<Option<AgentRecord>, Fault> {
    let sql = "SELECT id, site, name, disabled, doc FROM agents WHERE id = ?1";
    row(db, sql, [of.0.as_bytes()], agent_row)
}

pub(super) fn agents(db: &Connection, site: SiteId) -> Result<Vec<AgentRecord>, Fault> {
    let sql = "SELECT id, site, name, disabled, doc FROM agents WHERE site = ?1 ORDER BY name";
    rows(db, sql, [site.0.as_bytes()], agent_row)
}
