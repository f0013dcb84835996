//! What happens on the screen when the server says something?

use super::{Desk, Open};
use crate::state::{Thread, title, waiting};
use baton_conversation::wire::Board;
use baton_conversation::{Author, ConversationId, Event, Frame};
use baton_web::ClientError;
use baton_web::browser::Timer;
use baton_web::stream::{Connection, Notice as Heard};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// While events come by long poll, the board is asked for this often, in milliseconds.
const BOARD_EVERY_MS: u32 = 5_000;
/// A "typing" that is not renewed for this long is over, in milliseconds.
const TYPING_MS: u32 = 8_000;

impl Desk {
    pub(super) fn hear(self, notice: Heard<Event>) {
        match notice {
            Heard::Event { conversation, frame } => self.event(conversation, &frame),
            Heard::Piece { conversation, reply, text } => {
                self.with_thread(conversation, |thread| thread.piece(reply, &text));
            }
            Heard::Typing { conversation, author: Author::Visitor, on } => {
                self.typing_heard(conversation, on)
            }
            Heard::Typing { .. } | Heard::Wait { .. } => {}
            Heard::Board(board) => self.take_board(board),
            Heard::Reload(conversation) => {
                if self.open.with_untracked(Open::id) == Some(conversation) {
                    self.load(conversation);
                }
            }
            Heard::Connection(connection) => {
                self.connection.set(connection);
                if connection == Connection::Polling {
                    self.poll_board();
                }
            }
            Heard::Refused { code, .. } if code == "unauthorized" => {
                self.end_session(Some("Your session has ended. Sign in again with a new link."));
            }
            Heard::Refused { message, .. } => self.tell(&message),
        }
    }

    fn event(self, conversation: ConversationId, frame: &Frame<Event>) {
        let mut confirmed = None;
        self.with_thread(conversation, |thread| confirmed = thread.apply(frame));
        if let (Some(id), Some(courier)) = (confirmed, self.courier()) {
            courier.confirm(id);
        }
        let spoke = matches!(
            &frame.event,
            Event::Public(baton_conversation::PublicEvent::MessagePosted { author: Author::Visitor, .. })
        );
        if spoke {
            self.visitor_types.set(false);
        }
    }

    fn with_thread(self, conversation: ConversationId, then: impl FnOnce(&mut Thread)) {
        if self.open.with_untracked(Open::id) != Some(conversation) {
            return;
        }
        self.open.update(|open| {
            if let Open::Ready(thread) = open {
                then(thread);
            }
        });
    }

    fn typing_heard(self, conversation: ConversationId, on: bool) {
        if self.open.with_untracked(Open::id) == Some(conversation) {
            self.visitor_types.set(on);
            let timer = on.then(|| Timer::after(TYPING_MS, move || self.visitor_types.set(false)));
            self.edge.update_value(|edge| edge.timers.visitor_types = timer);
        }
    }

    pub(super) fn show_pending(self) {
        let open = self.open.with_untracked(Open::id);
        let items = open.and_then(|id| Some(self.courier()?.items(id))).unwrap_or_default();
        self.pending.set(items);
    }

    pub(super) fn load_board(self) {
        let client = self.client();
        spawn_local(async move {
            match client.board().await {
                Ok(board) => self.take_board(board),
                // The state of the connection says so already, and the board comes with the next one.
                Err(ClientError::Offline) => {}
                Err(error) => self.failed("Loading the board", &error),
            }
        });
    }

    fn poll_board(self) {
        if self.connection.get_untracked() == Connection::Polling {
            self.load_board();
            let timer = Timer::after(BOARD_EVERY_MS, move || self.poll_board());
            self.edge.update_value(|edge| edge.timers.board = Some(timer));
        }
    }

    fn take_board(self, board: Board) {
        let open = self.open.with_untracked(Open::id);
        let first = !self.board_known.get_untracked();
        let old = self.board.get_untracked();
        let news = self.seen.try_update(|seen| seen.take(&old, &board, open)).unwrap_or(false);
        let unread = self.seen.with_untracked(|seen| seen.unread(&board));
        document().set_title(&title(waiting(&board), unread));
        self.board.set(board);
        self.board_known.set(true);
        // What was there already when the page was opened needs no sound.
        if news && !first && self.sound.get_untracked() {
            crate::view::chime();
        }
    }
}
