//! How does a case make real commits? By the real `decide`, with ids that count up.

use crate::{ClientKey, Commit, CommitError, Guard, Receipt, Store};
use baton_conversation::{
    AgentCard, AgentId, Author, Command, Context, ContextPackage, ConversationId, Escalation, Event,
    HandoffKind, Lifecycle, MessageId, Priority, Reason, Refusal, Score, Signal, SiteId, State, Timers,
    Timestamp, Tone, Verdict, VisitorBrief, VisitorId, decide,
};
use uuid::Uuid;

/// When the cases begin.
pub const BEGIN: Timestamp = Timestamp(1_790_000_000_000);
/// The site of most cases.
pub const SITE: SiteId = SiteId(Uuid::from_u128(0x0517_e000));
/// The visitor of most cases.
pub const VISITOR: VisitorId = VisitorId(Uuid::from_u128(0x0715_1700));

/// An agent by number.
#[must_use]
pub fn agent(n: u8) -> AgentCard {
    AgentCard { id: AgentId(Uuid::from_u128(0xa6e0 + u128::from(n))), name: format!("Agent {n}") }
}

/// Names a visitor's message.
#[must_use]
pub fn visitor_key(conversation: ConversationId, id: MessageId) -> ClientKey {
    ClientKey { conversation, author: Author::Visitor, id }
}

/// A receipt whose hash is one byte repeated.
#[must_use]
pub fn receipt(seq: u64, hash: u8) -> Receipt {
    Receipt { seq, body_hash: [hash; 32] }
}

/// Everything that goes with calling a person.
#[must_use]
pub fn escalation(priority: Priority) -> Box<Escalation> {
    let signal = Signal {
        kind: Reason::CustomerRequested,
        rule: "explicit".into(),
        score: Score::ONE,
        threshold: Score(500),
        evidence: vec!["\"talk to a person\" \u{1F642}".into()],
    };
    let context = ContextPackage {
        auto_escalated_due_to: Reason::CustomerRequested,
        rule: "explicit".into(),
        score: Score::ONE,
        threshold: Score(500),
        evidence: signal.evidence.clone(),
        intent: "A question".into(),
        issue: None,
        attempted_solutions: vec![],
        failed_actions: vec![],
        sentiment_trend: vec![],
        confidence: None,
        page_trail: vec![],
        locale: "en".into(),
        policy_version: "1".into(),
        created_at: BEGIN,
    };
    Box::new(Escalation {
        kind: HandoffKind::Warm,
        tone: Tone::Requested,
        priority,
        signals: vec![signal],
        brief: VisitorBrief::default(),
        context: Box::new(context),
    })
}

/// One conversation as a caller knows it: the state after its last successful commit.
#[derive(Clone, Debug)]
pub struct Thread {
    /// What the caller knows.
    pub state: State,
    /// The caller's clock.
    pub now: Timestamp,
    ids: u128,
}

impl Thread {
    /// A conversation that is not stored yet; `n` tells it apart and orders its id.
    #[must_use]
    pub fn new(n: u32) -> Self {
        let id = u128::from(n) << 64;
        Self { state: State::new(ConversationId(Uuid::from_u128(id))), now: BEGIN, ids: id }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> ConversationId {
        self.state.id
    }

    /// A fresh id.
    pub fn fresh(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    /// The commit that a command leads to; the thread itself does not move.
    ///
    /// # Errors
    /// The refusal, if the state machine refuses.
    pub fn plan(&mut self, command: Command) -> Result<Commit, Refusal> {
        let mut ids = self.ids;
        let mut fresh = || {
            ids += 1;
            Uuid::from_u128(ids)
        };
        let timers = Timers::default();
        let mut cx = Context { now: self.now, fresh: &mut fresh, timers, streamed: None };
        let events = decide(&self.state, command, &mut cx)?;
        self.ids = ids;
        Ok(self.commit_of(events))
    }

    /// The commit of these events.
    #[must_use]
    pub fn commit_of(&self, events: Vec<Event>) -> Commit {
        let events = self.state.stamp(self.now, events);
        let mut state = self.state.clone();
        for event in &events {
            state.apply(event);
        }
        let deadline = state.deadline(&Timers::default());
        let detector = format!("{{\"turns\":{}}}", state.messages);
        Commit {
            conversation: self.id(),
            expected_head: self.state.head,
            events,
            snapshot: crate::Snapshot { state, detector, deadline },
        }
    }

    /// Stores a plan and, on success, moves on.
    ///
    /// # Errors
    /// Whatever the store answers.
    pub async fn store(
        &mut self,
        store: &dyn Store,
        plan: Commit,
        guards: Vec<Guard>,
    ) -> Result<(), CommitError> {
        let after = plan.snapshot.state.clone();
        store.commit(vec![plan], guards).await?;
        self.state = after;
        Ok(())
    }

    /// Decides and stores; the case fails if either refuses.
    pub async fn must(&mut self, store: &dyn Store, command: Command) {
        let plan = self.plan(command);
        assert!(plan.is_ok(), "the state machine refused: {plan:?}");
        if let Ok(plan) = plan {
            let stored = self.store(store, plan, vec![]).await;
            assert!(stored.is_ok(), "the store refused: {stored:?}");
        }
    }

    /// Begins on [`SITE`] for [`VISITOR`].
    pub async fn start(&mut self, store: &dyn Store) {
        self.must(store, start(SITE, VISITOR)).await;
    }

    /// A message of the visitor.
    pub fn message(&mut self, text: &str) -> (MessageId, Command) {
        let id = MessageId(self.fresh());
        let verdict = Verdict::Continue(vec![]);
        (id, Command::PostMessage { id, text: text.into(), masked: false, page: None, verdict })
    }

    /// The visitor writes.
    pub async fn say(&mut self, store: &dyn Store, text: &str) -> MessageId {
        let (id, command) = self.message(text);
        self.must(store, command).await;
        id
    }

    /// Begins, calls a person, and, if `with` is given, has that agent accept.
    pub async fn bring_to(&mut self, store: &dyn Store, priority: Priority, with: Option<AgentCard>) {
        self.start(store).await;
        self.must(store, Command::RequestPerson { escalation: escalation(priority) }).await;
        if let Some(agent) = with {
            let epoch = self.state.public.epoch;
            self.must(store, Command::Accept { agent, epoch }).await;
        }
    }

    /// The commit in which `agent` accepts.
    ///
    /// # Errors
    /// The refusal, if the state machine refuses.
    pub fn accept(&mut self, agent: AgentCard) -> Result<Commit, Refusal> {
        let epoch = self.state.public.epoch;
        self.plan(Command::Accept { agent, epoch })
    }

    /// The caller's clock moves on.
    pub fn wait(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
    }

    /// The lifecycle as the caller knows it.
    #[must_use]
    pub fn at(&self) -> Lifecycle {
        self.state.lifecycle()
    }
}

/// The command that begins a conversation.
#[must_use]
pub fn start(site: SiteId, visitor: VisitorId) -> Command {
    Command::Start { site, visitor, locale: "en".into(), page: None }
}
