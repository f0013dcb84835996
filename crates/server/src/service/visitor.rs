//! What happens when a visitor writes?

use crate::app::{App, SiteRuntime};
use crate::auth::Visitor;
use crate::error::ApiError;
use crate::limits::Bucket;
use crate::service::handoff::Case;
use crate::service::{Done, Once, With};
use crate::sites::Site;
use axum::http::StatusCode;
use baton_conversation::wire::{MAX_TEXT, PostMessage, SentimentAnswer};
use baton_conversation::{Author, Command, ConversationId, MessageId, Phase, VisitorId, mask_secrets};
use baton_store::ClientKey;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::sync::Arc;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// A visitor's message was stored.
#[derive(Clone, Debug)]
pub struct Posted {
    /// What was stored.
    pub done: Done,
    /// Whether one sentiment call is asked for.
    pub unsure: bool,
}

impl App {
    /// Takes one of the visitor's permits.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn permit_command(&self, visitor: VisitorId) -> Result<(), ApiError> {
        let limit = self.config.limits.messages_per_minute;
        let now = self.world.clock.now();
        self.limiter.take(Bucket::Commands(visitor), limit, MINUTE_MS, now).map_err(ApiError::rate_limited)
    }

    /// Whether the visitor's LLM budget has room; takes from it.
    #[must_use]
    pub fn may_call_llm(&self, visitor: VisitorId) -> bool {
        let limit = self.config.limits.llm_calls_per_hour;
        let now = self.world.clock.now();
        self.limiter.take(Bucket::Llm(visitor), limit, HOUR_MS, now).is_ok()
    }

    /// Stores a message, judged by the same triggers as in the browser, and has the Assistant answer if it still
    /// holds Control. What the browser found is advisory and changes nothing here.
    ///
    /// # Errors
    /// 409 `id_reused`, 422 for an empty or too long text, or a fault of the store.
    pub async fn post_message(
        self: &Arc<Self>,
        who: &Visitor,
        site: &Arc<SiteRuntime>,
        id: ConversationId,
        body: PostMessage,
    ) -> Result<Posted, ApiError> {
        if body.text.chars().count() > MAX_TEXT {
            return Err(baton_conversation::Refusal::TooLong(MAX_TEXT).into());
        }
        let key = ClientKey { conversation: id, author: Author::Visitor, id: body.id };
        let once = Some(Once { key, body_hash: body_hash(&site.site, &body.text)? });
        let masked = mask_secrets(&body.text);
        let page = body.page.map(|p| crate::service::board::clean_page(&p));
        let transcript = self.transcript(id).await?.with_message(body.id, &masked.text);
        let mut unsure = false;
        let done = self
            .execute(id, With { once, ..With::default() }, |state, detector| {
                if state.visitor != who.visitor {
                    return Err(ApiError::not_found());
                }
                let now = self.world.clock.now();
                // Whom a person already helps is not judged: old and new text alike belong to that person.
                let with_assistant = matches!(state.public.phase, Phase::Assistant | Phase::Closed(_));
                let judgement = if with_assistant {
                    site.policy.detector.facts(detector, site.policy.facts(|| transcript.asked()));
                    site.policy.detector.visitor(detector, &masked.text, now.0)
                } else {
                    baton_triggers::Judgement::default()
                };
                unsure = judgement.unsure && !judgement.escalates();
                let case = Case { site, state, transcript: &transcript, now };
                Ok(Command::PostMessage {
                    id: body.id,
                    text: masked.text.clone(),
                    masked: masked.count > 0,
                    page: page.clone(),
                    verdict: case.verdict(judgement),
                })
            })
            .await?;
        if done.state.owes.is_some() {
            self.answer(id);
        }
        Ok(Posted { unsure: unsure && !done.replayed, done })
    }

    /// Judges one stored message of the visitor, named by id; at most once per message.
    ///
    /// # Errors
    /// 404 if the visitor has no such message in the thread's end.
    pub async fn judge_sentiment(
        &self,
        site: &SiteRuntime,
        id: ConversationId,
        message: MessageId,
    ) -> Result<SentimentAnswer, ApiError> {
        let transcript = self.transcript(id).await?;
        if let Some((_, score, source)) = transcript.sentiments.iter().find(|(of, ..)| *of == message) {
            return Ok(SentimentAnswer { score: *score, source: *source });
        }
        let text = transcript.visitor_message(message).ok_or_else(ApiError::not_found)?.to_owned();
        let snapshot = self.store.load(id).await?.ok_or_else(ApiError::not_found)?;
        let use_llm = self.may_call_llm(snapshot.state.visitor);
        let made = site.assistant.sentiment(&text, use_llm).await;
        self.execute(id, With::default(), |state, detector| {
            let judgement = if state.public.phase == Phase::Assistant {
                site.policy.detector.sentiment(detector, made.score)
            } else {
                baton_triggers::Judgement::default()
            };
            let case = Case { site, state, transcript: &transcript, now: self.world.clock.now() };
            let verdict = case.verdict(judgement);
            Ok(Command::JudgeSentiment { message, score: made.score, source: made.source, verdict })
        })
        .await?;
        Ok(SentimentAnswer { score: made.score, source: made.source })
    }
}

/// Keyed hash of a text as received, so that a repeated id can be compared without keeping what was masked.
///
/// # Errors
/// 500 if the site's key can't be used.
pub fn body_hash(site: &Site, text: &str) -> Result<[u8; 32], ApiError> {
    let mac = Hmac::<Sha256>::new_from_slice(site.hash_key.as_bytes());
    let mut mac = mac.map_err(|_| {
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
    })?;
    mac.update(text.as_bytes());
    Ok(mac.finalize().into_bytes().into())
}
