//! How does the log live in one SQLite file?
//!
//! [`writer`] is the only one that writes and shares each fsync among all commits that wait; [`readers`] answer
//! beside it. [`open`] refuses a file whose durability it cannot prove, [`schema`] brings older files forward.

mod commit;
mod open;
mod read;
mod readers;
mod rows;
mod schema;
mod writer;

pub use writer::Stats;

use crate::{
    AgentRecord, ClientKey, Commit, CommitError, Due, Fault, Guard, Listed, Receipt, SiteRecord, Snapshot,
    Store, TokenRecord, checks,
};
use baton_conversation::{AgentId, ConversationId, Envelope, Lifecycle, SiteId, Timestamp, VisitorId};
use readers::Readers;
use rusqlite::OptionalExtension;
use std::path::Path;
use writer::Writer;

/// A store in one file (and its `-wal` and `-shm` beside it), for one machine.
pub struct Sqlite {
    writer: Writer,
    readers: Readers,
}

impl Sqlite {
    /// Opens or creates the file; its directory must exist. Blocks for a moment; reads need a Tokio runtime.
    ///
    /// # Errors
    /// [`Fault::Unopenable`] names the path, [`Fault::NewerSchema`] a file of a newer Baton,
    /// [`Fault::NotDurable`] a setting that is not in force.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let db = open::writer(path)?;
        Ok(Self { readers: Readers::open(path)?, writer: Writer::start(db)? })
    }

    /// How often the disk was asked since the start, and for how many writes.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.writer.stats()
    }
}

#[async_trait::async_trait]
impl Store for Sqlite {
    async fn commit(&self, commits: Vec<Commit>, guards: Vec<Guard>) -> Result<(), CommitError> {
        checks::shape(&commits, &guards)?;
        self.writer.run(move |db| commit::store(db, &commits, &guards)).await
    }

    async fn load(&self, id: ConversationId) -> Result<Option<Snapshot>, Fault> {
        self.readers.read(move |db| read::load(db, id)).await
    }

    async fn events_after(
        &self,
        id: ConversationId,
        after: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        self.readers.read(move |db| read::events(db, id, read::Page::After(after), limit, public_only)).await
    }

    async fn events_before(
        &self,
        id: ConversationId,
        before: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        self.readers
            .read(move |db| read::events(db, id, read::Page::Before(before), limit, public_only))
            .await
    }

    async fn receipt(&self, key: ClientKey) -> Result<Option<Receipt>, Fault> {
        self.readers.read(move |db| commit::receipt(db, key)).await
    }

    async fn in_state(&self, site: SiteId, at: Lifecycle, limit: usize) -> Result<Vec<Listed>, Fault> {
        self.readers.read(move |db| read::in_state(db, site, at, limit)).await
    }

    async fn of_visitor(&self, site: SiteId, visitor: VisitorId, limit: usize) -> Result<Vec<Listed>, Fault> {
        self.readers.read(move |db| read::of_visitor(db, site, visitor, limit)).await
    }

    async fn of_agent(&self, agent: AgentId) -> Result<Vec<Listed>, Fault> {
        self.readers.read(move |db| read::of_agent(db, agent)).await
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, Fault> {
        self.readers.read(move |db| read::due(db, now, limit)).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        self.readers.read(read::next_due).await
    }

    async fn owing(&self, limit: usize) -> Result<Vec<ConversationId>, Fault> {
        self.readers.read(move |db| read::owing(db, limit)).await
    }

    async fn put_site(&self, site: SiteRecord) -> Result<(), Fault> {
        self.writer.run(move |db| commit::put_site(db, &site)).await
    }

    async fn site_by_key(&self, key: &str) -> Result<Option<SiteRecord>, Fault> {
        let key = key.to_owned();
        self.readers.read(move |db| read::site_by_key(db, &key)).await
    }

    async fn site(&self, id: SiteId) -> Result<Option<SiteRecord>, Fault> {
        self.readers.read(move |db| read::site(db, id)).await
    }

    async fn sites(&self) -> Result<Vec<SiteRecord>, Fault> {
        self.readers.read(read::sites).await
    }

    async fn put_agent(&self, agent: AgentRecord) -> Result<(), Fault> {
        self.writer.run(move |db| commit::put_agent(db, &agent)).await
    }

    async fn agent(&self, id: AgentId) -> Result<Option<AgentRecord>, Fault> {
        self.readers.read(move |db| read::agent(db, id)).await
    }

    async fn agents(&self, site: SiteId) -> Result<Vec<AgentRecord>, Fault> {
        self.readers.read(move |db| read::agents(db, site)).await
    }

    async fn put_token(&self, token: TokenRecord) -> Result<(), Fault> {
        self.writer.run(move |db| commit::put_token(db, &token)).await
    }

    async fn token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        const SQL: &str = "SELECT hash, kind, site, subject, expires_at FROM tokens WHERE hash = ?1";
        let found = self.readers.read(move |db| one_token(db, SQL, hash)).await?;
        Ok(found.filter(|token| token.expires_at > now))
    }

    async fn take_token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        const SQL: &str =
            "DELETE FROM tokens WHERE hash = ?1 RETURNING hash, kind, site, subject, expires_at";
        let taken: Result<Option<TokenRecord>, Fault> =
            self.writer.run(move |db| one_token(db, SQL, hash)).await;
        Ok(taken?.filter(|token| token.expires_at > now))
    }

    async fn ping(&self) -> Result<(), Fault> {
        // Both halves must answer: a file that can be read but no longer written is not healthy.
        self.readers.read(|db| db.execute_batch("SELECT 1").map_err(rows::fault)).await?;
        self.writer.run(|_| Ok(())).await
    }
}

fn one_token(db: &rusqlite::Connection, sql: &str, hash: [u8; 32]) -> Result<Option<TokenRecord>, Fault> {
    db.prepare_cached(sql)
        .and_then(|mut query| query.query_row([hash], rows::token).optional())
        .map_err(rows::fault)
}
