//! Which part of a log does a client ask for?

use crate::app::App;
use crate::error::ApiError;
use crate::hub::Live;
use baton_conversation::wire::{PAGE, Page};
use baton_conversation::{
    ConversationId, Envelope, Event, PublicEvent, frames_for_staff, frames_for_visitor,
};
use serde::Deserialize;
use std::time::Duration;

/// Longest long poll, in seconds.
const MAX_WAIT_S: u64 = 25;

/// `?after=N&wait=25` or `?before=N`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Events with a higher sequence.
    pub after: Option<u64>,
    /// Events with a lower sequence, the newest of them.
    pub before: Option<u64>,
    /// Seconds to wait for news, with `after`.
    #[serde(default)]
    pub wait: u64,
}

impl PageQuery {
    /// The newest page.
    #[must_use]
    pub fn last() -> Self {
        Self::default()
    }
}

async fn log(
    app: &App,
    id: ConversationId,
    query: &PageQuery,
    public_only: bool,
) -> Result<(Vec<Envelope>, bool), ApiError> {
    // One more than a page tells whether there is more.
    let limit = PAGE + 1;
    if let Some(after) = query.after {
        let mut log = app.store.events_after(id, after, limit, public_only).await?;
        let more = log.len() > PAGE;
        log.truncate(PAGE);
        return Ok((log, more));
    }
    let before = query.before.unwrap_or(u64::MAX);
    let mut log = app.store.events_before(id, before, limit, public_only).await?;
    let more = log.len() > PAGE;
    if more {
        log.remove(0);
    }
    Ok((log, more))
}

/// One page for the visitor.
///
/// # Errors
/// A fault of the store.
pub async fn visitor(
    app: &App,
    id: ConversationId,
    query: &PageQuery,
) -> Result<Page<PublicEvent>, ApiError> {
    let (log, more) = log(app, id, query, true).await?;
    let state = app.store.load(id).await?.ok_or_else(ApiError::not_found)?.state;
    Ok(Page { frames: frames_for_visitor(&log), head: state.public.head, more })
}

/// One page for staff.
///
/// # Errors
/// A fault of the store.
pub async fn staff(app: &App, id: ConversationId, query: &PageQuery) -> Result<Page<Event>, ApiError> {
    let (log, more) = log(app, id, query, false).await?;
    let state = app.store.load(id).await?.ok_or_else(ApiError::not_found)?.state;
    Ok(Page { frames: frames_for_staff(&log), head: state.head, more })
}

/// With `wait`, returns when there is something after `after`, or when the time is over. Listens before it looks,
/// so that nothing falls between.
///
/// # Errors
/// A fault of the store.
pub async fn wait_for_news(
    app: &App,
    id: ConversationId,
    query: &PageQuery,
    public_only: bool,
) -> Result<(), ApiError> {
    let (Some(after), 1..) = (query.after, query.wait) else { return Ok(()) };
    let mut listener = app.hub.listen();
    let _ = listener.follow(id);
    if !app.store.events_after(id, after, 1, public_only).await?.is_empty() {
        return Ok(());
    }
    let news = async {
        while let Some(live) = listener.rx.recv().await {
            if matches!(&live, Live::Event(_, e) if !public_only || matches!(e.event, Event::Public(_))) {
                break;
            }
        }
    };
    tokio::select! {
        () = news => {}
        () = tokio::time::sleep(Duration::from_secs(query.wait.min(MAX_WAIT_S))) => {}
        () = app.stopping.cancelled() => {}
    }
    Ok(())
}
