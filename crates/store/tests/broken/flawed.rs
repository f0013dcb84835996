//! What does a store look like that breaks one promise?

use baton_conversation::Timestamp;
use baton_store::conformance::changed::{Change, Changed, rebase};
use baton_store::memory::Memory;
use baton_store::{Commit, CommitError, Guard, Store};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The one promise that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// None: the change as such.
    None,
    /// Ignores the epoch and writes behind whatever head there is: last writer wins.
    NoFence,
    /// Keeps no client ids.
    ForgetsClientIds,
    /// Says yes and writes later, when the next commit comes.
    AnswersBeforeCommit,
    /// Ignores an agent's load.
    NoLimit,
    /// Stores each conversation of a commit by itself.
    Torn,
    /// Gives staff events to those who asked for public ones.
    LeaksStaffEvents,
    /// Leaves a token in place that was taken.
    KeepsTakenTokens,
    /// Ignores the end of a token.
    NeverExpires,
    /// Turns every list around.
    Unordered,
}

/// A store with a flaw.
pub(crate) fn flawed(flaw: Flaw) -> Changed<Flawed> {
    Changed::new(Flawed { flaw, late: Mutex::default(), turn: Mutex::default() })
}

pub(crate) struct Flawed {
    flaw: Flaw,
    late: Mutex<Vec<(Vec<Commit>, Vec<Guard>)>>,
    /// Lets [`Flaw::NoFence`] read a head and write behind it without a writer in between.
    turn: Mutex<()>,
}

impl Flawed {
    fn is(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }
}

#[async_trait::async_trait]
impl Change for Flawed {
    async fn commit(
        &self,
        inner: &Arc<Memory>,
        mut commits: Vec<Commit>,
        mut guards: Vec<Guard>,
    ) -> Result<(), CommitError> {
        let _turn = self.turn.lock().await;
        guards.retain(|guard| match guard {
            Guard::Epoch(..) => !self.is(Flaw::NoFence),
            Guard::AgentLoadBelow(..) => !self.is(Flaw::NoLimit),
            Guard::FreshClientId(..) => !self.is(Flaw::ForgetsClientIds),
        });
        match self.flaw {
            Flaw::NoFence => {
                for commit in &mut commits {
                    *commit = rebase(&**inner, commit.clone()).await?;
                }
            }
            Flaw::AnswersBeforeCommit => {
                let before = std::mem::replace(&mut *self.late.lock().await, vec![(commits, guards)]);
                for (commits, guards) in before {
                    inner.commit(commits, guards).await?;
                }
                return Ok(());
            }
            Flaw::Torn => {
                for commit in commits {
                    inner.commit(vec![commit], vec![]).await?;
                }
                return Ok(());
            }
            _ => {}
        }
        inner.commit(commits, guards).await
    }

    fn public_only(&self, asked: bool) -> bool {
        asked && !self.is(Flaw::LeaksStaffEvents)
    }

    fn arrange<T>(&self, mut rows: Vec<T>) -> Vec<T> {
        if self.is(Flaw::Unordered) {
            rows.reverse();
        }
        rows
    }

    fn token_time(&self, now: Timestamp) -> Timestamp {
        if self.is(Flaw::NeverExpires) { Timestamp(0) } else { now }
    }

    fn keeps_tokens(&self) -> bool {
        self.is(Flaw::KeepsTakenTokens)
    }
}
