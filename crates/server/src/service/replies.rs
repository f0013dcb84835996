//! How does the Assistant's reply come into the thread, and how is it kept out when Control has moved?
//!
//! A reply is work derived from the log: the state says which message is owed an answer. It starts under an epoch
//! and carries it to the end; the transaction that would store it checks that epoch again.

use crate::app::{App, SiteRuntime};
use crate::error::ApiError;
use crate::service::handoff::{Case, plain_signal};
use crate::service::{Done, With};
use baton_assistant::{Ending, Failure, Part, Question};
use baton_conversation::{Command, ConversationId, MessageId, Phase, Reason, Refusal, ReplyId};
use futures_util::StreamExt;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// The replies being made in this process.
#[derive(Default)]
pub struct Replies {
    running: Mutex<HashMap<ReplyId, CancellationToken>>,
}

impl Replies {
    fn begin(&self, reply: ReplyId) -> CancellationToken {
        let token = CancellationToken::new();
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(reply, token.clone());
        token
    }

    /// Stops making a reply that was cut. Late results are refused anyway; this only saves work.
    pub fn cancel(&self, reply: ReplyId) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&reply);
        if let Some(token) = running {
            token.cancel();
        }
    }

    fn end(&self, reply: ReplyId) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&reply);
    }
}

/// A reply under way.
#[derive(Clone, Copy)]
struct Job {
    conversation: ConversationId,
    reply: ReplyId,
    epoch: u64,
}

impl App {
    /// Has the Assistant answer what it owes, in the background.
    pub fn answer(self: &Arc<Self>, id: ConversationId) {
        let app = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = app.make_reply(id).await
                && error.status.is_server_error()
            {
                // The debt stays in the log; the next start takes it up again.
                tracing::error!(conversation = %id, code = error.code, "a reply could not be made");
            }
        });
    }

    async fn make_reply(&self, id: ConversationId) -> Result<(), ApiError> {
        let Some(snapshot) = self.store.load(id).await? else { return Ok(()) };
        let state = snapshot.state;
        let Some(owed) = state.owes.as_ref().filter(|_| state.public.phase == Phase::Assistant) else {
            return Ok(());
        };
        let job =
            Job { conversation: id, reply: ReplyId(self.world.chance.random()), epoch: state.public.epoch };
        let with = With { epoch: Some(job.epoch), ..With::default() };
        let start = Command::StartReply { reply: job.reply, in_reply_to: owed.message, epoch: job.epoch };
        let cancelled = self.replies.begin(job.reply);
        let started = self.execute(id, with, |_, _| Ok(start.clone())).await;
        let made = match started {
            Err(error) => Err(error),
            Ok(_) => {
                // Only the one reply that was let in may stream.
                self.hub.stream_begin(id, job.reply, job.epoch);
                tokio::select! {
                    made = self.stream_reply(job, owed.message) => made,
                    () = cancelled.cancelled() => Ok(()),
                }
            }
        };
        self.replies.end(job.reply);
        self.hub.stream_end(id, job.reply);
        made
    }

    async fn stream_reply(&self, job: Job, message: MessageId) -> Result<(), ApiError> {
        let snapshot = self.store.load(job.conversation).await?.ok_or_else(ApiError::not_found)?;
        let site = self.site(snapshot.state.site).await?;
        let transcript = self.transcript(job.conversation).await?;
        let text = transcript.visitor_message(message).unwrap_or_default().to_owned();
        let mut history = transcript.for_assistant();
        history.pop();
        let detector = serde_json::from_str(&snapshot.detector).unwrap_or_default();
        let question = Question {
            text,
            history,
            note: transcript.hand_back_note.clone(),
            language: snapshot.state.locale.clone(),
            threshold: site.policy.detector.thresholds(&detector).confidence_offer,
            use_llm: self.may_call_llm(snapshot.state.visitor),
        };
        let mut reply = site.assistant.reply(question);
        let mut whole = String::new();
        while let Some(part) = reply.next().await {
            match part {
                Ok(Part::Piece(piece)) => {
                    self.hub.stream_piece(job.conversation, job.reply, &piece);
                    whole.push_str(&piece);
                }
                Ok(Part::End(ending)) => return self.finish_reply(job, &site, whole, ending).await,
                Err(failure) => return self.fail_reply(job, &site, failure).await,
            }
        }
        self.fail_reply(job, &site, Failure::Malformed).await
    }

    async fn finish_reply(
        &self,
        job: Job,
        site: &SiteRuntime,
        text: String,
        ending: Ending,
    ) -> Result<(), ApiError> {
        let transcript = self.transcript(job.conversation).await?.with_reply(&text, &ending);
        let Ending { outcome, confidence, citations } = ending;
        let done = self
            .execute(
                job.conversation,
                With { epoch: Some(job.epoch), ..With::default() },
                |state, detector| {
                    let now = self.world.clock.now();
                    let judgement =
                        site.policy.detector.assistant(detector, &text, outcome, confidence, now.0);
                    let case = Case { site, state, transcript: &transcript, now };
                    Ok(Command::FinishReply {
                        reply: job.reply,
                        epoch: job.epoch,
                        text: text.clone(),
                        citations: citations.clone(),
                        confidence,
                        outcome,
                        verdict: case.verdict(judgement),
                    })
                },
            )
            .await;
        overtaken(done)
    }

    /// Never a raw error, never silence: a person is called.
    async fn fail_reply(&self, job: Job, site: &SiteRuntime, failure: Failure) -> Result<(), ApiError> {
        tracing::warn!(conversation = %job.conversation, code = failure.code(), "a reply failed");
        let mut transcript = self.transcript(job.conversation).await?;
        transcript.failed(failure.code());
        let done = self
            .execute(job.conversation, With { epoch: Some(job.epoch), ..With::default() }, |state, _| {
                let case = Case { site, state, transcript: &transcript, now: self.world.clock.now() };
                let fired = plain_signal(Reason::IntegrationError, "error", failure.code());
                let escalation = Box::new(case.escalation(fired, vec![], false));
                let code = failure.code().to_owned();
                Ok(Command::FailReply { reply: job.reply, epoch: job.epoch, code, escalation })
            })
            .await;
        overtaken(done)
    }
}

/// A newer message, a handoff or a takeover came first: then the reply is not wanted, and that is no error.
fn overtaken(done: Result<Done, ApiError>) -> Result<(), ApiError> {
    match done {
        Err(error)
            if error.code == "stale_epoch"
                || error.code == Refusal::NoSuchReply.code()
                || error.code == "wrong_state" =>
        {
            Ok(())
        }
        other => other.map(drop),
    }
}
