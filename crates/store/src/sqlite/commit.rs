//! What happens inside the transaction of one commit?

use super::rows::{author, fault, identity_columns, int, json, lifecycle, split, time, unsigned};
use crate::checks::{self, Heads};
use crate::{
    AgentRecord, ClientKey, Commit, CommitError, Fault, Guard, Receipt, SiteRecord, Snapshot, TokenRecord,
    queue_key,
};
use baton_conversation::{AgentId, ConversationId, Envelope};
use rusqlite::{Connection, OptionalExtension, params};

/// Checks all guards and heads, then writes. The caller's savepoint undoes a failure half-way.
pub(super) fn store(db: &Connection, commits: &[Commit], guards: &[Guard]) -> Result<(), CommitError> {
    check(db, commits, guards)?;
    for commit in commits {
        put_snapshot(db, &commit.snapshot)?;
        for event in &commit.events {
            put_event(db, commit.conversation, event)?;
        }
    }
    for guard in guards {
        if let Guard::FreshClientId(key, receipt) = guard {
            put_receipt(db, *key, *receipt)?;
        }
    }
    Ok(())
}

fn check(db: &Connection, commits: &[Commit], guards: &[Guard]) -> Result<(), CommitError> {
    for guard in guards {
        if let Guard::FreshClientId(key, _) = guard
            && let Some(first) = receipt(db, *key)?
        {
            return Err(CommitError::KnownClientId(first));
        }
    }
    for guard in guards {
        if let Guard::Epoch(id, epoch) = guard
            && heads(db, *id)?.epoch != *epoch
        {
            return Err(CommitError::StaleEpoch(*id));
        }
    }
    for commit in commits {
        checks::continues(heads(db, commit.conversation)?, commit)?;
    }
    for guard in guards {
        if let Guard::AgentLoadBelow(agent, limit) = guard
            && load_of(db, *agent, commits)? >= *limit as usize
        {
            return Err(CommitError::AgentFull(*agent));
        }
    }
    Ok(())
}

fn heads(db: &Connection, id: ConversationId) -> Result<Heads, Fault> {
    let sql = "SELECT head, public_head, epoch, last_at FROM snapshots WHERE id = ?1";
    let found = db
        .prepare_cached(sql)
        .and_then(|mut query| {
            query
                .query_row([id.0.as_bytes()], |row| {
                    Ok(Heads {
                        head: unsigned(row, 0)?,
                        public_head: unsigned(row, 1)?,
                        epoch: unsigned(row, 2)?,
                        last_at: time(row, 3)?,
                    })
                })
                .optional()
        })
        .map_err(fault)?;
    Ok(found.unwrap_or_default())
}

fn load_of(db: &Connection, agent: AgentId, except: &[Commit]) -> Result<usize, Fault> {
    let held: Vec<[u8; 16]> = db
        .prepare_cached("SELECT id FROM snapshots WHERE agent = ?1")
        .and_then(|mut query| query.query_map([agent.0.as_bytes()], |row| row.get(0))?.collect())
        .map_err(fault)?;
    Ok(held.iter().filter(|id| !except.iter().any(|c| c.conversation.0.as_bytes() == *id)).count())
}

/// What a client id led to, as this connection sees it.
pub(super) fn receipt(db: &Connection, key: ClientKey) -> Result<Option<Receipt>, Fault> {
    let sql = "SELECT seq, body_hash FROM client_ids WHERE conversation = ?1 AND author = ?2 AND id = ?3";
    db.prepare_cached(sql)
        .and_then(|mut query| {
            let of = params![key.conversation.0.as_bytes(), author(key.author), key.id.0.as_bytes()];
            query
                .query_row(of, |row| Ok(Receipt { seq: unsigned(row, 0)?, body_hash: row.get(1)? }))
                .optional()
        })
        .map_err(fault)
}

fn put_snapshot(db: &Connection, snapshot: &Snapshot) -> Result<(), Fault> {
    const SQL: &str =
        "INSERT INTO snapshots (id, head, public_head, epoch, last_at, site, visitor, lifecycle, agent,
            priority, since, active_at, deadline, owes_since, state, detector)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        ON CONFLICT (id) DO UPDATE SET head = ?2, public_head = ?3, epoch = ?4, last_at = ?5, site = ?6,
            visitor = ?7, lifecycle = ?8, agent = ?9, priority = ?10, since = ?11, active_at = ?12,
            deadline = ?13, owes_since = ?14, state = ?15, detector = ?16";
    let state = &snapshot.state;
    let (priority, since, _) = queue_key(state);
    let text = json(state)?;
    db.prepare_cached(SQL)
        .and_then(|mut insert| {
            insert.execute(params![
                state.id.0.as_bytes(),
                int(state.head),
                int(state.public.head),
                int(state.public.epoch),
                state.last_at.0,
                state.site.0.as_bytes(),
                state.visitor.0.as_bytes(),
                lifecycle(state.lifecycle()),
                state.agent().map(|agent| agent.0.into_bytes()),
                priority.0 as i64,
                since.0,
                state.active_at.0,
                snapshot.deadline.map(|at| at.0),
                state.owes.as_ref().map(|owed| owed.at.0),
                text,
                snapshot.detector,
            ])
        })
        .map_err(fault)?;
    Ok(())
}

fn put_event(db: &Connection, conversation: ConversationId, event: &Envelope) -> Result<(), Fault> {
    const ENVELOPE: &str = "INSERT INTO events (conversation, seq, prev_public, at, audience, kind)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    const CONTENT: &str = "INSERT INTO contents (conversation, seq, body) VALUES (?1, ?2, ?3)";
    let parts = split(&event.event)?;
    let (of, seq) = (conversation.0.as_bytes(), int(event.seq));
    let envelope = params![of, seq, int(event.prev_public), event.at.0, parts.audience, parts.kind];
    db.prepare_cached(ENVELOPE).and_then(|mut insert| insert.execute(envelope)).map_err(fault)?;
    db.prepare_cached(CONTENT)
        .and_then(|mut insert| insert.execute(params![of, seq, parts.body]))
        .map_err(fault)?;
    Ok(())
}

fn put_receipt(db: &Connection, key: ClientKey, receipt: Receipt) -> Result<(), Fault> {
    const SQL: &str =
        "INSERT INTO client_ids (conversation, author, id, seq, body_hash) VALUES (?1, ?2, ?3, ?4, ?5)";
    let (of, id) = (key.conversation.0.as_bytes(), key.id.0.as_bytes());
    db.prepare_cached(SQL)
        .and_then(|mut insert| {
            insert.execute(params![of, author(key.author), id, int(receipt.seq), receipt.body_hash])
        })
        .map_err(fault)?;
    Ok(())
}

/// Creates or replaces a site.
pub(super) fn put_site(db: &Connection, site: &SiteRecord) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO sites (id, key, doc) VALUES (?1, ?2, ?3)
        ON CONFLICT (id) DO UPDATE SET key = ?2, doc = ?3";
    db.execute(SQL, params![site.id.0.as_bytes(), site.key, site.doc])
        .map_err(|e| taken(e, "another site has this key"))?;
    Ok(())
}

/// Creates or replaces an agent.
pub(super) fn put_agent(db: &Connection, agent: &AgentRecord) -> Result<(), Fault> {
    const SQL: &str = "INSERT INTO agents (id, site, name, disabled, doc) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (id) DO UPDATE SET site = ?2, name = ?3, disabled = ?4, doc = ?5";
    let (id, site) = (agent.id.0.as_bytes(), agent.site.0.as_bytes());
    db.execute(SQL, params![id, site, agent.name, agent.disabled, agent.doc])
        .map_err(|e| taken(e, "another agent of the site has this name"))?;
    Ok(())
}

/// Keeps a token's hash.
pub(super) fn put_token(db: &Connection, token: &TokenRecord) -> Result<(), Fault> {
    const SQL: &str =
        "INSERT OR REPLACE INTO tokens (hash, kind, site, subject, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let (kind, site, subject) = identity_columns(token.identity);
    db.execute(SQL, params![token.hash, kind, site, subject, token.expires_at.0]).map_err(fault)?;
    Ok(())
}

fn taken(error: rusqlite::Error, why: &str) -> Fault {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => Fault::Backend(why.into()),
        _ => fault(error),
    }
}
