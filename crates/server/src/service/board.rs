//! What does staff see of all conversations, and what does a waiting visitor hear?

use crate::app::App;
use crate::error::ApiError;
use crate::hub::Live;
use crate::service::With;
use crate::service::transcript::shortened;
use crate::sites::Agent;
use baton_conversation::wire::{Board, BoardItem, Wait};
use baton_conversation::{AgentCard, Command, Lifecycle, PageVisit, Phase, Priority, SiteId, State};
use baton_store::{Listed, queue_key};

/// Waiting conversations that one board shows.
const MAX_QUEUE: usize = 200;
/// Conversations with the Assistant that one board shows.
const MAX_ASSISTANT: usize = 50;
/// Closed conversations that one board shows.
const MAX_CLOSED: usize = 20;
/// Longest page path or title that is kept, in characters.
const MAX_PAGE: usize = 300;

impl App {
    /// The board of one agent.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn board(&self, agent: &Agent) -> Result<Board, ApiError> {
        let site = agent.site;
        let list = async |at, limit| self.store.in_state(site, at, limit).await;
        let held = list(Lifecycle::WithAgent, MAX_QUEUE).await?;
        let (mine, others): (Vec<_>, Vec<_>) = held.iter().partition(|l| l.state.agent() == Some(agent.id));
        Ok(Board {
            queue: self.waiting(site).await?.iter().map(item).collect(),
            mine: mine.into_iter().map(|l| item(&l.state)).collect(),
            others: others.into_iter().map(|l| item(&l.state)).collect(),
            follow_ups: items(&list(Lifecycle::FollowUp, MAX_QUEUE).await?),
            assistant: self.lined(&list(Lifecycle::Assistant, MAX_ASSISTANT).await?).await?,
            closed: self.lined(&list(Lifecycle::Closed, MAX_CLOSED).await?).await?,
            agents_online: self.capacity(site).await?.0,
        })
    }

    /// Rows of conversations that may never have been handed over: without a summary the visitor's last line stands in.
    async fn lined(&self, listed: &[Listed]) -> Result<Vec<BoardItem>, ApiError> {
        let mut items = items(listed);
        for (item, listed) in items.iter_mut().zip(listed).filter(|(item, _)| item.line.is_empty()) {
            item.line = self.last_line(&listed.state).await?;
        }
        Ok(items)
    }

    /// Everyone who waits on a site, first in line first.
    async fn waiting(&self, site: SiteId) -> Result<Vec<State>, ApiError> {
        let mut waiting = vec![];
        for at in [Lifecycle::Queued, Lifecycle::Offered] {
            let listed = self.store.in_state(site, at, MAX_QUEUE).await?;
            waiting.extend(listed.into_iter().map(|l| l.state));
        }
        waiting.sort_by_key(queue_key);
        Ok(waiting)
    }

    /// Available agents with a socket, their places in all, and how many of those are free.
    async fn capacity(&self, site: SiteId) -> Result<(u32, u32, u32), ApiError> {
        let (mut online, mut places, mut free) = (0, 0, 0);
        for record in self.store.agents(site).await?.into_iter().filter(|a| !a.disabled) {
            let agent = Agent::from_record(record)?;
            if agent.available && self.hub.is_online(agent.id) {
                let held = u32::try_from(self.store.of_agent(agent.id).await?.len()).unwrap_or(u32::MAX);
                online += 1;
                places += agent.capacity;
                free += agent.capacity.saturating_sub(held);
            }
        }
        Ok((online, places, free))
    }

    /// Place and expected wait of one conversation.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn wait_of(&self, state: &State) -> Result<Option<Wait>, ApiError> {
        if state.public.phase != Phase::Queued {
            return Ok(None);
        }
        let waiting = self.waiting(state.site).await?;
        let place = waiting.iter().position(|s| s.id == state.id);
        let Some(place) = place else { return Ok(None) };
        let stated = self.site(state.site).await?.site.typical_wait_s;
        let capacity = self.capacity(state.site).await?;
        Ok(Some(self.waits.estimate(state.site, place, capacity, stated)))
    }

    /// Tells everyone who waits on a site where they stand now. Called whenever queue or agents change.
    pub async fn refresh_queue(&self, site: SiteId) {
        if let Err(error) = self.tell_waits(site).await {
            tracing::warn!(code = error.code, "waits could not be refreshed");
        }
        self.hub.board_changed(site);
    }

    async fn tell_waits(&self, site: SiteId) -> Result<(), ApiError> {
        let waiting = self.waiting(site).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let stated = self.site(site).await?.site.typical_wait_s;
        let capacity = self.capacity(site).await?;
        for (place, state) in waiting.iter().enumerate() {
            let wait = self.waits.estimate(site, place, capacity, stated);
            self.hub.whisper(state.id, &Live::Wait(state.id, wait));
            if state.told.is_none() {
                self.execute(state.id, With::default(), |_, _| Ok(Command::TellWait { wait })).await?;
            }
        }
        Ok(())
    }
}

fn items(listed: &[Listed]) -> Vec<BoardItem> {
    listed.iter().map(|l| item(&l.state)).collect()
}

fn item(state: &State) -> BoardItem {
    let agent: Option<AgentCard> = match (&state.public.phase, &state.offer) {
        (Phase::WithAgent(agent), _) => Some(agent.clone()),
        (Phase::Queued, Some(offer)) => Some(offer.agent.clone()),
        _ => None,
    };
    let brief = state.public.handoff.as_ref().and_then(|h| h.brief.as_ref());
    let context = state.context();
    let line = brief.map(|b| b.summary.as_str()).filter(|s| !s.is_empty());
    let waits = matches!(state.public.phase, Phase::Queued | Phase::FollowUp(_));
    let since = state.public.handoff.as_ref().filter(|_| waits).map_or(state.active_at, |h| h.since);
    BoardItem {
        conversation: state.id,
        at: state.lifecycle(),
        epoch: state.public.epoch,
        priority: state.handoff.as_ref().map_or(Priority::Normal, |h| h.priority),
        since,
        reason: context.map(|c| c.auto_escalated_due_to),
        line: shortened(line.or(context.map(|c| c.intent.as_str())).unwrap_or_default()),
        agent,
    }
}

/// A page without query and fragment, cut to its limits.
#[must_use]
pub fn clean_page(page: &PageVisit) -> PageVisit {
    let path = page.path.split(['?', '#']).next().unwrap_or_default();
    let cut = |text: &str| text.chars().take(MAX_PAGE).collect();
    PageVisit { path: cut(path), title: cut(&page.title) }
}
