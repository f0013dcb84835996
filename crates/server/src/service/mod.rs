//! How is a command carried out? Load, decide, commit, tell listeners; again if someone else was faster.

pub mod board;
pub mod handoff;
pub mod lines;
pub mod pages;
pub mod replies;
pub mod timers;
pub mod transcript;
pub mod visitor;

use crate::app::App;
use crate::error::ApiError;
use axum::http::StatusCode;
use baton_conversation::{
    AgentId, Command, Context, ConversationId, Envelope, Event, PublicEvent, State, Streamed, decide,
};
use baton_store::{ClientKey, Commit, CommitError, Guard, Receipt, Snapshot};
use baton_triggers::DetectorState;

/// Tries before a conversation under heavy contention answers "busy".
const TRIES: usize = 50;

/// What a command led to.
#[derive(Clone, Debug)]
pub struct Done {
    /// The state after it.
    pub state: State,
    /// The events that were stored; empty if nothing changed.
    pub events: Vec<Envelope>,
    /// The first sequence, or where a repeated request's event stands.
    pub seq: u64,
    /// Whether this repeats an earlier request.
    pub replayed: bool,
}

/// Names a repeatable request.
#[derive(Clone, Copy, Debug)]
pub struct Once {
    /// The client's id.
    pub key: ClientKey,
    /// Keyed hash of the body as received.
    pub body_hash: [u8; 32],
}

/// What goes with a command.
#[derive(Clone, Copy, Debug, Default)]
pub struct With {
    /// Fence: the epoch that must still hold when the events are stored.
    pub epoch: Option<u64>,
    /// The agent who takes the conversation, and how many they may hold.
    pub taker: Option<(AgentId, u32)>,
    /// A repeatable request.
    pub once: Option<Once>,
}

impl App {
    /// Carries out a command. `build` makes it from the state, judging with the detector's state where it needs
    /// to; it runs again when someone else was faster, so it must not have side effects.
    ///
    /// # Errors
    /// The refusal, or a fault of the store; then nothing was stored.
    pub async fn execute(
        &self,
        id: ConversationId,
        with: With,
        mut build: impl FnMut(&State, &mut DetectorState) -> Result<Command, ApiError> + Send,
    ) -> Result<Done, ApiError> {
        for _ in 0..TRIES {
            if let Some(done) = self.repeated(id, with.once).await? {
                return Ok(done);
            }
            let streamed = self.hub.streamed(id);
            let (before, mut detector) = self.loaded(id).await?;
            let command = build(&before, &mut detector)?;
            let (events, state) = self.decided(&before, command, streamed)?;
            if events.is_empty() {
                return Ok(Done { seq: state.head, state, events, replayed: false });
            }
            let seq = first_message(&events);
            let commit = Commit {
                conversation: id,
                expected_head: before.head,
                events: events.clone(),
                snapshot: self.snapshot(state.clone(), &detector)?,
            };
            match self.store.commit(vec![commit], guards(id, with, seq)).await {
                Ok(()) => {
                    self.after_commit(&before, &state, &events);
                    return Ok(Done { state, events, seq, replayed: false });
                }
                Err(CommitError::Conflict(_) | CommitError::KnownClientId(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(ApiError::busy())
    }

    async fn repeated(&self, id: ConversationId, once: Option<Once>) -> Result<Option<Done>, ApiError> {
        let Some(once) = once else { return Ok(None) };
        let Some(receipt) = self.store.receipt(once.key).await? else { return Ok(None) };
        if receipt.body_hash != once.body_hash {
            return Err(ApiError::id_reused());
        }
        let snapshot = self.store.load(id).await?.ok_or_else(ApiError::not_found)?;
        Ok(Some(Done { state: snapshot.state, events: vec![], seq: receipt.seq, replayed: true }))
    }

    async fn loaded(&self, id: ConversationId) -> Result<(State, DetectorState), ApiError> {
        let Some(snapshot) = self.store.load(id).await? else {
            return Ok((State::new(id), DetectorState::default()));
        };
        // A detector state of another version starts afresh: counting again is better than miscounting.
        Ok((snapshot.state, serde_json::from_str(&snapshot.detector).unwrap_or_default()))
    }

    fn decided(
        &self,
        before: &State,
        command: Command,
        streamed: Option<Streamed>,
    ) -> Result<(Vec<Envelope>, State), ApiError> {
        let mut fresh = || self.world.chance.random();
        let now = self.world.clock.now();
        let mut cx = Context { now, fresh: &mut fresh, timers: self.config.timers, streamed };
        let events = before.stamp(now, decide(before, command, &mut cx)?);
        let mut state = before.clone();
        for entry in &events {
            state.apply(entry);
        }
        Ok((events, state))
    }

    fn snapshot(&self, state: State, detector: &DetectorState) -> Result<Snapshot, ApiError> {
        let detector = serde_json::to_string(detector).map_err(|error| {
            tracing::error!(%error, "the detector's state can't be written");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
        })?;
        let deadline = state.deadline(&self.config.timers);
        Ok(Snapshot { state, detector, deadline })
    }

    /// What follows from committed events in this process. All of it can be derived again from the log.
    fn after_commit(&self, before: &State, after: &State, events: &[Envelope]) {
        self.hub.publish(after.id, events);
        for entry in events {
            if let Event::Public(event) = &entry.event {
                match event {
                    PublicEvent::ReplyCut { reply, .. } | PublicEvent::ReplyFinished { reply, .. } => {
                        self.hub.stream_end(after.id, *reply);
                        if matches!(event, PublicEvent::ReplyCut { .. }) {
                            self.replies.cancel(*reply);
                        }
                    }
                    _ => {}
                }
            }
        }
        if before.lifecycle() != after.lifecycle() {
            self.waits.note_change(before, after, self.world.clock.now());
            self.queue_changed(after.site);
        }
        self.hub.board_changed(after.site);
        self.deadline_moved.notify_one();
    }
}

/// Sequence of the message among new events, or of the first event.
fn first_message(events: &[Envelope]) -> u64 {
    let message = events.iter().find(|e| matches!(e.event, Event::Public(PublicEvent::MessagePosted { .. })));
    message.or(events.first()).map_or(0, |e| e.seq)
}

fn guards(id: ConversationId, with: With, seq: u64) -> Vec<Guard> {
    let mut guards = vec![];
    guards.extend(with.epoch.map(|epoch| Guard::Epoch(id, epoch)));
    guards.extend(with.taker.map(|(agent, limit)| Guard::AgentLoadBelow(agent, limit)));
    guards.extend(
        with.once.map(|once| Guard::FreshClientId(once.key, Receipt { seq, body_hash: once.body_hash })),
    );
    guards
}
