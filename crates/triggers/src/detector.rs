//! What does each step of a conversation lead to?

use baton_conversation::{Outcome, Reason, Score, Signal};

use crate::decide::{Found, Judgement, Rank, judge};
use crate::detect::{
    Message, answers, confidence, explicit, failures, fallback, frustration, loops, moment, progress,
    sensitive, tier, topics, words,
};
use crate::model::{self, Feature, Model, Verdict};
use crate::normalise::{Text, normalise};
use crate::phrases::{Finding, Meaning, Phrases};
use crate::policy::{CompactPolicy, Thresholds, View};
use crate::state::{DetectorState, Facts};
use crate::terms::Terms;

/// A policy made ready to judge. Building it costs a few milliseconds, judging a message microseconds; one
/// detector serves any number of conversations, each with its own [`DetectorState`].
pub struct Detector {
    policy: CompactPolicy,
    phrases: Phrases,
    terms: Terms,
    /// One for each pack.
    models: Vec<Model>,
}

/// A message with everything that was found in it.
pub(crate) struct Look<'a> {
    pub(crate) findings: Vec<Finding>,
    /// What was said in another sense.
    pub(crate) exceptions: Vec<Finding>,
    pub(crate) features: Vec<Feature>,
    pub(crate) verdict: Option<Verdict>,
    /// The language that the message seems to be in, by its place among the packs.
    pub(crate) language: Option<usize>,
    /// Its model.
    pub(crate) model: Option<&'a Model>,
}

impl Detector {
    /// Makes a policy ready that others use too.
    #[must_use]
    pub fn new(policy: &CompactPolicy) -> Self {
        Self::of(policy.clone())
    }

    /// Makes a policy ready and keeps it: without the copy, the browser needs no code to make one.
    #[must_use]
    pub fn of(policy: CompactPolicy) -> Self {
        Self {
            phrases: Phrases::new(&policy),
            terms: Terms::new(&policy.packs),
            models: policy.packs.iter().map(|p| Model::new(&p.model)).collect(),
            policy,
        }
    }

    /// The same with another model, in its text form: the phrases need not be made ready again.
    #[cfg(feature = "compile")]
    pub fn set_model(&mut self, language: &str, model: &str) {
        let packs = self.policy.packs.iter_mut().zip(&mut self.models);
        for (pack, ready) in packs.filter(|(pack, _)| pack.language == language) {
            *ready = Model::new(model);
            model.clone_into(&mut pack.model);
        }
    }

    /// The policy that this detector judges by.
    #[must_use]
    pub fn policy(&self) -> &CompactPolicy {
        &self.policy
    }

    /// The words that questions are compared by.
    #[cfg(feature = "compile")]
    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Finds phrases and asks the model.
    pub(crate) fn look(&self, text: &Text) -> Look<'_> {
        let words = self.phrases.words(text);
        let (findings, exceptions) = self.phrases.find(text, &words);
        let features = model::features(text, &self.phrases, &words, &findings, &exceptions);
        let language = self.terms.language(text);
        let model = language.and_then(|at| self.models.get(at));
        let verdict = model.and_then(|m| m.judge(&features, text.tokens.len()));
        Look { findings, exceptions, features, verdict, language, model }
    }

    /// Judges a visitor's message. `at_ms`: time of the message in milliseconds, any epoch.
    pub fn visitor(&self, state: &mut DetectorState, text: &str, at_ms: i64) -> Judgement {
        let thresholds = self.thresholds(state);
        let normal = normalise(text);
        let look = self.look(&normal);
        let findings = &look.findings;
        let length = words(&normal);
        let moment = moment::signs(length, state, &thresholds);
        let weighed = look.verdict.map(|v| match moment {
            Some(moment) => moment::weigh(&v.odds, &moment),
            None => moment::first(length, &v.odds),
        });
        let message = Message { original: text, text: &normal, findings, look: &look, weighed };
        let mut found = Vec::new();
        found.extend(explicit::detect(message, &self.phrases, thresholds.explicit));
        found.extend(topics::detect(message, &self.phrases, &self.policy, &thresholds, state));
        found.extend(sensitive::detect(message, &self.phrases, thresholds.sensitive));
        let (angry, unsure) = frustration::detect(message, &self.phrases, &thresholds, state);
        if unsure || angry.as_ref().is_some_and(|f| f.signal.score >= thresholds.frustrated) {
            state.bad_sign(at_ms);
        }
        let solved = findings.iter().any(|f| self.phrases.meaning(f.slot) == Some(&Meaning::Solved));
        found.extend(angry);
        if solved && !unsure && found.iter().all(|f| f.signal.score < thresholds.frustrated) {
            state.solved();
        } else {
            found.extend(loops::detect(message, &self.phrases, &self.terms, &thresholds, state));
            state.wrote(length);
            found.extend(progress::turns(&thresholds, state));
        }
        self.finish(state, found, unsure, at_ms)
    }

    /// Judges a reply of the assistant: its words, how it ended, how sure it was.
    pub fn assistant(
        &self,
        state: &mut DetectorState,
        text: &str,
        outcome: Outcome,
        confidence: Score,
        at_ms: i64,
    ) -> Judgement {
        self.reply(state, text, outcome, Some(confidence), at_ms)
    }

    /// As [`Self::assistant`], for a reply whose confidence may be unknown (an external bot).
    pub fn reply(
        &self,
        state: &mut DetectorState,
        text: &str,
        outcome: Outcome,
        confidence: Option<Score>,
        at_ms: i64,
    ) -> Judgement {
        let thresholds = self.thresholds(state);
        let normal = normalise(text);
        let (findings, _) = self.phrases.find(&normal, &self.phrases.words(&normal));
        let failed = findings.iter().any(|f| self.phrases.meaning(f.slot) == Some(&Meaning::Fallback));
        state.asked_back = normal.question && !failed && outcome == Outcome::Answered;
        let mut found = Vec::new();
        found.extend(fallback::detect(outcome, failed, &thresholds, state, at_ms));
        if !failed && outcome == Outcome::Answered {
            found.extend(answers::detect(&normal, &self.terms, &thresholds, state));
        }
        if let Some(confidence) = confidence {
            found.extend(confidence::detect(confidence, outcome, &thresholds, state));
        }
        if outcome == Outcome::Handoff {
            found.push(failures::found(Reason::ComplexIssue, "complex", "", thresholds.complex));
        }
        self.finish(state, found, false, at_ms)
    }

    /// Takes in a sentiment from −1000 to 1000 that was judged elsewhere for the latest message.
    pub fn sentiment(&self, state: &mut DetectorState, score: Score) -> Judgement {
        let thresholds = self.thresholds(state);
        state.sentiment = Some(score);
        let mut found: Vec<Found> = frustration::sentiment(score, &thresholds).into_iter().collect();
        self.rules(state, &mut found);
        judge(found, false)
    }

    /// A server, tool or model failed or timed out; `what` names it for the evidence.
    pub fn error(&self, state: &mut DetectorState, what: &str, at_ms: i64) -> Judgement {
        let thresholds = self.thresholds(state);
        state.bad_sign(at_ms);
        let found = failures::found(Reason::IntegrationError, "error", what, thresholds.error);
        self.finish(state, vec![found], false, at_ms)
    }

    /// A spending limit is reached.
    pub fn over_budget(&self, state: &mut DetectorState, at_ms: i64) -> Judgement {
        let thresholds = self.thresholds(state);
        let found = failures::found(Reason::OverBudget, "budget", "", thresholds.error);
        self.finish(state, vec![found], false, at_ms)
    }

    /// What was asked is solved (a good rating, a confirmed answer): counting starts again.
    pub fn solved(&self, state: &mut DetectorState) {
        state.solved();
    }

    /// A person handed back: nothing said before counts any more.
    pub fn handed_back(&self, state: &mut DetectorState) {
        state.solved();
        state.vip_done = true;
    }

    /// What the server knows about the visitor and the moment; replaces what was known.
    pub fn facts(&self, state: &mut DetectorState, facts: Facts) {
        state.set_facts(facts);
    }

    /// The thresholds that hold for this visitor now.
    #[must_use]
    pub fn thresholds(&self, state: &DetectorState) -> Thresholds {
        let mut thresholds = self.policy.thresholds.clone();
        for o in &self.policy.overrides {
            if o.when.holds(View { state, signals: &[] }) {
                o.change.apply(&mut thresholds);
            }
        }
        thresholds
    }

    fn finish(
        &self,
        state: &mut DetectorState,
        mut found: Vec<Found>,
        unsure: bool,
        at_ms: i64,
    ) -> Judgement {
        let thresholds = self.thresholds(state);
        found.extend(tier::detect(&self.policy.vip_tiers, thresholds.vip, state));
        found.extend(progress::minutes(&thresholds, state, at_ms));
        self.rules(state, &mut found);
        judge(found, unsure)
    }

    fn rules(&self, state: &DetectorState, found: &mut Vec<Found>) {
        let signals: Vec<Signal> = found.iter().map(|f| f.signal.clone()).collect();
        for rule in &self.policy.rules {
            if rule.when.holds(View { state, signals: &signals }) {
                let mut fired = failures::found(rule.reason, &rule.name, "", rule.action);
                fired.cold = rule.cold;
                if rule.cold {
                    fired.rank = Rank::Security;
                }
                found.push(fired);
            }
        }
    }
}
