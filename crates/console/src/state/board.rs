//! What stands on the board, what is new, and what comes next?

use baton_conversation::wire::{Board, BoardItem};
use baton_conversation::{AgentId, ConversationId, Lifecycle, Timestamp};
use std::collections::BTreeMap;

/// One part of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// A stable name for marks and keys.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it says when it is empty; parts without one are left out when empty.
    pub empty: Option<&'static str>,
    /// Open from the start; the others fold.
    pub open: bool,
    /// Its conversations, in order.
    pub items: Vec<BoardItem>,
}

/// The parts of the board in their order.
#[must_use]
pub fn sections(board: &Board) -> Vec<Section> {
    let section = |name, title, empty, open, items: &[BoardItem]| Section {
        name,
        title,
        empty,
        open,
        items: items.to_vec(),
    };
    let all = [
        section("queue", "Waiting", Some("Nobody is waiting."), true, &board.queue),
        section("mine", "Mine", Some("You hold no conversation."), true, &board.mine),
        section("follow-ups", "Follow-ups", None, true, &board.follow_ups),
        section("assistant", "With the Assistant", None, false, &board.assistant),
        section("others", "With others", None, false, &board.others),
        section("closed", "Closed lately", None, false, &board.closed),
    ];
    all.into_iter().filter(|s| s.empty.is_some() || !s.items.is_empty()).collect()
}

/// How many wait for a person.
#[must_use]
pub fn waiting(board: &Board) -> usize {
    board.queue.len()
}

/// The conversation that the accept key takes when none is open: what is offered to this agent, else the first in line
/// that is not offered to someone else.
#[must_use]
pub fn next_to_accept(board: &Board, me: AgentId) -> Option<&BoardItem> {
    let offered_to = |item: &&BoardItem| item.agent.as_ref().map(|agent| agent.id);
    let mine = board.queue.iter().find(|item| offered_to(item) == Some(me));
    mine.or_else(|| {
        board.queue.iter().find(|item| item.at == Lifecycle::Queued || offered_to(item).is_none())
    })
}

/// The conversation after (or before) the open one, over what an agent works on; stops at the ends.
#[must_use]
pub fn step(board: &Board, open: Option<ConversationId>, forward: bool) -> Option<ConversationId> {
    let work = [&board.queue, &board.mine, &board.follow_ups];
    let ids: Vec<_> = work.into_iter().flatten().map(|item| item.conversation).collect();
    let at = open.and_then(|open| ids.iter().position(|id| *id == open));
    let to = match (at, forward) {
        (None, true) => 0,
        (None, false) => ids.len().checked_sub(1)?,
        (Some(at), true) => at + 1,
        (Some(at), false) => at.checked_sub(1)?,
    };
    ids.get(to).copied()
}

/// Up to when an agent has seen each of their conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<ConversationId, Timestamp>);

impl Seen {
    /// Takes in a new board; `open` is what is on the screen now. Returns whether something asks for attention
    /// that did not before: someone new waits, or someone wrote in a conversation that is not on the screen.
    pub fn take(&mut self, old: &Board, new: &Board, open: Option<ConversationId>) -> bool {
        let known = |item: &BoardItem| old.queue.iter().any(|other| other.conversation == item.conversation);
        let mut news = new.queue.iter().any(|item| !known(item));
        for item in &new.mine {
            let before = old.mine.iter().find(|other| other.conversation == item.conversation);
            match before {
                _ if open == Some(item.conversation) => self.see(item.conversation, item.since),
                Some(before) => news |= item.since > before.since && self.is_unread(item),
                // Held since before this page was opened, or just accepted: read from here on.
                None => self.see(item.conversation, item.since),
            }
        }
        self.0.retain(|id, _| new.mine.iter().any(|item| item.conversation == *id));
        news
    }

    /// The agent looks at it now.
    pub fn see(&mut self, conversation: ConversationId, at: Timestamp) {
        let seen = self.0.entry(conversation).or_default();
        *seen = (*seen).max(at);
    }

    /// Whether someone wrote since it was last looked at.
    #[must_use]
    pub fn is_unread(&self, item: &BoardItem) -> bool {
        self.0.get(&item.conversation).is_some_and(|seen| item.since > *seen)
    }

    /// How many of an agent's conversations are unread.
    #[must_use]
    pub fn unread(&self, board: &Board) -> usize {
        board.mine.iter().filter(|item| self.is_unread(item)).count()
    }
}

/// The page's title: a number where something asks for attention.
#[must_use]
pub fn title(waiting: usize, unread: usize) -> String {
    match waiting + unread {
        0 => "Baton console".to_owned(),
        n => format!("({n}) Baton console"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_conversation::{AgentCard, Priority};
    use uuid::Uuid;

    const ME: AgentId = AgentId(Uuid::from_u128(100));

    fn id(n: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(n))
    }

    fn item(n: u128, since: i64) -> BoardItem {
        BoardItem {
            conversation: id(n),
            at: Lifecycle::Queued,
            epoch: 1,
            priority: Priority::Normal,
            since: Timestamp(since),
            reason: None,
            line: String::new(),
            agent: None,
        }
    }

    fn offered(n: u128, to: AgentId) -> BoardItem {
        let agent = Some(AgentCard { id: to, name: "Sam".into() });
        BoardItem { at: Lifecycle::Offered, agent, ..item(n, 0) }
    }

    #[test]
    fn the_accept_key_takes_the_first_that_is_free() {
        let other = AgentId(Uuid::from_u128(200));
        let cases = [
            (vec![], None),
            (vec![item(1, 0), item(2, 0)], Some(1)),
            (vec![offered(1, other), item(2, 0)], Some(2)),
            (vec![item(1, 0), offered(2, ME)], Some(2)),
            (vec![offered(1, other)], None),
        ];
        for (queue, expected) in cases {
            let board = Board { queue, ..Board::default() };
            let next = next_to_accept(&board, ME).map(|item| item.conversation);
            assert_eq!(next, expected.map(id));
        }
    }

    #[test]
    fn keys_walk_through_work_and_stop_at_the_ends() {
        let board = Board { queue: vec![item(1, 0)], mine: vec![item(2, 0)], ..Board::default() };
        let cases = [
            (None, true, Some(1)),
            (None, false, Some(2)),
            (Some(1), true, Some(2)),
            (Some(2), true, None),
            (Some(1), false, None),
            (Some(9), true, Some(1)),
        ];
        for (open, forward, expected) in cases {
            assert_eq!(step(&board, open.map(id), forward), expected.map(id), "{open:?} {forward}");
        }
        assert_eq!(step(&Board::default(), None, false), None);
    }

    #[test]
    fn news_is_a_new_wait_or_an_unseen_message() {
        let board = |queue: Vec<BoardItem>, mine: Vec<BoardItem>| Board { queue, mine, ..Board::default() };
        let mut seen = Seen::default();
        let first = board(vec![], vec![item(2, 10)]);
        assert!(!seen.take(&Board::default(), &first, None), "what was there before is no news");
        assert_eq!(seen.unread(&first), 0);
        let waits = board(vec![item(1, 0)], vec![item(2, 10)]);
        assert!(seen.take(&first, &waits, None));
        assert!(!seen.take(&waits, &waits, None), "said once");
        let wrote = board(vec![], vec![item(2, 20)]);
        assert!(seen.take(&waits, &wrote, None));
        assert_eq!(seen.unread(&wrote), 1);
        assert!(!seen.take(&wrote, &board(vec![], vec![item(2, 30)]), Some(id(2))), "it is on the screen");
        assert_eq!(seen.unread(&board(vec![], vec![item(2, 30)])), 0);
    }

    #[test]
    fn the_title_counts_what_asks_for_attention() {
        assert_eq!(title(0, 0), "Baton console");
        assert_eq!(title(2, 1), "(3) Baton console");
    }

    #[test]
    fn empty_parts_are_left_out_unless_they_matter() {
        let names: Vec<_> = sections(&Board::default()).into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["queue", "mine"]);
        let board = Board { closed: vec![item(1, 0)], ..Board::default() };
        assert_eq!(sections(&board).len(), 3);
    }
}
