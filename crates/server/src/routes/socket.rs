//! How do events reach browsers and consoles as they happen?
//!
//! One task a socket. It registers with the hub first, then reads the log from the client's cursor, then goes live;
//! each live event whose `prev` is not the last one sent makes it read the log again, so nothing rests on the hub.

use crate::app::App;
use crate::auth::{Source, Staff, Visitor};
use crate::error::ApiError;
use crate::hub::{Listener, Live, Piece};
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::HeaderMap;
use axum::response::Response;
use baton_conversation::wire::{
    self, ClientFrame, Cursor, HEARTBEAT_MS, ServerFrame, StaffFrame, VisitorFrame,
};
use baton_conversation::{Author, ConversationId, Envelope, Event, frames_for_staff, frames_for_visitor};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

/// Time for the first frame to arrive.
const HELLO: Duration = Duration::from_secs(5);
/// Time for one frame to leave; a peer that takes none for so long is gone.
const SEND: Duration = Duration::from_secs(10);
/// How often the token is looked at again, so that a disabled agent's socket closes.
const RECHECK: Duration = Duration::from_secs(5);
/// Events that are read at once when catching up.
const BATCH: usize = 200;
/// Events behind which a client does better to load the conversation anew.
const TOO_FAR: u64 = 2000;
/// Conversations that one socket may follow.
const MAX_FOLLOWED: usize = 200;
/// Largest frame a client may send, in bytes.
const MAX_FRAME: usize = 16 * 1024;

/// `GET /v1/socket`
pub(super) async fn upgrade(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    socket: WebSocketUpgrade,
) -> Response {
    let source = Source::of(&headers);
    // The default buffers cost 128 KB an idle socket.
    let socket = socket.read_buffer_size(1024).write_buffer_size(1024).max_message_size(MAX_FRAME);
    socket.on_upgrade(move |socket| async move { serve(app, source, socket).await })
}

enum Who {
    Visitor(Visitor),
    Staff(Staff),
}

/// Why a socket ends.
enum End {
    /// The peer is gone or does not read.
    Gone,
    /// We say why: a stable code, the same as over HTTP.
    Refused(ApiError),
    /// The server stops.
    Stopping,
}

impl From<ApiError> for End {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

struct Session {
    app: Arc<App>,
    socket: WebSocket,
    listener: Listener,
    who: Who,
    token: String,
    source: Source,
    /// The last sequence sent of each followed conversation, as this audience counts.
    sent: HashMap<ConversationId, u64>,
}

async fn serve(app: Arc<App>, source: Source, mut socket: WebSocket) {
    let hello = match timeout(HELLO, socket.recv()).await {
        Ok(Some(Ok(Message::Text(text)))) => parse(&text),
        Ok(Some(Ok(_))) => Err(bad_frame()),
        _ => return,
    };
    let opened = match hello {
        Ok(ClientFrame::Hello { wire, token, cursors }) => open(&app, &source, wire, token, cursors).await,
        Ok(_) => Err(bad_frame()),
        Err(error) => Err(error),
    };
    let (who, token, cursors) = match opened {
        Ok(opened) => opened,
        Err(error) => return refuse(&mut socket, &error).await,
    };
    let listener = app.hub.listen();
    let mut session = Session { app, socket, listener, who, token, source, sent: HashMap::new() };
    session.enter();
    let end = session.run(cursors).await;
    session.leave(end).await;
}

async fn open(
    app: &App,
    source: &Source,
    version: u16,
    token: String,
    cursors: Vec<Cursor>,
) -> Result<(Who, String, Vec<Cursor>), ApiError> {
    if version != wire::VERSION {
        let message = format!("This server speaks version {}. Reload the page.", wire::VERSION);
        return Err(ApiError::bad_request("wire_version", message));
    }
    let who = identify(app, source, &token).await?;
    if let Who::Visitor(visitor) = &who
        && !app.hub.visitor_joined(visitor.visitor, app.config.limits.sockets_per_visitor)
    {
        return Err(ApiError::rate_limited(10));
    }
    Ok((who, token, cursors))
}

async fn identify(app: &App, source: &Source, token: &str) -> Result<Who, ApiError> {
    if token.starts_with("ba_") && source.is_own() {
        return app.staff_by_token(token).await.map(Who::Staff);
    }
    app.visitor_by_token(token, source).await.map(Who::Visitor)
}

impl Session {
    fn enter(&self) {
        if let Who::Staff(staff) = &self.who {
            self.app.hub.agent_joined(staff.agent.id);
            self.listener.follow_board(staff.agent.site);
            self.app.queue_changed(staff.agent.site);
        }
    }

    async fn leave(mut self, end: End) {
        match &self.who {
            Who::Visitor(visitor) => self.app.hub.visitor_left(visitor.visitor),
            Who::Staff(staff) => {
                if self.app.hub.agent_left(staff.agent.id) {
                    self.app.start_lease(staff.agent.id);
                }
                self.app.queue_changed(staff.agent.site);
            }
        }
        match end {
            End::Gone => {}
            End::Refused(error) => refuse(&mut self.socket, &error).await,
            End::Stopping => {
                let frame = CloseFrame { code: close_code::RESTART, reason: "restarting".into() };
                let _ = timeout(SEND, self.socket.send(Message::Close(Some(frame)))).await;
            }
        }
    }

    async fn run(&mut self, cursors: Vec<Cursor>) -> End {
        match self.work(cursors).await {
            Ok(()) => End::Gone,
            Err(end) => end,
        }
    }

    async fn work(&mut self, cursors: Vec<Cursor>) -> Result<(), End> {
        let welcome = ServerFrame::Welcome { wire: wire::VERSION, heartbeat_ms: HEARTBEAT_MS };
        self.send_plain(welcome).await?;
        for cursor in cursors {
            self.follow(cursor).await?;
        }
        self.send_board().await?;
        let stopping = self.app.stopping.clone();
        let beat_every = Duration::from_millis(HEARTBEAT_MS.into());
        let mut beat = interval_at(Instant::now() + beat_every, beat_every);
        let mut recheck = interval_at(Instant::now() + RECHECK, RECHECK);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                live = self.listener.rx.recv() => match live {
                    Some(live) => self.live(live).await?,
                    None => return self.resync_all().await,
                },
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => self.command(&text).await?,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Binary(_))) => return Err(bad_frame().into()),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                },
                _ = beat.tick() => self.heartbeat().await?,
                _ = recheck.tick() => self.recheck().await?,
                () = stopping.cancelled() => return Err(End::Stopping),
            }
            if self.listener.overflowed.load(Ordering::Relaxed) {
                return self.resync_all().await;
            }
        }
    }

    /// The socket was too slow: it learns that it must load anew, and is closed.
    async fn resync_all(&mut self) -> Result<(), End> {
        let followed: Vec<_> = self.sent.keys().copied().collect();
        for conversation in followed {
            self.send_plain(ServerFrame::Resync { conversation }).await?;
        }
        Ok(())
    }

    async fn recheck(&mut self) -> Result<(), End> {
        identify(&self.app, &self.source, &self.token).await?;
        Ok(())
    }

    async fn command(&mut self, text: &str) -> Result<(), End> {
        match parse(text)? {
            ClientFrame::Hello { .. } => return Err(bad_frame().into()),
            ClientFrame::Subscribe(cursor) => self.follow(cursor).await?,
            ClientFrame::Unsubscribe(conversation) => {
                self.listener.unfollow(conversation);
                self.sent.remove(&conversation);
            }
            ClientFrame::Typing { conversation, on } if self.sent.contains_key(&conversation) => {
                let author = match self.who {
                    Who::Visitor(_) => Author::Visitor,
                    Who::Staff(_) => Author::Agent,
                };
                self.app.hub.whisper(conversation, &Live::Typing(conversation, author, on));
            }
            ClientFrame::Typing { .. } => {}
        }
        Ok(())
    }

    /// The state of a conversation if this identity may see it.
    async fn allowed(&mut self, id: ConversationId) -> Result<baton_conversation::State, ApiError> {
        let snapshot = match &self.who {
            Who::Visitor(visitor) => self.app.own_conversation(visitor, id).await?,
            Who::Staff(staff) => self.app.site_conversation(staff, id).await?,
        };
        Ok(snapshot.state)
    }

    async fn follow(&mut self, cursor: Cursor) -> Result<(), End> {
        let Cursor { conversation, after } = cursor;
        if self.sent.len() >= MAX_FOLLOWED {
            return Err(
                ApiError::bad_request("too_many", "One socket follows at most 200 conversations.").into()
            );
        }
        let state = match self.allowed(conversation).await {
            Ok(state) => state,
            // One wrong id does not cost the others their stream.
            Err(error) => return self.send_error(&error).await,
        };
        let head = self.head_of(&state);
        let piece = self.listener.follow(conversation);
        if after > head || head - after > TOO_FAR {
            self.sent.insert(conversation, head);
            self.send_plain(ServerFrame::Resync { conversation }).await?;
        } else {
            self.sent.insert(conversation, after);
            self.catch_up(conversation).await?;
        }
        if let Some(piece) = piece {
            self.send_piece(conversation, piece).await?;
        }
        if let Some(wait) = self.app.wait_of(&state).await? {
            self.send_plain(ServerFrame::Wait { conversation, wait }).await?;
        }
        Ok(())
    }

    fn head_of(&self, state: &baton_conversation::State) -> u64 {
        match self.who {
            Who::Visitor(_) => state.public.head,
            Who::Staff(_) => state.head,
        }
    }

    /// Sends everything after the last sequence sent.
    async fn catch_up(&mut self, conversation: ConversationId) -> Result<(), End> {
        let public_only = matches!(self.who, Who::Visitor(_));
        loop {
            let Some(&after) = self.sent.get(&conversation) else { return Ok(()) };
            let log = self.app.store.events_after(conversation, after, BATCH, public_only).await;
            let log = log.map_err(ApiError::from)?;
            for entry in &log {
                self.send_event(conversation, entry).await?;
            }
            if log.len() < BATCH {
                return Ok(());
            }
        }
    }

    async fn live(&mut self, live: Live) -> Result<(), End> {
        match live {
            Live::Event(conversation, entry) => self.live_event(conversation, &entry).await,
            Live::Piece(conversation, piece) => self.send_piece(conversation, piece).await,
            Live::Typing(conversation, author, on) => {
                let own = matches!(
                    (&self.who, author),
                    (Who::Visitor(_), Author::Visitor) | (Who::Staff(_), Author::Agent)
                );
                if own {
                    return Ok(());
                }
                self.send_plain(ServerFrame::Typing { conversation, author, on }).await
            }
            Live::Wait(conversation, wait) => self.send_plain(ServerFrame::Wait { conversation, wait }).await,
            Live::Board => self.send_board().await,
        }
    }

    async fn live_event(&mut self, conversation: ConversationId, entry: &Envelope) -> Result<(), End> {
        let Some(&last) = self.sent.get(&conversation) else { return Ok(()) };
        let prev = match (&self.who, &entry.event) {
            (Who::Visitor(_), Event::Staff(_)) => return Ok(()),
            (Who::Visitor(_), Event::Public(_)) => entry.prev_public,
            (Who::Staff(_), _) => entry.seq - 1,
        };
        if entry.seq <= last {
            Ok(())
        } else if prev == last {
            self.send_event(conversation, entry).await
        } else {
            self.catch_up(conversation).await
        }
    }

    async fn send_event(&mut self, conversation: ConversationId, entry: &Envelope) -> Result<(), End> {
        let one = std::slice::from_ref(entry);
        match self.who {
            Who::Visitor(_) => {
                for frame in frames_for_visitor(one) {
                    self.send(&VisitorFrame::Event { conversation, frame }).await?;
                }
            }
            Who::Staff(_) => {
                for frame in frames_for_staff(one) {
                    self.send(&StaffFrame::Event { conversation, frame }).await?;
                }
            }
        }
        self.sent.insert(conversation, entry.seq);
        Ok(())
    }

    async fn send_piece(&mut self, conversation: ConversationId, piece: Piece) -> Result<(), End> {
        let Piece { reply, epoch, offset, text } = piece;
        let text = text.to_string();
        self.send_plain(ServerFrame::Piece { conversation, reply, epoch, offset, text }).await
    }

    async fn send_board(&mut self) -> Result<(), End> {
        let Who::Staff(staff) = &self.who else { return Ok(()) };
        let board = self.app.board(&staff.agent).await?;
        self.send(&StaffFrame::Board(board)).await
    }

    /// Heads as the store has them: what a wake-up missed is sent now.
    async fn heartbeat(&mut self) -> Result<(), End> {
        let followed: Vec<_> = self.sent.keys().copied().collect();
        let mut heads = Vec::with_capacity(followed.len());
        for conversation in followed {
            let Ok(state) = self.allowed(conversation).await else { continue };
            if self.sent.get(&conversation).is_some_and(|&sent| sent < self.head_of(&state)) {
                self.catch_up(conversation).await?;
            }
            let after = self.sent.get(&conversation).copied().unwrap_or_default();
            heads.push(Cursor { conversation, after });
        }
        self.send_plain(ServerFrame::Heartbeat { heads }).await
    }

    async fn send_error(&mut self, error: &ApiError) -> Result<(), End> {
        let (code, message) = (error.code.to_owned(), error.message.clone());
        self.send_plain(ServerFrame::Error { code, message }).await
    }

    /// A frame that holds no event, so it is the same for both audiences.
    async fn send_plain(&mut self, frame: VisitorFrame) -> Result<(), End> {
        self.send(&frame).await
    }

    async fn send(&mut self, frame: &impl Serialize) -> Result<(), End> {
        let text = serde_json::to_string(frame).map_err(|_| End::Gone)?;
        match timeout(SEND, self.socket.send(Message::Text(text.into()))).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }
}

fn parse(text: &str) -> Result<ClientFrame, ApiError> {
    serde_json::from_str(text).map_err(|_| bad_frame())
}

fn bad_frame() -> ApiError {
    ApiError::bad_request("bad_frame", "The frame is not one of those in docs/protocol.md.")
}

/// Says why, then closes.
async fn refuse(socket: &mut WebSocket, error: &ApiError) {
    let frame = VisitorFrame::Error { code: error.code.to_owned(), message: error.message.clone() };
    if let Ok(text) = serde_json::to_string(&frame) {
        let _ = timeout(SEND, socket.send(Message::Text(text.into()))).await;
    }
    let close = CloseFrame { code: close_code::POLICY, reason: error.code.into() };
    let _ = timeout(SEND, socket.send(Message::Close(Some(close)))).await;
}
