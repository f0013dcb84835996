//! How does an agent sign in and out?

use super::{Desk, Open, Stage, prefs};
use crate::state::{Draft, Seen, code_of};
use baton_conversation::wire::{AgentPost, Board, Me, NotePost};
use baton_web::browser::{Timer, now};
use baton_web::courier::Courier;
use baton_web::outbox::Outbox;
use baton_web::socket::Link;
use baton_web::storage::Browser;
use baton_web::{Client, ClientError};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Said where a link no longer works.
const LINK_USED: &str = "This sign-in link has been used or has expired. Ask for a new one.";

impl Desk {
    /// By the one-time code in the address, else by the token that this tab kept.
    pub(super) fn sign_in(self) {
        let location = window().location();
        let fragment = location.hash().unwrap_or_default();
        let code = code_of(&fragment).map(str::to_owned);
        if !fragment.is_empty() {
            // Out of the address at once, so that it is neither copied nor kept in the history.
            let path = location.pathname().unwrap_or_default();
            if let Ok(history) = window().history() {
                let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
            }
        }
        match (code, prefs::token()) {
            (Some(code), _) => self.exchange(code),
            (None, Some(token)) => self.resume(token),
            (None, None) => self.stage.set(Stage::SignedOut(None)),
        }
    }

    /// Takes the code out of a link (or the code itself) that the agent pasted.
    pub(crate) fn sign_in_with(self, link: &str) {
        let fragment = link.split_once('#').map_or(link, |(_, fragment)| fragment).trim();
        let named =
            if fragment.starts_with("code=") { fragment.to_owned() } else { ["code=", fragment].concat() };
        match code_of(&named) {
            Some(code) => self.exchange(code.to_owned()),
            None => {
                self.stage.set(Stage::SignedOut(Some("This is no sign-in link. Paste all of it.".into())))
            }
        }
    }

    fn exchange(self, code: String) {
        self.stage.set(Stage::Starting);
        let client = self.client();
        spawn_local(async move {
            match client.sign_in(&code).await {
                Ok(signed) => {
                    prefs::keep_token(&signed.token);
                    self.work(client.with_token(Some(&signed.token)), signed.me);
                }
                Err(error) => self.not_in(&error, LINK_USED),
            }
        });
    }

    fn resume(self, token: String) {
        let client = self.client().with_token(Some(&token));
        spawn_local(async move {
            match client.me().await {
                Ok(me) => self.work(client, me),
                Err(error) => {
                    self.not_in(&error, "Your session has ended. Sign in again with a new link.");
                }
            }
        });
    }

    fn not_in(self, error: &ClientError, over: &str) {
        let why = match error {
            ClientError::Refused { status: 400..=404, .. } => {
                prefs::forget_token();
                over.to_owned()
            }
            other => crate::state::after_error("Signing in", other).text,
        };
        self.stage.set(Stage::SignedOut(Some(why)));
    }

    /// The token is good: connect and show the board.
    fn work(self, client: Client, me: Me) {
        let owner = me.agent.id.to_string();
        self.edge.update_value(|edge| edge.client = client.clone());
        self.me.set(Some(me));
        self.stage.set(Stage::In);
        // This tab's own storage: on a shared machine nothing of a conversation outlives the tab.
        let outbox = Outbox::open(Box::new(Browser::session()), &owner, now());
        let post = client.clone();
        let courier = Courier::open(
            outbox,
            None,
            move |item| {
                let client = post.clone();
                Box::pin(async move {
                    let (id, conversation) = (item.id, item.conversation);
                    match item.body {
                        Draft::Message(text) => {
                            client.post_as_agent(conversation, &AgentPost { id, text }).await
                        }
                        Draft::Note(text) => client.add_note(conversation, &NotePost { id, text }).await,
                    }
                })
            },
            move || self.show_pending(),
        );
        self.edge.update_value(|edge| edge.courier = Some(courier));
        let link = Link::open(client, None, move |notice| self.hear(notice));
        self.edge.update_value(|edge| edge.link = Some(link));
        self.load_board();
        self.tick();
    }

    fn tick(self) {
        self.clock.set(now());
        let timer = Timer::after(1_000, move || {
            if self.stage.get_untracked() == Stage::In {
                self.tick();
            }
        });
        self.edge.update_value(|edge| edge.timers.clock = Some(timer));
    }

    /// Ends the session on the server too.
    pub(crate) fn sign_out(self) {
        let client = self.client();
        spawn_local(async move {
            // A token that could not be ended there still ends with its time.
            let _ = client.sign_out().await;
            self.end_session(None);
        });
    }

    /// Signs out in this tab: forgets the token and everything that came with it.
    pub(super) fn end_session(self, why: Option<&str>) {
        prefs::forget_token();
        if let Some(link) = self.link() {
            link.close();
        }
        if let Some(courier) = self.courier().filter(|_| why.is_none()) {
            // Signed out on purpose: nothing stays. A session that ran out keeps unsent texts for the next one.
            courier.clear();
        }
        self.edge.update_value(|edge| {
            edge.link = None;
            edge.courier = None;
            edge.client = edge.client.with_token(None);
            edge.drafts.clear();
            edge.timers = super::Timers::default();
        });
        self.dialog.set(None);
        self.open.set(Open::Nothing);
        self.board.set(Board::default());
        self.board_known.set(false);
        self.seen.set(Seen::default());
        self.me.set(None);
        self.notice.set(None);
        self.stage.set(Stage::SignedOut(why.map(str::to_owned)));
    }
}
