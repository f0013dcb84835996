//! Does a snapshot still say what its log says?

use crate::{Fault, Store};
use baton_conversation::{ConversationId, State};

/// Events read at a time.
const PAGE: usize = 500;

/// Where log and snapshot disagree.
#[derive(Debug, thiserror::Error)]
pub enum Mismatch {
    /// There is no such conversation.
    #[error("there is no such conversation")]
    Missing,
    /// The log has a gap, a doubled sequence, a wrong `prev_public` or a time that goes backwards.
    #[error("the log does not continue at event {0}")]
    Broken(u64),
    /// The log ends before the snapshot's head.
    #[error("the log ends at event {found}, the snapshot at {expected}")]
    Short {
        /// Last event found.
        found: u64,
        /// The snapshot's head.
        expected: u64,
    },
    /// Folding the log gives another state.
    #[error("the snapshot differs from its log; rebuild it from the log")]
    Differs,
    /// The backend failed or could not read a row.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Folds the log of a conversation again and compares the result with its snapshot. Commits that come in
/// meanwhile are left out: the snapshot is read first and the log only up to its head.
///
/// # Errors
/// A [`Mismatch`] that says where they disagree. On success the head that was verified.
pub async fn verify(store: &dyn Store, conversation: ConversationId) -> Result<u64, Mismatch> {
    let snapshot = store.load(conversation).await?.ok_or(Mismatch::Missing)?;
    let expected = snapshot.state.head;
    let mut state = State::new(conversation);
    while state.head < expected {
        let page = store.events_after(conversation, state.head, PAGE, false).await?;
        if page.is_empty() {
            return Err(Mismatch::Short { found: state.head, expected });
        }
        for entry in page.iter().filter(|entry| entry.seq <= expected) {
            let continues = entry.seq == state.head + 1
                && entry.prev_public == state.public.head
                && entry.at >= state.last_at;
            if !continues {
                return Err(Mismatch::Broken(entry.seq));
            }
            state.apply(entry);
        }
        if page.iter().all(|entry| entry.seq > expected) {
            return Err(Mismatch::Broken(state.head + 1));
        }
    }
    if state == snapshot.state { Ok(expected) } else { Err(Mismatch::Differs) }
}
