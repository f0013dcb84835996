//! How does the server's log reach the session? Over one live connection, of whatever kind it is at the moment.

use std::rc::Rc;

use baton_conversation::{ConversationId, PublicEvent, PublicReply};
use baton_web::leader::Leader;
use baton_web::socket::Link;
use baton_web::stream::{Connection, Notice};
use leptos::task::spawn_local;

use super::Driver;
use crate::session::SessionEvent;

/// The connection, as far as the first module knows it: what it is made of is in the second.
pub(super) trait Connected {
    fn follow(&self, id: ConversationId, after: u64, reply: Option<PublicReply>);
    fn unfollow(&self, id: ConversationId);
    fn typing(&self, id: ConversationId, on: bool);
    fn wake(&self);
    fn close(&self);
}

impl Connected for Link<PublicEvent> {
    fn follow(&self, id: ConversationId, after: u64, reply: Option<PublicReply>) {
        Self::follow(self, id, after, reply);
    }

    fn unfollow(&self, id: ConversationId) {
        Self::unfollow(self, id);
    }

    fn typing(&self, id: ConversationId, on: bool) {
        Self::typing(self, id, on);
    }

    fn wake(&self) {
        Self::wake(self);
    }

    fn close(&self) {
        Self::close(self);
    }
}

impl Driver {
    /// Receives a conversation from here on, over a connection that is opened for the first one.
    pub(super) fn follow(self: &Rc<Self>, id: ConversationId, after: u64, reply: Option<PublicReply>) {
        if self.link.borrow().is_none() {
            let client = self.client.borrow().clone();
            if client.token().is_none() {
                return;
            }
            let weak = Rc::downgrade(self);
            let link = Link::open(client, Some(&self.group("stream")), move |notice| {
                if let Some(driver) = weak.upgrade() {
                    driver.notice(notice);
                }
            });
            *self.link.borrow_mut() = Some(Rc::new(link));
        }
        self.with_link(|link| link.follow(id, after, reply));
    }

    /// Joins the tabs of which one asks for summaries.
    pub(super) fn join(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let lead = move || {
            if let Some(driver) = weak.upgrade() {
                // Later, because the leader is not in its place yet where the lead is given at once.
                spawn_local(async move {
                    let summarised = driver.store.summarised();
                    driver.take(SessionEvent::Leading { on: true, summarised });
                });
            }
        };
        *self.leader.borrow_mut() = Some(Leader::join(&self.group("summary"), lead, |_| {}));
    }

    fn notice(self: &Rc<Self>, notice: Notice<PublicEvent>) {
        let here = self.session.borrow().conversation;
        let event = match notice {
            Notice::Event { conversation, frame } if Some(conversation) == here => SessionEvent::Frame(frame),
            Notice::Piece { conversation, reply, text } if Some(conversation) == here => {
                SessionEvent::Piece { reply, text }
            }
            Notice::Typing { conversation, author, on } if Some(conversation) == here => {
                SessionEvent::Typing { author, on }
            }
            Notice::Wait { conversation, wait } if Some(conversation) == here => SessionEvent::Waiting(wait),
            Notice::Reload(conversation) if Some(conversation) == here => SessionEvent::Lost,
            Notice::Connection(Connection::Live | Connection::Polling) => SessionEvent::Online(true),
            Notice::Connection(Connection::Offline) => SessionEvent::Online(false),
            // What is of another thread, or passes, or is said by the connection itself a moment later.
            _ => return,
        };
        self.take(event);
    }
}
