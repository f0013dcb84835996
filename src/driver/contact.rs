//! How does the widget speak with the server? Each call, and who the visitor is to it.

use std::rc::Rc;

use baton_conversation::wire::{
    Accepted, ChangeBrief, ChooseFollowUp, CreateConversation, PostMessage, Rate, RequestPerson,
    SentimentRequest,
};
use baton_conversation::{ConversationId, HandoffId, MessageId, PublicEvent};
use baton_triggers::{CompactPolicy, DetectorState};
use baton_web::browser::roll;
use baton_web::outbox::Item;
use baton_web::stream::delay_ms;
use baton_web::{Client, ClientError};

use super::{Driver, later, sleep};
use crate::session::{Call, SessionEvent};
use crate::strings::Strings;

impl Driver {
    pub(super) async fn bootstrap(self: Rc<Self>) {
        let client = self.client.borrow().clone();
        let locale = self.ui.locale.with_untracked(Clone::clone);
        match client.bootstrap::<CompactPolicy, Strings>(&self.config.site, &locale).await {
            Ok(answer) => {
                self.ui.strings.set(answer.strings);
                self.ui.locale.set(answer.locale);
                self.take(SessionEvent::Booted { site: answer.site, policy: Box::new(answer.policy) });
                self.answered();
                self.ready();
            }
            Err(error) => {
                crate::embed::warn(&["the server answered the first call with ", error.code()].concat());
                self.take(SessionEvent::BootFailed);
            }
        }
    }

    /// The visitor's own client: makes an anonymous visitor where there is none.
    async fn visitor(self: &Rc<Self>) -> Result<Client, ClientError> {
        let client = self.client.borrow().clone();
        if client.token().is_some() {
            return Ok(client);
        }
        // Another tab may have been first.
        let token = match self.store.token() {
            Some(token) => token,
            None => {
                if self.opening.replace(true) {
                    return Err(ClientError::Offline);
                }
                let session = client.open_session(&self.config.site).await;
                self.opening.set(false);
                let token = session?.token;
                self.store.keep_token(&self.owner.borrow(), &token);
                token
            }
        };
        let client = client.with_token(Some(&token));
        *self.client.borrow_mut() = client.clone();
        Ok(client)
    }

    /// The visitor's own client, with this conversation begun on the server and followed.
    async fn begun(self: &Rc<Self>, id: ConversationId) -> Result<Client, ClientError> {
        let client = self.visitor().await?;
        if self.begun.get() != Some(id) {
            let body = CreateConversation {
                locale: self.ui.locale.with_untracked(Clone::clone),
                page: self.config.page(),
            };
            client.create_conversation(id, &body).await?;
            // Two calls may have come here together; following twice would replay the log.
            if self.begun.replace(Some(id)) != Some(id) {
                self.later(move |driver| later::follow(driver, id, 0, None));
            }
        }
        Ok(client)
    }

    /// One try to send one message of the outbox.
    pub(super) async fn deliver(self: Rc<Self>, item: Item<PostMessage>) -> Result<Accepted, ClientError> {
        let result = match self.begun(item.conversation).await {
            Ok(client) => client.post_message(item.conversation, &item.body).await,
            Err(error) => Err(error),
        };
        match &result {
            Ok(accepted) => {
                self.answered();
                self.take(SessionEvent::Sent { id: item.id, accepted: *accepted });
            }
            Err(ClientError::Offline) if !self.opening.get() => self.take(SessionEvent::Online(false)),
            Err(_) => {}
        }
        result
    }

    pub(super) async fn load(self: Rc<Self>, id: ConversationId) {
        let waiting = {
            let courier = self.courier.borrow().clone();
            courier.is_some_and(|courier| !courier.items(id).is_empty())
        };
        let token = self.client.borrow().token().map(str::to_owned).or_else(|| self.store.token());
        let Some(token) = token else {
            // Begun without a network: the first message in the outbox will make visitor and thread.
            return self.take(SessionEvent::ThreadNew);
        };
        let client = self.client.borrow().with_token(Some(&token));
        *self.client.borrow_mut() = client.clone();
        let event = match client.thread::<DetectorState>(id).await {
            Ok(thread) => {
                self.begun.set(Some(id));
                SessionEvent::ThreadLoaded(Box::new(thread))
            }
            Err(error) => match error.status() {
                Some(404) if waiting => SessionEvent::ThreadNew,
                Some(401) => {
                    self.take(SessionEvent::Shutdown);
                    return;
                }
                Some(403 | 404) => SessionEvent::ThreadFailed { gone: true },
                _ => SessionEvent::ThreadFailed { gone: false },
            },
        };
        self.take(event);
    }

    pub(super) async fn load_older(self: Rc<Self>, id: ConversationId, before: u64) {
        let client = self.client.borrow().clone();
        let page = client.events_before::<PublicEvent>(id, before).await.ok();
        self.take(SessionEvent::OlderLoaded(page));
    }

    /// Performs a call. The wish for a person is asked again until there is an answer.
    pub(super) async fn call(self: Rc<Self>, call: Call) {
        let Some(id) = self.session.borrow().conversation else { return };
        let mut failures = 0;
        loop {
            let Err(error) = self.try_call(id, &call).await else {
                return self.take(SessionEvent::CallDone(call));
            };
            let unreached = error.is_passing();
            if error == ClientError::Offline && !self.opening.get() {
                self.take(SessionEvent::Online(false));
            }
            self.take(SessionEvent::CallFailed { call: call.clone(), unreached });
            if !unreached || call != Call::Person {
                return;
            }
            sleep(delay_ms(failures, error.retry_after_ms(), roll())).await;
            failures += 1;
        }
    }

    async fn try_call(self: &Rc<Self>, id: ConversationId, call: &Call) -> Result<Accepted, ClientError> {
        let client = self.begun(id).await?;
        let answer = match call {
            Call::Person => client.request_person(id, &RequestPerson { trail: self.config.trail() }),
            Call::CancelWait => client.cancel_handoff(id),
            Call::Brief(brief) => client.change_brief(id, &ChangeBrief { brief: brief.clone() }),
            Call::FollowUp(how) => client.choose_follow_up(id, &ChooseFollowUp { how: how.clone() }),
            Call::Rate(score, comment) => client.rate(id, &Rate { score: *score, comment: comment.clone() }),
            Call::Leave => client.leave(id),
        };
        answer.await
    }

    /// What comes of it arrives as events; without an answer the local judgement stands.
    pub(super) async fn sentiment(self: Rc<Self>, id: ConversationId, message: MessageId) {
        let client = self.client.borrow().clone();
        drop(client.sentiment(id, &SentimentRequest { message }).await);
    }

    /// The summary arrives as an event; without an answer the extract stands, and a reload asks again.
    pub(super) async fn summary(self: Rc<Self>, id: ConversationId, handoff: HandoffId) {
        let client = self.client.borrow().clone();
        if client.summary(id).await.is_ok() {
            self.store.keep_summarised(handoff);
        }
    }
}
