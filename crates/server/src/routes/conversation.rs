//! What may a visitor do with a conversation?

use super::Json;
use crate::app::{App, SiteRuntime};
use crate::auth::{Visitor, owns};
use crate::error::ApiError;
use crate::service::board::clean_page;
use crate::service::pages::{self, PageQuery};
use crate::service::{Done, With};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use baton_conversation::wire::{
    Accepted, ChangeBrief, ChooseFollowUp, CreateConversation, Nothing, Page, PostMessage, Rate,
    RequestPerson, SentimentAnswer, SentimentRequest, SummaryAnswer, ThreadView,
};
use baton_conversation::{
    BriefSource, Command, ConversationId, PublicEvent, Refusal, Timestamp, VisitorBrief, mask_secrets,
};
use baton_triggers::DetectorState;
use serde::Serialize;
use std::sync::Arc;

/// Conversations in a visitor's list.
const MAX_LIST: usize = 50;
/// Longest locale that is kept, in bytes.
const MAX_LOCALE: usize = 35;

/// One row of a visitor's list.
#[derive(Serialize)]
pub(super) struct ListRow {
    id: ConversationId,
    at: Timestamp,
}

type Answer<T> = Result<axum::Json<T>, ApiError>;

fn accepted(done: &Done) -> axum::Json<Accepted> {
    axum::Json(Accepted { seq: done.seq, replayed: done.replayed, unsure: false })
}

/// Checks that the conversation is the visitor's, and takes a permit.
async fn mine(app: &App, who: &Visitor, id: ConversationId) -> Result<Arc<SiteRuntime>, ApiError> {
    app.own_conversation(who, id).await?;
    app.permit_command(who.visitor)?;
    app.site(who.site).await
}

async fn run(app: &App, who: &Visitor, id: ConversationId, command: Command) -> Answer<Accepted> {
    mine(app, who, id).await?;
    let done = app.execute(id, With::default(), |_, _| Ok(command.clone())).await?;
    Ok(accepted(&done))
}

/// `GET /v1/conversations`
pub(super) async fn list(State(app): State<Arc<App>>, who: Visitor) -> Answer<Vec<ListRow>> {
    let listed = app.store.of_visitor(who.site, who.visitor, MAX_LIST).await?;
    Ok(axum::Json(listed.iter().map(|l| ListRow { id: l.state.id, at: l.state.active_at }).collect()))
}

/// `PUT /v1/conversations/{id}`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(body): Json<CreateConversation>,
) -> Answer<Accepted> {
    app.permit_command(who.visitor)?;
    let locale: String =
        body.locale.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    let command = Command::Start {
        site: who.site,
        visitor: who.visitor,
        locale: locale.get(..MAX_LOCALE).unwrap_or(&locale).to_owned(),
        page: body.page.as_ref().map(clean_page),
    };
    match app.execute(id, With::default(), |_, _| Ok(command.clone())).await {
        Ok(done) => Ok(accepted(&done)),
        // The answer to the first try was lost on the way. Somebody else's id looks like nothing at all.
        Err(error) if error.code == Refusal::AlreadyStarted.code() => {
            let snapshot = app.store.load(id).await?.filter(|s| owns(&who, &s.state));
            let seq = snapshot.map(|_| 1).ok_or_else(ApiError::not_found)?;
            Ok(axum::Json(Accepted { seq, replayed: true, unsure: false }))
        }
        Err(error) => Err(error),
    }
}

/// `GET /v1/conversations/{id}`
pub(super) async fn view(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
) -> Answer<ThreadView<DetectorState>> {
    let snapshot = app.own_conversation(&who, id).await?;
    let page = pages::visitor(&app, id, &PageQuery::last()).await?;
    Ok(axum::Json(ThreadView {
        id,
        wait: app.wait_of(&snapshot.state).await?,
        state: snapshot.state.public,
        page,
        detector: serde_json::from_str(&snapshot.detector).unwrap_or_default(),
    }))
}

/// `GET /v1/conversations/{id}/events`
pub(super) async fn events(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Query(query): Query<PageQuery>,
) -> Answer<Page<PublicEvent>> {
    app.own_conversation(&who, id).await?;
    pages::wait_for_news(&app, id, &query, true).await?;
    Ok(axum::Json(pages::visitor(&app, id, &query).await?))
}

/// `POST /v1/conversations/{id}/messages`
pub(super) async fn post_message(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(body): Json<PostMessage>,
) -> Result<(StatusCode, axum::Json<Accepted>), ApiError> {
    let site = mine(&app, &who, id).await?;
    let posted = app.post_message(&who, &site, id, body).await?;
    let Done { seq, replayed, .. } = posted.done;
    let status = if replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, axum::Json(Accepted { seq, replayed, unsure: posted.unsure })))
}

/// `POST /v1/conversations/{id}/handoff`
pub(super) async fn request_person(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(body): Json<RequestPerson>,
) -> Answer<Accepted> {
    let site = mine(&app, &who, id).await?;
    let trail = body.trail.iter().map(clean_page).collect();
    Ok(accepted(&app.request_person(&site, id, trail).await?))
}

/// `DELETE /v1/conversations/{id}/handoff`
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
) -> Answer<Accepted> {
    let site = mine(&app, &who, id).await?;
    let done = app
        .execute(id, With::default(), |_, detector| {
            // What called the person was said before: it does not call again.
            site.policy.detector.handed_back(detector);
            Ok(Command::CancelHandoff)
        })
        .await?;
    Ok(accepted(&done))
}

/// `PUT /v1/conversations/{id}/brief`
pub(super) async fn change_brief(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(body): Json<ChangeBrief>,
) -> Answer<Accepted> {
    let VisitorBrief { summary, mut details } = body.brief;
    for detail in &mut details {
        detail.value = mask_secrets(&detail.value).text;
    }
    let brief = VisitorBrief { summary: mask_secrets(&summary).text, details };
    run(&app, &who, id, Command::ChangeBrief { brief, by: BriefSource::Visitor }).await
}

/// `POST /v1/conversations/{id}/follow-up`
pub(super) async fn follow_up(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(body): Json<ChooseFollowUp>,
) -> Answer<Accepted> {
    run(&app, &who, id, Command::ChooseFollowUp { how: body.how }).await
}

/// `POST /v1/conversations/{id}/sentiment`
pub(super) async fn sentiment(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(body): Json<SentimentRequest>,
) -> Answer<SentimentAnswer> {
    let site = mine(&app, &who, id).await?;
    Ok(axum::Json(app.judge_sentiment(&site, id, body.message).await?))
}

/// `POST /v1/conversations/{id}/summary`
pub(super) async fn summary(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(Nothing {}): Json<Nothing>,
) -> Answer<SummaryAnswer> {
    let site = mine(&app, &who, id).await?;
    Ok(axum::Json(app.summarise(&site, id).await?))
}

/// `POST /v1/conversations/{id}/leave`
pub(super) async fn leave(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(Nothing {}): Json<Nothing>,
) -> Answer<Accepted> {
    run(&app, &who, id, Command::Leave).await
}

/// `POST /v1/conversations/{id}/rating`
pub(super) async fn rate(
    State(app): State<Arc<App>>,
    who: Visitor,
    Path(id): Path<ConversationId>,
    Json(body): Json<Rate>,
) -> Answer<Accepted> {
    let comment = mask_secrets(&body.comment).text;
    run(&app, &who, id, Command::Rate { score: body.score, comment }).await
}
