//! Which commits are malformed, whatever the backend?
//!
//! Every backend calls [`shape`] before it queues a commit and [`continues`] inside the transaction, so that they
//! refuse the same things for the same reasons.

use crate::{Commit, CommitError, Guard};
use baton_conversation::{ConversationId, Event, Timestamp};
use std::collections::HashSet;

/// The part of a stored snapshot that a commit is checked against. All zero where nothing is stored.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Heads {
    /// Sequence of the last event.
    pub(crate) head: u64,
    /// Sequence of the last public event.
    pub(crate) public_head: u64,
    /// The epoch.
    pub(crate) epoch: u64,
    /// Time of the last event.
    pub(crate) last_at: Timestamp,
}

/// Checks what can be seen without looking at the data.
pub(crate) fn shape(commits: &[Commit], guards: &[Guard]) -> Result<(), CommitError> {
    if commits.is_empty() {
        return Err(CommitError::Malformed("it names no conversation"));
    }
    let mut conversations = HashSet::new();
    for commit in commits {
        if !conversations.insert(commit.conversation) {
            return Err(CommitError::Malformed("one conversation comes twice"));
        }
        sequence(commit)?;
        snapshot(commit)?;
    }
    client_ids(guards, &conversations)
}

fn client_ids(guards: &[Guard], conversations: &HashSet<ConversationId>) -> Result<(), CommitError> {
    let mut keys = HashSet::new();
    for guard in guards {
        let Guard::FreshClientId(key, _) = guard else { continue };
        if !conversations.contains(&key.conversation) {
            return Err(CommitError::Malformed("a client id belongs to a conversation outside the commit"));
        }
        if !keys.insert(*key) {
            return Err(CommitError::Malformed("one client id comes twice"));
        }
    }
    Ok(())
}

fn sequence(commit: &Commit) -> Result<(), CommitError> {
    // SQL backends keep sequences as signed 64-bit numbers.
    let last = commit.expected_head.checked_add(commit.events.len() as u64);
    if last.is_none_or(|last| last > i64::MAX as u64) {
        return Err(CommitError::Malformed("the sequence is out of range"));
    }
    if last == Some(0) {
        return Err(CommitError::Malformed("a conversation begins with an event"));
    }
    let gapless = commit.events.iter().zip(commit.expected_head + 1..).all(|(e, seq)| e.seq == seq);
    if !gapless {
        return Err(CommitError::Malformed("the events leave a gap or overlap"));
    }
    if commit.events.windows(2).any(|pair| pair[1].at < pair[0].at) {
        return Err(CommitError::Malformed("time goes backwards"));
    }
    Ok(())
}

fn snapshot(commit: &Commit) -> Result<(), CommitError> {
    let state = &commit.snapshot.state;
    if state.id != commit.conversation {
        return Err(CommitError::Malformed("the snapshot is of another conversation"));
    }
    if state.head != commit.expected_head + commit.events.len() as u64 {
        return Err(CommitError::Malformed("the snapshot's head is not the last event"));
    }
    if commit.events.last().is_some_and(|last| last.at != state.last_at) {
        return Err(CommitError::Malformed("the snapshot's time is not the last event's"));
    }
    Ok(())
}

/// Checks one commit against what is stored: a moved head is a conflict, anything else that does not continue
/// the log is malformed.
pub(crate) fn continues(stored: Heads, commit: &Commit) -> Result<(), CommitError> {
    if stored.head != commit.expected_head {
        return Err(CommitError::Conflict(commit.conversation));
    }
    let mut public_head = stored.public_head;
    for event in &commit.events {
        if event.prev_public != public_head {
            return Err(CommitError::Malformed("prev_public is not the public event before"));
        }
        if matches!(event.event, Event::Public(_)) {
            public_head = event.seq;
        }
    }
    let state = &commit.snapshot.state;
    if state.public.head != public_head {
        return Err(CommitError::Malformed("the snapshot's public head is not the last public event"));
    }
    if state.public.epoch < stored.epoch {
        return Err(CommitError::Malformed("the epoch goes backwards"));
    }
    if state.last_at < stored.last_at || commit.events.first().is_some_and(|e| e.at < stored.last_at) {
        return Err(CommitError::Malformed("time goes backwards"));
    }
    Ok(())
}
