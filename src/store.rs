//! What stays in the browser between pages? Token, conversation and cursor; blocked storage only shortens memory.

use baton_conversation::{ConversationId, HandoffId};
use baton_json::{FromJson, ToJson};
use baton_web::storage::{Browser, Storage};

use crate::session::Saved;

/// Keys under one site's prefix. The loader reads `live` and no other.
const LIVE: &str = "live";
const VISITOR: &str = "visitor";
const CONVERSATION: &str = "conversation";
const SEEN: &str = "seen";
const SUMMARISED: &str = "summarised";

/// Who the visitor is to us. One record, so that name and token can't come apart.
#[derive(Clone, FromJson, ToJson)]
struct Kept {
    /// Under which name the outbox keeps messages: it outlives the first contact with the server, which names
    /// the visitor, and ends with the visitor's sign-out.
    owner: String,
    /// The bearer token, once the server has given one.
    token: Option<String>,
}

/// One site's part of the browser's storage.
pub(crate) struct Store {
    local: Browser,
    prefix: String,
}

impl Store {
    /// What is kept for the site of this key.
    #[must_use]
    pub(crate) fn new(site: &str) -> Self {
        Self { local: Browser::local(), prefix: ["baton.", site, "."].concat() }
    }

    /// What the session starts from.
    #[must_use]
    pub(crate) fn saved(&self) -> Saved {
        Saved {
            conversation: self.conversation(),
            seen: self.get(SEEN).and_then(|s| s.parse().ok()).unwrap_or_default(),
            summarised: self.summarised(),
        }
    }

    /// The conversation under way.
    #[must_use]
    pub(crate) fn conversation(&self) -> Option<ConversationId> {
        self.get(CONVERSATION)?.parse().ok()
    }

    /// Whether a `storage` event of this key tells of a conversation that another tab has begun.
    #[must_use]
    pub(crate) fn is_conversation(&self, key: &str) -> bool {
        key.strip_prefix(&self.prefix) == Some(CONVERSATION)
    }

    /// The handoff whose summary some tab has asked for.
    #[must_use]
    pub(crate) fn summarised(&self) -> Option<HandoffId> {
        self.get(SUMMARISED)?.parse().ok()
    }

    /// Under which name the outbox keeps messages; `fresh` if there is none yet.
    #[must_use]
    pub(crate) fn owner(&self, fresh: &str) -> String {
        self.kept().map(|kept| kept.owner).unwrap_or_else(|| {
            self.keep(&Kept { owner: fresh.to_owned(), token: None });
            fresh.to_owned()
        })
    }

    /// The bearer token.
    #[must_use]
    pub(crate) fn token(&self) -> Option<String> {
        self.kept()?.token
    }

    /// Keeps the bearer token of this owner.
    pub(crate) fn keep_token(&self, owner: &str, token: &str) {
        self.keep(&Kept { owner: owner.to_owned(), token: Some(token.to_owned()) });
    }

    /// Keeps the conversation under way.
    pub(crate) fn keep_conversation(&self, id: ConversationId) {
        self.set(CONVERSATION, &id.to_string());
    }

    /// Keeps the last sequence seen.
    pub(crate) fn keep_seen(&self, seq: u64) {
        self.set(SEEN, &seq.to_string());
    }

    /// Keeps which handoff has its summary.
    pub(crate) fn keep_summarised(&self, id: HandoffId) {
        self.set(SUMMARISED, &id.to_string());
    }

    /// Keeps whether the next page should load the widget without waiting for intent.
    pub(crate) fn keep_live(&self, live: bool) {
        if live {
            self.set(LIVE, "1");
        } else {
            self.local.remove(&self.key(LIVE));
        }
    }

    /// Forgets the conversation.
    pub(crate) fn forget_thread(&self) {
        for name in [LIVE, CONVERSATION, SEEN, SUMMARISED] {
            self.local.remove(&self.key(name));
        }
    }

    /// Forgets the visitor too.
    pub(crate) fn forget_visitor(&self) {
        self.forget_thread();
        self.local.remove(&self.key(VISITOR));
    }

    fn kept(&self) -> Option<Kept> {
        baton_json::from_str(&self.get(VISITOR)?).ok()
    }

    fn keep(&self, kept: &Kept) {
        self.set(VISITOR, &baton_json::to_string(kept));
    }

    fn key(&self, name: &str) -> String {
        [&self.prefix, name].concat()
    }

    fn get(&self, name: &str) -> Option<String> {
        self.local.get(&self.key(name))
    }

    fn set(&self, name: &str, value: &str) {
        // Blocked or full storage means that a reload begins anew; nothing on this page depends on it.
        let _ = self.local.set(&self.key(name), value);
    }
}
