//! What may an agent do?

use super::Json;
use super::session::client_address;
use crate::app::App;
use crate::auth::{Source, Staff, fresh_token, token_hash};
use crate::error::ApiError;
use crate::limits::Bucket;
use crate::service::handoff::{Case, plain_signal};
use crate::service::pages::{self, PageQuery};
use crate::service::visitor::body_hash;
use crate::service::{Done, Once, With};
use crate::sites::Agent;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use baton_conversation::wire::{
    AcceptRequest, Accepted, AgentPost, Board, HandBackRequest, Me, NotePost, Nothing, Page, PresenceRequest,
    ResolveRequest, SignIn, SignedIn, StaffThread,
};
use baton_conversation::{Author, Command, ConversationId, Event, Reason};
use baton_store::{ClientKey, Identity};
use std::net::SocketAddr;
use std::sync::Arc;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Sign-in attempts from one address in a minute.
const SIGN_INS: u32 = 20;

type Answer<T> = Result<axum::Json<T>, ApiError>;

fn accepted(done: &Done) -> axum::Json<Accepted> {
    axum::Json(Accepted { seq: done.seq, replayed: done.replayed, unsure: false })
}

async fn me_of(app: &App, agent: &Agent) -> Result<Me, ApiError> {
    let site = app.site(agent.site).await?;
    Ok(Me {
        agent: agent.card(),
        site: agent.site,
        site_name: site.site.name.clone(),
        available: agent.available,
        capacity: agent.capacity,
    })
}

/// `POST /v1/console/sign-in`
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(body): Json<SignIn>,
) -> Answer<SignedIn> {
    if !Source::of(&headers).is_own() {
        let message = "The console can be used from its own address only.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "origin_not_allowed", message));
    }
    let now = app.world.clock.now();
    let bucket = Bucket::SignIns(client_address(&app, peer, &headers));
    app.limiter.take(bucket, SIGN_INS, MINUTE_MS, now).map_err(ApiError::rate_limited)?;
    let taken = app.store.take_token(token_hash(&body.code), now).await?;
    let Some(Identity::SignIn(id)) = taken.map(|t| t.identity) else {
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "link_used",
            "This sign-in link has been used or has expired. Make a new one with `baton agent link`.",
        ));
    };
    let agent = app.enabled_agent(id).await?;
    let lifetime = i64::from(app.config.limits.agent_token_hours) * HOUR_MS;
    let (token, record) = fresh_token(&app, "ba", Identity::Agent(id), lifetime);
    app.store.put_token(record).await?;
    let me = me_of(&app, &agent).await?;
    Ok(axum::Json(SignedIn { token, expires_at: record.expires_at, me }))
}

/// `POST /v1/console/sign-out`
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    who: Staff,
    Json(Nothing {}): Json<Nothing>,
) -> Answer<Nothing> {
    app.store.take_token(who.token, app.world.clock.now()).await?;
    Ok(axum::Json(Nothing {}))
}

/// `GET /v1/console/me`
pub(super) async fn me(State(app): State<Arc<App>>, who: Staff) -> Answer<Me> {
    Ok(axum::Json(me_of(&app, &who.agent).await?))
}

/// `PUT /v1/console/presence`
pub(super) async fn presence(
    State(app): State<Arc<App>>,
    who: Staff,
    Json(body): Json<PresenceRequest>,
) -> Answer<Me> {
    let agent = Agent { available: body.available, ..who.agent };
    app.store.put_agent(agent.to_record()?).await?;
    app.queue_changed(agent.site);
    Ok(axum::Json(me_of(&app, &agent).await?))
}

/// `GET /v1/console/board`
pub(super) async fn board(State(app): State<Arc<App>>, who: Staff) -> Answer<Board> {
    Ok(axum::Json(app.board(&who.agent).await?))
}

/// `GET /v1/console/conversations/{id}`
pub(super) async fn view(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
) -> Answer<StaffThread> {
    let state = app.site_conversation(&who, id).await?.state;
    let page = pages::staff(&app, id, &PageQuery::last()).await?;
    let (at, context) = (state.lifecycle(), state.context().cloned());
    Ok(axum::Json(StaffThread { id, at, context, state: state.public, page }))
}

/// `GET /v1/console/conversations/{id}/events`
pub(super) async fn events(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
    Query(query): Query<PageQuery>,
) -> Answer<Page<Event>> {
    app.site_conversation(&who, id).await?;
    pages::wait_for_news(&app, id, &query, false).await?;
    Ok(axum::Json(pages::staff(&app, id, &query).await?))
}

async fn run(app: &App, who: &Staff, id: ConversationId, with: With, command: Command) -> Answer<Accepted> {
    app.site_conversation(who, id).await?;
    Ok(accepted(&app.execute(id, with, |_, _| Ok(command.clone())).await?))
}

fn taking(who: &Staff, epoch: u64) -> With {
    With { epoch: Some(epoch), taker: Some((who.agent.id, who.agent.capacity)), once: None }
}

async fn once(
    app: &App,
    who: &Staff,
    conversation: ConversationId,
    id: baton_conversation::MessageId,
    text: &str,
) -> Result<With, ApiError> {
    let site = app.site(who.agent.site).await?;
    let key = ClientKey { conversation, author: Author::Agent, id };
    Ok(With { once: Some(Once { key, body_hash: body_hash(&site.site, text)? }), ..With::default() })
}

/// `POST …/accept`
pub(super) async fn accept(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
    Json(body): Json<AcceptRequest>,
) -> Answer<Accepted> {
    let state = app.site_conversation(&who, id).await?.state;
    // Pressing twice is not a second case: the one who holds it passes without a place of their own.
    let with = if state.agent() == Some(who.agent.id) { With::default() } else { taking(&who, body.epoch) };
    let command = Command::Accept { agent: who.agent.card(), epoch: body.epoch };
    let taken = app.execute(id, with, |_, _| Ok(command.clone())).await;
    Ok(accepted(&named_winner(&app, id, taken).await?))
}

/// Of two who press at once the store fences one out; that one should read who won.
async fn named_winner(app: &App, id: ConversationId, done: Result<Done, ApiError>) -> Result<Done, ApiError> {
    match done {
        Err(error) if error.code == "stale_epoch" => {
            match app.store.load(id).await?.map(|s| s.state.public.phase) {
                Some(baton_conversation::Phase::WithAgent(agent)) => {
                    Err(baton_conversation::Refusal::TakenBy(agent).into())
                }
                _ => Err(error),
            }
        }
        other => other,
    }
}

/// `POST …/decline`
pub(super) async fn decline(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
    Json(Nothing {}): Json<Nothing>,
) -> Answer<Accepted> {
    run(&app, &who, id, With::default(), Command::Decline { agent: who.agent.id }).await
}

/// `POST …/take-over`
pub(super) async fn take_over(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
    Json(body): Json<AcceptRequest>,
) -> Answer<Accepted> {
    app.site_conversation(&who, id).await?;
    let site = app.site(who.agent.site).await?;
    let transcript = app.transcript(id).await?;
    let taken = app
        .execute(id, taking(&who, body.epoch), |state, _| {
            let case = Case { site: &site, state, transcript: &transcript, now: app.world.clock.now() };
            let fired = plain_signal(Reason::ComplexIssue, "takeover", "An agent took over");
            let escalation = Box::new(case.escalation(fired, vec![], false));
            Ok(Command::TakeOver { agent: who.agent.card(), epoch: body.epoch, escalation })
        })
        .await;
    Ok(accepted(&named_winner(&app, id, taken).await?))
}

/// `POST …/messages`
pub(super) async fn post_message(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
    Json(body): Json<AgentPost>,
) -> Result<(StatusCode, axum::Json<Accepted>), ApiError> {
    let with = once(&app, &who, id, body.id, &body.text).await?;
    let command = Command::PostAgentMessage { agent: who.agent.id, id: body.id, text: body.text };
    let accepted = run(&app, &who, id, with, command).await?;
    Ok((if accepted.replayed { StatusCode::OK } else { StatusCode::CREATED }, accepted))
}

/// `POST …/notes`
pub(super) async fn add_note(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
    Json(body): Json<NotePost>,
) -> Answer<Accepted> {
    let with = once(&app, &who, id, body.id, &body.text).await?;
    let command = Command::AddNote { agent: who.agent.card(), id: body.id, text: body.text };
    run(&app, &who, id, with, command).await
}

/// `POST …/hand-back`
pub(super) async fn hand_back(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
    Json(body): Json<HandBackRequest>,
) -> Answer<Accepted> {
    app.site_conversation(&who, id).await?;
    let site = app.site(who.agent.site).await?;
    let command = Command::HandBack { agent: who.agent.id, note: body.note };
    let done = app
        .execute(id, With::default(), |_, detector| {
            // Old text does not escalate again.
            site.policy.detector.handed_back(detector);
            Ok(command.clone())
        })
        .await?;
    Ok(accepted(&done))
}

/// `POST …/resolve`
pub(super) async fn resolve(
    State(app): State<Arc<App>>,
    who: Staff,
    Path(id): Path<ConversationId>,
    Json(body): Json<ResolveRequest>,
) -> Answer<Accepted> {
    app.site_conversation(&who, id).await?;
    let site = app.site(who.agent.site).await?;
    let command = Command::Resolve { agent: who.agent.id, cause: body.cause, note: body.note };
    let done = app
        .execute(id, With::default(), |_, detector| {
            site.policy.detector.solved(detector);
            Ok(command.clone())
        })
        .await?;
    Ok(accepted(&done))
}
