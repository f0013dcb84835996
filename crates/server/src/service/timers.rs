//! What happens by time alone, and after a restart?

use crate::app::App;
use crate::error::ApiError;
use crate::service::With;
use baton_conversation::{AgentId, Command, ReplyId, SiteId};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Deadlines are looked up at least this often, so that a lost wake-up only costs time.
const POLL: Duration = Duration::from_secs(30);
/// Deadlines carried out in one go.
const BATCH: usize = 200;

impl App {
    /// Starts the tasks that run beside requests, and takes up what an earlier process left.
    pub fn start(self: &Arc<Self>, queues: mpsc::UnboundedReceiver<SiteId>) {
        let (timers, waits, resumed) = (Arc::clone(self), Arc::clone(self), Arc::clone(self));
        tokio::spawn(async move {
            tokio::select! {
                () = timers.run_timers() => {}
                () = timers.stopping.cancelled() => {}
            }
        });
        tokio::spawn(async move {
            tokio::select! {
                () = waits.run_queues(queues) => {}
                () = waits.stopping.cancelled() => {}
            }
        });
        tokio::spawn(async move {
            if let Err(error) = resumed.resume().await {
                tracing::error!(code = error.code, "work of the process before could not be taken up");
            }
        });
    }

    async fn run_timers(&self) {
        loop {
            if let Err(error) = self.tick().await {
                tracing::warn!(code = error.code, "deadlines could not be carried out");
            }
            let next = self.store.next_due().await.ok().flatten();
            let now = self.world.clock.now();
            let until = next.map_or(POLL, |at| Duration::from_millis(at.since(now).max(1).unsigned_abs()));
            tokio::select! {
                () = tokio::time::sleep(until.min(POLL)) => {}
                () = self.deadline_moved.notified() => {}
            }
        }
    }

    /// Carries out what is due.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn tick(&self) -> Result<(), ApiError> {
        for due in self.store.due(self.world.clock.now(), BATCH).await? {
            self.execute(due.conversation, With::default(), |_, _| Ok(Command::Tick)).await?;
        }
        Ok(())
    }

    async fn run_queues(&self, mut dirty: mpsc::UnboundedReceiver<SiteId>) {
        while let Some(site) = dirty.recv().await {
            let mut sites = vec![site];
            while let Ok(more) = dirty.try_recv() {
                if !sites.contains(&more) {
                    sites.push(more);
                }
            }
            for site in sites {
                self.refresh_queue(site).await;
            }
        }
    }

    /// Replies that an earlier process owed are made again; agents who do not come back lose their lease.
    async fn resume(self: &Arc<Self>) -> Result<(), ApiError> {
        for id in self.store.owing(usize::MAX >> 1).await? {
            let in_flight = self.store.load(id).await?.and_then(|s| s.state.public.reply).map(|r| r.reply);
            if let Some(reply) = in_flight {
                self.abandon(id, reply).await?;
            }
            self.answer(id);
        }
        for site in self.store.sites().await? {
            for agent in self.store.agents(site.id).await? {
                if !self.store.of_agent(agent.id).await?.is_empty() {
                    self.start_lease(agent.id);
                }
            }
            self.queue_changed(site.id);
        }
        Ok(())
    }

    async fn abandon(&self, id: baton_conversation::ConversationId, reply: ReplyId) -> Result<(), ApiError> {
        self.execute(id, With::default(), |_, _| Ok(Command::AbandonReply { reply })).await.map(drop)
    }

    /// An agent's last socket is gone: after the lease their visitors return to the queue, at the old place.
    pub fn start_lease(self: &Arc<Self>, agent: AgentId) {
        let app = Arc::clone(self);
        let lease = Duration::from_millis(app.config.timers.agent_lease_ms.unsigned_abs());
        tokio::spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(lease) => {}
                () = app.stopping.cancelled() => return,
            }
            if !app.hub.is_online(agent)
                && let Err(error) = app.lose_agent(agent).await
            {
                tracing::warn!(code = error.code, "a lost agent's conversations could not be requeued");
            }
        });
    }

    /// Returns an agent's visitors to the queue.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn lose_agent(&self, agent: AgentId) -> Result<(), ApiError> {
        for held in self.store.of_agent(agent).await? {
            let lost =
                self.execute(held.state.id, With::default(), |_, _| Ok(Command::LoseAgent { agent })).await;
            // Someone else may have moved it on meanwhile; that is no failure.
            if let Err(error) = lost
                && error.status.is_server_error()
            {
                return Err(error);
            }
        }
        Ok(())
    }
}
