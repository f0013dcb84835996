//! Is what the agents' console sends and gets over HTTP written as it was?

use crate::golden::Golden;
use crate::samples::{AT, CONVERSATION, MESSAGE, SITE, agent, context};
use baton_conversation::wire::{
    AcceptRequest, AgentPost, Board, BoardItem, HandBackRequest, Me, NotePost, Page, PresenceRequest,
    ResolveRequest, SignIn, SignedIn, StaffThread,
};
use baton_conversation::{Lifecycle, Priority, PublicState, Reason, RootCause};

/// One line of the board.
pub(crate) fn board_item() -> BoardItem {
    BoardItem {
        conversation: CONVERSATION,
        at: Lifecycle::WithAgent,
        epoch: 2,
        priority: Priority::Urgent,
        since: AT,
        reason: Some(Reason::CustomerRequested),
        line: "The parcel has not come.".into(),
        agent: Some(agent()),
    }
}

fn me() -> Me {
    Me { agent: agent(), site: SITE, site_name: "Example".into(), available: true, capacity: 4 }
}

#[test]
fn requests_are_as_written() {
    let mut golden = Golden::new("console_requests.json");
    golden.add_request("sign in", &SignIn { code: "c".into() });
    golden.add_request("presence", &PresenceRequest { available: false });
    golden.add_request("accept", &AcceptRequest { epoch: 1 });
    golden.add_request("post", &AgentPost { id: MESSAGE, text: "Hello".into() });
    golden.add_request("note", &NotePost { id: MESSAGE, text: "Called them.".into() });
    golden.add_request("hand back", &HandBackRequest { note: "Refund is on its way.".into() });
    golden.add_request("resolve", &ResolveRequest { cause: RootCause::Other, note: String::new() });
    golden.check();
}

#[test]
fn answers_are_as_written() {
    let mut golden = Golden::new("console_answers.json");
    golden.add("signed in", &SignedIn { token: "t".into(), expires_at: AT, me: me() });
    golden.add("me", &me());
    golden.add("board", &Board { queue: vec![board_item()], agents_online: 1, ..Board::default() });
    let thread = StaffThread {
        id: CONVERSATION,
        at: Lifecycle::FollowUp,
        state: PublicState::default(),
        context: Some(context()),
        page: Page { frames: vec![], head: 9, more: false },
    };
    golden.add("thread", &thread);
    golden.check();
}
