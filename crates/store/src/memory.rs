//! How does the store behave when nothing needs to survive the process? For tests and models.
//!
//! One mutex holds everything, so each call is atomic; the answers are the same as those of the backends that
//! write to disk, which the conformance suite proves.

use crate::checks::{self, Heads};
use crate::{
    AgentRecord, ClientKey, Commit, CommitError, Due, Fault, Guard, Listed, Receipt, SiteRecord, Snapshot,
    Store, TokenRecord, queue_key,
};
use baton_conversation::{
    AgentId, ConversationId, Envelope, Event, Lifecycle, SiteId, State, Timestamp, VisitorId,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Default)]
struct Data {
    snapshots: BTreeMap<ConversationId, Snapshot>,
    logs: HashMap<ConversationId, Vec<Envelope>>,
    receipts: HashMap<ClientKey, Receipt>,
    sites: BTreeMap<SiteId, SiteRecord>,
    agents: BTreeMap<AgentId, AgentRecord>,
    tokens: HashMap<[u8; 32], TokenRecord>,
}

/// A store that forgets everything with the process.
#[derive(Default)]
pub struct Memory {
    data: Mutex<Data>,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn data(&self) -> MutexGuard<'_, Data> {
        // Every change is checked before the first write, so a panic elsewhere left nothing half-done.
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Data {
    fn heads(&self, id: ConversationId) -> Heads {
        self.snapshots.get(&id).map_or_else(Heads::default, |s| Heads {
            head: s.state.head,
            public_head: s.state.public.head,
            epoch: s.state.public.epoch,
            last_at: s.state.last_at,
        })
    }

    fn load_of(&self, agent: AgentId, except: &[Commit]) -> usize {
        self.states()
            .filter(|s| s.agent() == Some(agent) && !except.iter().any(|c| c.conversation == s.id))
            .count()
    }

    fn states(&self) -> impl Iterator<Item = &State> {
        self.snapshots.values().map(|s| &s.state)
    }

    fn check(&self, commits: &[Commit], guards: &[Guard]) -> Result<(), CommitError> {
        for guard in guards {
            if let Guard::FreshClientId(key, _) = guard
                && let Some(first) = self.receipts.get(key)
            {
                return Err(CommitError::KnownClientId(*first));
            }
        }
        for guard in guards {
            if let Guard::Epoch(id, epoch) = guard
                && self.heads(*id).epoch != *epoch
            {
                return Err(CommitError::StaleEpoch(*id));
            }
        }
        for commit in commits {
            checks::continues(self.heads(commit.conversation), commit)?;
        }
        for guard in guards {
            if let Guard::AgentLoadBelow(agent, limit) = guard
                && self.load_of(*agent, commits) >= *limit as usize
            {
                return Err(CommitError::AgentFull(*agent));
            }
        }
        Ok(())
    }

    fn listed(&self, keep: impl Fn(&State) -> bool) -> Vec<Listed> {
        self.states().filter(|s| keep(s)).map(|s| Listed { state: s.clone() }).collect()
    }
}

fn newest_first(rows: &mut [Listed]) {
    rows.sort_by_key(|row| (Reverse(row.state.active_at), row.state.id));
}

fn since(state: &State) -> Timestamp {
    queue_key(state).1
}

#[async_trait::async_trait]
impl Store for Memory {
    async fn commit(&self, commits: Vec<Commit>, guards: Vec<Guard>) -> Result<(), CommitError> {
        checks::shape(&commits, &guards)?;
        let mut data = self.data();
        data.check(&commits, &guards)?;
        for commit in commits {
            data.logs.entry(commit.conversation).or_default().extend(commit.events);
            data.snapshots.insert(commit.conversation, commit.snapshot);
        }
        for guard in guards {
            if let Guard::FreshClientId(key, receipt) = guard {
                data.receipts.insert(key, receipt);
            }
        }
        Ok(())
    }

    async fn load(&self, id: ConversationId) -> Result<Option<Snapshot>, Fault> {
        Ok(self.data().snapshots.get(&id).cloned())
    }

    async fn events_after(
        &self,
        id: ConversationId,
        after: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        let data = self.data();
        let log = data.logs.get(&id).map_or(&[][..], Vec::as_slice);
        let wanted = |e: &&Envelope| e.seq > after && (!public_only || matches!(e.event, Event::Public(_)));
        Ok(log.iter().filter(wanted).take(limit).cloned().collect())
    }

    async fn events_before(
        &self,
        id: ConversationId,
        before: u64,
        limit: usize,
        public_only: bool,
    ) -> Result<Vec<Envelope>, Fault> {
        let data = self.data();
        let log = data.logs.get(&id).map_or(&[][..], Vec::as_slice);
        let wanted = |e: &&Envelope| e.seq < before && (!public_only || matches!(e.event, Event::Public(_)));
        let mut page: Vec<Envelope> = log.iter().rev().filter(wanted).take(limit).cloned().collect();
        page.reverse();
        Ok(page)
    }

    async fn receipt(&self, key: ClientKey) -> Result<Option<Receipt>, Fault> {
        Ok(self.data().receipts.get(&key).copied())
    }

    async fn in_state(&self, site: SiteId, at: Lifecycle, limit: usize) -> Result<Vec<Listed>, Fault> {
        let mut rows = self.data().listed(|s| s.site == site && s.lifecycle() == at);
        match at {
            Lifecycle::Queued | Lifecycle::Offered => rows.sort_by_key(|row| queue_key(&row.state)),
            _ => newest_first(&mut rows),
        }
        rows.truncate(limit);
        Ok(rows)
    }

    async fn of_visitor(&self, site: SiteId, visitor: VisitorId, limit: usize) -> Result<Vec<Listed>, Fault> {
        let mut rows = self.data().listed(|s| s.site == site && s.visitor == visitor);
        newest_first(&mut rows);
        rows.truncate(limit);
        Ok(rows)
    }

    async fn of_agent(&self, agent: AgentId) -> Result<Vec<Listed>, Fault> {
        let mut rows = self.data().listed(|s| s.agent() == Some(agent));
        rows.sort_by_key(|row| (since(&row.state), row.state.id));
        Ok(rows)
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, Fault> {
        let data = self.data();
        let mut due: Vec<Due> = data
            .snapshots
            .iter()
            .filter_map(|(id, s)| s.deadline.map(|at| Due { conversation: *id, at }))
            .filter(|due| due.at <= now)
            .collect();
        due.sort_by_key(|due| (due.at, due.conversation));
        due.truncate(limit);
        Ok(due)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        Ok(self.data().snapshots.values().filter_map(|s| s.deadline).min())
    }

    async fn owing(&self, limit: usize) -> Result<Vec<ConversationId>, Fault> {
        let data = self.data();
        let mut owing: Vec<(Timestamp, ConversationId)> =
            data.states().filter_map(|s| s.owes.as_ref().map(|owed| (owed.at, s.id))).collect();
        owing.sort_unstable();
        Ok(owing.into_iter().take(limit).map(|(_, id)| id).collect())
    }

    async fn put_site(&self, site: SiteRecord) -> Result<(), Fault> {
        let mut data = self.data();
        if data.sites.values().any(|other| other.key == site.key && other.id != site.id) {
            return Err(Fault::Backend("another site has this key".into()));
        }
        data.sites.insert(site.id, site);
        Ok(())
    }

    async fn site_by_key(&self, key: &str) -> Result<Option<SiteRecord>, Fault> {
        Ok(self.data().sites.values().find(|site| site.key == key).cloned())
    }

    async fn site(&self, id: SiteId) -> Result<Option<SiteRecord>, Fault> {
        Ok(self.data().sites.get(&id).cloned())
    }

    async fn sites(&self) -> Result<Vec<SiteRecord>, Fault> {
        let mut sites: Vec<SiteRecord> = self.data().sites.values().cloned().collect();
        sites.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(sites)
    }

    async fn put_agent(&self, agent: AgentRecord) -> Result<(), Fault> {
        let mut data = self.data();
        let taken = |other: &AgentRecord| {
            other.site == agent.site && other.name == agent.name && other.id != agent.id
        };
        if data.agents.values().any(taken) {
            return Err(Fault::Backend("another agent of the site has this name".into()));
        }
        data.agents.insert(agent.id, agent);
        Ok(())
    }

    async fn agent(&self, id: AgentId) -> Result<Option<AgentRecord>, Fault> {
        Ok(self.data().agents.get(&id).cloned())
    }

    async fn agents(&self, site: SiteId) -> Result<Vec<AgentRecord>, Fault> {
        let mut agents: Vec<AgentRecord> =
            self.data().agents.values().filter(|agent| agent.site == site).cloned().collect();
        agents.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(agents)
    }

    async fn put_token(&self, token: TokenRecord) -> Result<(), Fault> {
        self.data().tokens.insert(token.hash, token);
        Ok(())
    }

    async fn token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        Ok(self.data().tokens.get(&hash).filter(|token| token.expires_at > now).copied())
    }

    async fn take_token(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<TokenRecord>, Fault> {
        Ok(self.data().tokens.remove(&hash).filter(|token| token.expires_at > now))
    }

    async fn ping(&self) -> Result<(), Fault> {
        Ok(())
    }
}
