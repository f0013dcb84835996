//! What goes with calling a person?

use crate::app::{App, SiteRuntime};
use crate::error::ApiError;
use crate::service::transcript::{Transcript, shortened};
use crate::service::{Done, With};
use baton_conversation::wire::SummaryAnswer;
use baton_conversation::{
    BriefSource, Command, ContextPackage, ConversationId, Escalation, HandoffKind, PageVisit, Phase,
    Priority, Reason, Score, Signal, State, Timestamp, Tone, Verdict, VisitorBrief,
};
use baton_triggers::{Decision, Judgement};

/// The rule of a handoff for which the visitor pressed "Talk to a person".
pub const BUTTON: &str = "button";
/// Pages of one trail that are kept.
const MAX_TRAIL: usize = 20;

/// Everything that an escalation is made from.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The site.
    pub site: &'a SiteRuntime,
    /// The conversation before the command.
    pub state: &'a State,
    /// Its end, with the message that is judged.
    pub transcript: &'a Transcript,
    /// Now.
    pub now: Timestamp,
}

impl Case<'_> {
    /// What the triggers' judgement means for the conversation.
    #[must_use]
    pub fn verdict(self, judgement: Judgement) -> Verdict {
        match judgement.decision {
            Decision::Continue => Verdict::Continue(vec![]),
            Decision::Offer { reason, .. } => Verdict::Offer(tone(reason, false), judgement.signals),
            Decision::Escalate { reason, rule, score, threshold, evidence, cold } => {
                let fired = Signal { kind: reason, rule, score, threshold, evidence };
                Verdict::Escalate(Box::new(self.escalation(fired, judgement.signals, cold)))
            }
        }
    }

    /// A person is called because of `fired`; `signals` is everything that was seen with it.
    #[must_use]
    pub fn escalation(self, fired: Signal, signals: Vec<Signal>, cold: bool) -> Escalation {
        let reason = fired.kind;
        let signals = if signals.is_empty() { vec![fired.clone()] } else { signals };
        Escalation {
            kind: if cold { HandoffKind::Cold } else { HandoffKind::Warm },
            tone: tone(reason, cold),
            priority: priority(reason, cold),
            brief: self.site.assistant.brief(&self.transcript.for_assistant(), &self.state.locale),
            context: Box::new(self.context(fired)),
            signals,
        }
    }

    fn context(self, fired: Signal) -> ContextPackage {
        let confidence = self.transcript.lines.iter().rev().find_map(|l| l.reply.as_ref()).map(|r| r.1);
        let last = |n: usize, len: usize| len.saturating_sub(n);
        let (failed, trend) = (&self.transcript.failures, &self.transcript.sentiments);
        ContextPackage {
            auto_escalated_due_to: fired.kind,
            rule: fired.rule,
            score: fired.score,
            threshold: fired.threshold,
            evidence: fired.evidence,
            intent: shortened(self.transcript.last_question()),
            issue: self.site.policy.issue(&self.transcript.asked()).map(|issue| issue.name),
            attempted_solutions: self.transcript.attempts(),
            failed_actions: failed[last(5, failed.len())..].to_vec(),
            sentiment_trend: trend[last(10, trend.len())..].iter().map(|(_, score, _)| *score).collect(),
            confidence,
            page_trail: self.state.trail.clone(),
            locale: self.state.locale.clone(),
            policy_version: self.site.policy.detector.policy().hash.clone(),
            created_at: self.now,
        }
    }
}

fn tone(reason: Reason, cold: bool) -> Tone {
    match reason {
        _ if cold => Tone::Secure,
        Reason::CustomerRequested => Tone::Requested,
        Reason::PolicyRequired | Reason::VipCustomer => Tone::Topic,
        Reason::SensitiveTopic => Tone::Sensitive,
        Reason::IntegrationError | Reason::OverBudget => Tone::Trouble,
        Reason::HighFrustration
        | Reason::LoopDetected
        | Reason::FallbackLimit
        | Reason::LowConfidence
        | Reason::MaxTurnsExceeded
        | Reason::ComplexIssue => Tone::Stuck,
    }
}

fn priority(reason: Reason, cold: bool) -> Priority {
    match reason {
        Reason::SensitiveTopic => Priority::Urgent,
        _ if cold => Priority::Urgent,
        Reason::VipCustomer | Reason::HighFrustration => Priority::High,
        _ => Priority::Normal,
    }
}

/// A signal that no detector gave: a button, a takeover, a failure.
#[must_use]
pub fn plain_signal(kind: Reason, rule: &str, evidence: &str) -> Signal {
    let (rule, evidence) = (rule.to_owned(), vec![evidence.to_owned()]);
    Signal { kind, rule, score: Score::ONE, threshold: Score(500), evidence }
}

impl App {
    /// The visitor pressed "Talk to a person". Never resisted, never asked about twice.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn request_person(
        &self,
        site: &SiteRuntime,
        id: ConversationId,
        mut trail: Vec<PageVisit>,
    ) -> Result<Done, ApiError> {
        let transcript = self.transcript(id).await?;
        trail.drain(..trail.len().saturating_sub(MAX_TRAIL));
        self.execute(id, With::default(), |state, _| {
            let case = Case { site, state, transcript: &transcript, now: self.world.clock.now() };
            let fired = plain_signal(Reason::CustomerRequested, BUTTON, "Talk to a person");
            let mut escalation = case.escalation(fired, vec![], false);
            if !trail.is_empty() {
                escalation.context.page_trail.clone_from(&trail);
            }
            Ok(Command::RequestPerson { escalation: Box::new(escalation) })
        })
        .await
    }

    /// What is passed on, summarised: by the LLM within its budget, else locally. The visitor's own words win.
    ///
    /// # Errors
    /// 409 if no warm handoff is under way.
    pub async fn summarise(&self, site: &SiteRuntime, id: ConversationId) -> Result<SummaryAnswer, ApiError> {
        let snapshot = self.store.load(id).await?.ok_or_else(ApiError::not_found)?;
        let state = snapshot.state;
        let current =
            state.public.handoff.as_ref().and_then(|h| h.brief.clone().map(|b| (h.id, b, h.brief_by)));
        let Some((handoff, brief, source)) = current else {
            return Err(baton_conversation::Refusal::WrongState(state.lifecycle()).into());
        };
        if source != BriefSource::Local || !self.may_call_llm(state.visitor) {
            return Ok(SummaryAnswer { brief, source });
        }
        let transcript = self.transcript(id).await?.for_assistant();
        let Some(made) = site.assistant.summary(&transcript).await.filter(VisitorBrief::fits) else {
            return Ok(SummaryAnswer { brief, source });
        };
        let answer = SummaryAnswer { brief: made, source: BriefSource::Llm };
        let stored = self
            .execute(id, With::default(), |state, _| {
                // The handoff of the summary may be over, or the visitor may have been faster.
                let same = state.public.handoff.as_ref().is_some_and(|h| h.id == handoff);
                if !same || !matches!(state.public.phase, Phase::Queued | Phase::WithAgent(_)) {
                    return Err(ApiError::not_found());
                }
                Ok(Command::ChangeBrief { brief: answer.brief.clone(), by: answer.source })
            })
            .await;
        match stored {
            Ok(_) => Ok(answer),
            Err(_) => Ok(SummaryAnswer { brief, source }),
        }
    }
}
