//! Is there any order of steps in which two speak for us, or nobody ever answers?
//!
//! Every order of one race is tried: a visitor who writes and asks for a person, two calls to an LLM that come back
//! late, twice or never, three agents who reach for the conversation, a lease that runs out, timers. Decisions are
//! the real ones. What takes time is two steps, decide and commit, so that anything can happen in between; the
//! commit checks head and epoch as the store does, or, in the naive variant, nothing.

use crate::samples::{SITE, VISITOR, agent, escalation};
use baton_conversation::{
    AgentId, AssignmentId, Command, Context, Control, ConversationId, Event, HandoffKind, Lifecycle,
    MessageId, Outcome, PublicEvent, ReplyId, Score, State, Timers, Timestamp, Verdict, decide,
};
use stateright::{Checker, HasDiscoveries, Model, Property};
use std::hash::{Hash, Hasher};
use uuid::Uuid;

/// LLM calls in flight at most.
const CALLS: usize = 2;

/// The race, with or without the checks of the store's commit.
struct Race {
    fenced: bool,
    left: Left,
}

/// How often each thing may still happen; what makes the race finite.
#[derive(Clone, Debug, Hash, PartialEq)]
struct Left {
    messages: u8,
    asks: u8,
    /// One number for each agent.
    reaches: Vec<u8>,
    offers: u8,
    hand_backs: u8,
    losses: u8,
    drops: u8,
    ticks: u8,
}

/// Something that was decided on what was read, and is not committed yet.
#[derive(Clone, Debug, PartialEq)]
struct Pending {
    command: Command,
    head: u64,
    epoch: u64,
    events: Vec<Event>,
}

/// Where the race stands.
#[derive(Clone, Debug, PartialEq)]
struct World {
    conversation: State,
    /// Replies that an LLM is still working on, with the epoch they started under.
    calls: Vec<(ReplyId, u64)>,
    pending: Vec<Pending>,
    left: Left,
    now: Timestamp,
    ids: u128,
    spoke_late: bool,
    two_owners: bool,
    fence_held: bool,
    replied: bool,
}

/// Ids, times and absolute numbers differ between orders that are alike in everything that decides, so only what
/// decides is hashed.
impl Hash for World {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let state = &self.conversation;
        state.lifecycle().hash(hasher);
        (state.head > 0, state.owes.is_some(), state.agent()).hash(hasher);
        state.offer.as_ref().map(|o| o.agent.id).hash(hasher);
        let epoch = state.public.epoch;
        let current = state.public.reply.as_ref().map(|r| r.reply);
        current.is_some().hash(hasher);
        let mut calls: Vec<_> = self
            .calls
            .iter()
            .map(|(reply, under)| (Some(*reply) == current, epoch.wrapping_sub(*under)))
            .collect();
        calls.sort_unstable();
        calls.hash(hasher);
        let mut pending: Vec<_> = self.pending.iter().map(|p| self.essence(p)).collect();
        pending.sort_unstable();
        pending.hash(hasher);
        self.left.hash(hasher);
        (self.spoke_late, self.two_owners, self.fence_held, self.replied).hash(hasher);
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Post,
    Ask,
    StartReply,
    /// An LLM call comes back, and its result is decided on.
    Return(usize),
    /// An LLM call is never heard of again.
    LoseCall(usize),
    /// After a restart, a reply that nobody works on.
    Abandon,
    /// An agent reads the conversation and reaches for it.
    Reach(u8),
    Commit(usize),
    /// The process that had decided dies before it commits.
    LosePending(usize),
    Offer(u8),
    HandBack,
    /// The agent's lease runs out.
    LoseAgent,
    /// Time passes up to the next deadline.
    Tick,
}

impl World {
    /// What of a pending commit decides its fate: who (an agent, or a reply that is in flight or no longer), whether
    /// its head stands, and how far Control has moved since it was read and since its command was meant.
    fn essence(&self, pending: &Pending) -> (Option<AgentId>, bool, bool, u64, u64, usize) {
        let public = &self.conversation.public;
        let (who, in_flight, under) = match &pending.command {
            Command::Accept { agent, epoch } | Command::TakeOver { agent, epoch, .. } => {
                (Some(agent.id), false, *epoch)
            }
            Command::FinishReply { reply, epoch, .. } => {
                (None, public.reply.as_ref().is_some_and(|r| r.reply == *reply), *epoch)
            }
            _ => (None, false, 0),
        };
        let stands = pending.head == self.conversation.head;
        let (read, meant) = (public.epoch.wrapping_sub(pending.epoch), public.epoch.wrapping_sub(under));
        (who, in_flight, stands, read, meant, pending.events.len())
    }

    fn begun(left: Left) -> Self {
        let mut world = Self {
            conversation: State::new(ConversationId(Uuid::from_u128(1))),
            calls: vec![],
            pending: vec![],
            left,
            now: Timestamp(0),
            ids: 100,
            spoke_late: false,
            two_owners: false,
            fence_held: false,
            replied: false,
        };
        world.at_once(Command::Start { site: SITE, visitor: VISITOR, locale: String::new(), page: None });
        world
    }

    fn fresh(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn decide(&mut self, command: Command) -> Option<Vec<Event>> {
        let mut ids = self.ids;
        let mut fresh = || {
            ids += 1;
            Uuid::from_u128(ids)
        };
        let mut cx = Context { now: self.now, fresh: &mut fresh, timers: Timers::default(), streamed: None };
        let events = decide(&self.conversation, command, &mut cx).ok();
        self.ids = ids;
        events
    }

    /// Stores events behind whatever is there, and notes what must never be seen.
    fn store(&mut self, events: Vec<Event>) {
        for event in events {
            let (control, holder) = (self.conversation.public.control(), self.conversation.agent());
            if let Event::Public(public) = &event {
                match public {
                    PublicEvent::ReplyFinished { .. } => {
                        self.replied = true;
                        self.spoke_late |= control != Control::Assistant;
                    }
                    PublicEvent::AgentJoined { epoch, .. } => {
                        let moved = *epoch != self.conversation.public.epoch + 1;
                        self.two_owners |= moved || holder.is_some();
                    }
                    _ => {}
                }
            }
            for entry in self.conversation.stamp(self.now, vec![event]) {
                self.conversation.apply(&entry);
            }
        }
    }

    /// Decides and commits with nothing in between; a refusal is no step.
    fn at_once(&mut self, command: Command) -> Option<()> {
        let events = self.decide(command).filter(|events| !events.is_empty())?;
        self.store(events);
        Some(())
    }

    /// Decides now and leaves the commit for later.
    fn begin(&mut self, command: Command) -> Option<()> {
        let events = self.decide(command.clone()).filter(|events| !events.is_empty())?;
        let (head, epoch) = (self.conversation.head, self.conversation.public.epoch);
        self.pending.push(Pending { command, head, epoch, events });
        Some(())
    }

    fn commit(&mut self, index: usize, fenced: bool) -> Option<()> {
        let Pending { command, head, epoch, events } = self.pending.remove(index);
        if fenced && epoch != self.conversation.public.epoch {
            self.fence_held = true;
        } else if fenced && head != self.conversation.head {
            // A conflict: load and decide again; a refusal now ends it.
            if self.begin(command).is_none() {
                self.fence_held = true;
            }
        } else {
            self.store(events);
        }
        Some(())
    }

    fn returned(&mut self, index: usize) -> Option<()> {
        let (reply, epoch) = self.calls.remove(index);
        let finish = Command::FinishReply {
            reply,
            epoch,
            text: "an answer".into(),
            citations: vec![],
            confidence: Score::ONE,
            outcome: Outcome::Answered,
            verdict: Verdict::Continue(vec![]),
        };
        if self.begin(finish).is_none() {
            self.fence_held = true;
        }
        Some(())
    }

    fn start_reply(&mut self) -> Option<()> {
        let (in_reply_to, epoch) = (self.conversation.owes.as_ref()?.message, self.conversation.public.epoch);
        let reply = ReplyId(self.fresh());
        self.at_once(Command::StartReply { reply, in_reply_to, epoch })?;
        self.calls.push((reply, epoch));
        Some(())
    }

    fn reach(&mut self, n: u8) -> Option<()> {
        self.left.reaches[usize::from(n)] -= 1;
        let (agent, epoch) = (agent(n), self.conversation.public.epoch);
        match self.conversation.public.control() {
            Control::Assistant => {
                self.begin(Command::TakeOver { agent, epoch, escalation: escalation(HandoffKind::Warm) })
            }
            _ => self.begin(Command::Accept { agent, epoch }),
        }
    }

    /// Nobody works on the reply in flight.
    fn orphaned(&self) -> bool {
        self.conversation.public.reply.as_ref().is_some_and(|r| {
            let finishes =
                |p: &Pending| matches!(&p.command, Command::FinishReply { reply, .. } if *reply == r.reply);
            !self.calls.iter().any(|(reply, _)| *reply == r.reply) && !self.pending.iter().any(finishes)
        })
    }

    fn step(&mut self, step: Step, fenced: bool) -> Option<()> {
        match step {
            Step::Post => {
                self.left.messages -= 1;
                let id = MessageId(self.fresh());
                let verdict = Verdict::Continue(vec![]);
                self.at_once(Command::PostMessage {
                    id,
                    text: "hi".into(),
                    masked: false,
                    page: None,
                    verdict,
                })
            }
            Step::Ask => {
                self.left.asks -= 1;
                self.at_once(Command::RequestPerson { escalation: escalation(HandoffKind::Warm) })
            }
            Step::StartReply => self.start_reply(),
            Step::Return(index) => self.returned(index),
            Step::LoseCall(index) => {
                self.left.drops -= 1;
                self.calls.remove(index);
                Some(())
            }
            Step::Abandon => {
                let reply = self.conversation.public.reply.as_ref()?.reply;
                self.at_once(Command::AbandonReply { reply })
            }
            Step::Reach(n) => self.reach(n),
            Step::Commit(index) => self.commit(index, fenced),
            Step::LosePending(index) => {
                self.left.drops -= 1;
                self.pending.remove(index);
                Some(())
            }
            Step::Offer(n) => {
                self.left.offers -= 1;
                let assignment = AssignmentId(self.fresh());
                self.at_once(Command::Offer { assignment, agent: agent(n) })
            }
            Step::HandBack => {
                self.left.hand_backs -= 1;
                let agent = self.conversation.agent()?;
                self.at_once(Command::HandBack { agent, note: String::new() })
            }
            Step::LoseAgent => {
                self.left.losses -= 1;
                let agent = self.conversation.agent()?;
                self.at_once(Command::LoseAgent { agent })
            }
            Step::Tick => {
                self.left.ticks = self.left.ticks.saturating_sub(1);
                self.now = self.now.max(self.conversation.deadline(&Timers::default())?);
                self.at_once(Command::Tick)
            }
        }
    }

    /// Time alone closes it within as many timers as there are states.
    fn ends(&self) -> bool {
        let mut world = self.clone();
        for _ in 0..6 {
            if world.conversation.lifecycle() == Lifecycle::Closed {
                return true;
            }
            if world.step(Step::Tick, true).is_none() {
                return false;
            }
        }
        false
    }
}

impl Model for Race {
    type State = World;
    type Action = Step;

    fn init_states(&self) -> Vec<World> {
        vec![World::begun(self.left.clone())]
    }

    fn actions(&self, world: &World, steps: &mut Vec<Step>) {
        let left = &world.left;
        let mut offer = |possible: bool, step: Step| steps.extend(possible.then_some(step));
        offer(left.messages > 0, Step::Post);
        offer(left.asks > 0, Step::Ask);
        offer(world.calls.len() < CALLS && world.conversation.owes.is_some(), Step::StartReply);
        offer(world.orphaned(), Step::Abandon);
        offer(left.offers > 0, Step::Offer(0));
        offer(left.hand_backs > 0, Step::HandBack);
        offer(left.losses > 0, Step::LoseAgent);
        offer(left.ticks > 0, Step::Tick);
        for (n, reaches) in (0..).zip(&left.reaches) {
            offer(*reaches > 0, Step::Reach(n));
        }
        for index in 0..world.calls.len() {
            offer(true, Step::Return(index));
            offer(left.drops > 0, Step::LoseCall(index));
        }
        for index in 0..world.pending.len() {
            offer(true, Step::Commit(index));
            offer(left.drops > 0, Step::LosePending(index));
        }
    }

    fn next_state(&self, world: &World, step: Step) -> Option<World> {
        let mut next = world.clone();
        next.step(step, self.fenced).map(|()| next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(SILENT, |_: &Self, world: &World| !world.spoke_late),
            Property::always(ONE_OWNER, |_, world: &World| !world.two_owners),
            Property::always(ENDS, |_, world: &World| world.ends()),
            // Without these, the laws above would hold for want of a race.
            Property::sometimes("a reply is finished", |_, world: &World| world.replied),
            Property::sometimes("an agent holds it", |_, world: &World| world.conversation.agent().is_some()),
            Property::sometimes("the fence holds something back", |_, world: &World| world.fence_held),
            Property::sometimes("all agents reach at once", |race, world: &World| {
                let reaches = |p: &&Pending| !matches!(p.command, Command::FinishReply { .. });
                world.pending.iter().filter(reaches).count() == race.left.reaches.len()
            }),
        ]
    }
}

const SILENT: &str = "the Assistant is silent while it has no Control";
const ONE_OWNER: &str = "one owner";
const ENDS: &str = "time leads out of every state";

/// Two agents, two calls in flight, a hand-back, a crash.
fn around_the_assistant() -> Left {
    Left {
        messages: 2,
        asks: 1,
        reaches: vec![1, 1],
        offers: 0,
        hand_backs: 1,
        losses: 0,
        drops: 1,
        ticks: 1,
    }
}

/// Three agents, an offer, a lease that runs out.
fn around_the_queue() -> Left {
    Left {
        messages: 1,
        asks: 1,
        reaches: vec![1, 1, 1],
        offers: 1,
        hand_backs: 0,
        losses: 1,
        drops: 0,
        ticks: 1,
    }
}

fn assert_safe(left: Left) {
    let checker = Race { fenced: true, left }.checker().threads(2).spawn_bfs().join();
    println!("{} states, depth {}", checker.unique_state_count(), checker.max_depth());
    checker.assert_properties();
    assert!(checker.unique_state_count() > 10_000, "too small a race: {}", checker.unique_state_count());
}

#[test]
fn no_order_around_the_assistant_breaks_the_handoff() {
    assert_safe(around_the_assistant());
}

#[test]
fn no_order_around_the_queue_breaks_the_handoff() {
    assert_safe(around_the_queue());
}

#[test]
fn without_the_fence_the_race_is_lost() {
    let lost = HasDiscoveries::AllOf([SILENT, ONE_OWNER].into());
    let race = Race { fenced: false, left: around_the_assistant() };
    let checker = race.checker().finish_when(lost).spawn_bfs().join();
    for law in [SILENT, ONE_OWNER] {
        println!("broken: {law}: {:?}", checker.assert_any_discovery(law).into_actions());
    }
}
