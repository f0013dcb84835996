//! What does a test need to play visitors and agents?

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::MockConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use baton_assistant::provider::{Scripted, Step};
use baton_assistant::{Assistant, SiteAssistant};
use baton_conversation::wire::{Accepted, Board, BoardItem, Page, Session, StaffThread, ThreadView};
use baton_conversation::{
    AgentId, Author, ConversationId, Event, Frame, PublicEvent, Score, SiteId, StaffEvent, Timestamp,
};
use baton_server::app::App;
use baton_server::auth::fresh_token;
use baton_server::clock::{Chance, TokioClock, World};
use baton_server::config::Config;
use baton_server::routes::{self, Route};
use baton_server::sites::{Agent, Site};
use baton_store::memory::Memory;
use baton_store::{Identity, Store};
use baton_triggers::DetectorState;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt;
use uuid::Uuid;

pub(crate) const ORIGIN: &str = "https://shop.example";

/// Ids that count up, so that a failing test reads the same each time.
#[derive(Default)]
struct Counting(AtomicU64);

impl Chance for Counting {
    fn random(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + (7 << 100))
    }
}

/// A server without a network.
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) script: Scripted,
    router: Router,
    next: AtomicU64,
}

/// Someone with a token.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) token: String,
    pub(crate) origin: Option<&'static str>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or("")
    }

    pub(crate) fn read<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        serde_json::from_value(self.body.clone()).unwrap()
    }
}

pub(crate) fn site(key: &str, id: u128) -> Site {
    Site {
        id: SiteId(Uuid::from_u128(id)),
        key: key.into(),
        name: "Shop".into(),
        assistant: "Assistant".into(),
        origins: vec![ORIGIN.into()],
        knowledge: None,
        exclude: vec![],
        policy: None,
        typical_wait_s: (120, 300),
        safety_lines: vec![],
        privacy_url: None,
        hash_key: "k".repeat(32),
    }
}

impl Server {
    /// With two sites, `shop` and `other`, and the usual limits.
    pub(crate) async fn start() -> Self {
        Self::on(Arc::new(Memory::new()), Config::default()).await
    }

    pub(crate) async fn on(store: Arc<dyn Store>, config: Config) -> Self {
        let script = Scripted::default();
        script.otherwise(Step::answer("Here is how.", Score(900)));
        store.put_site(site("shop", 1).to_record().unwrap()).await.unwrap();
        store.put_site(site("other", 2).to_record().unwrap()).await.unwrap();
        let clock = Arc::new(TokioClock::starting_at(Timestamp(1_800_000_000_000)));
        let world = World { clock, chance: Arc::new(Counting::default()) };
        let scripted = script.clone();
        let make = Arc::new(move |site: &Site| assistant(site, &scripted));
        let app = App::new(config, world, store, make);
        Self { router: reached(routes::router(&app)), app, script, next: AtomicU64::new(1) }
    }

    /// The same server with other routes.
    pub(crate) fn with_routes(self, routes: Vec<Route>) -> Self {
        Self { router: reached(routes::serve(&self.app, routes)), ..self }
    }

    /// A fresh client-made id.
    pub(crate) fn id(&self) -> Uuid {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u128((0x0199 << 112) | (7 << 76) | (2 << 62) | u128::from(next))
    }

    pub(crate) async fn call(&self, who: Option<&Person>, method: &str, path: &str, body: Value) -> Answer {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        self.call_raw(who, method, path, text).await
    }

    pub(crate) async fn call_raw(
        &self,
        who: Option<&Person>,
        method: &str,
        path: &str,
        body: String,
    ) -> Answer {
        let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
        request = request.header(header::HOST, "chat.example");
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(who) = who {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", who.token));
            if let Some(origin) = who.origin {
                request = request.header(header::ORIGIN, origin);
            }
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status, body }
    }

    /// A new visitor of a site.
    pub(crate) async fn visitor(&self, key: &str) -> Person {
        let session: Session =
            self.call(None, "POST", &format!("/v1/sites/{key}/visitors"), json!({})).await.read();
        Person { token: session.token, origin: Some(ORIGIN) }
    }

    /// A new agent of the site with this number.
    pub(crate) async fn agent(&self, site: u128, name: &str) -> (AgentId, Person) {
        let id = AgentId(self.id());
        let site = SiteId(Uuid::from_u128(site));
        let name = name.to_owned();
        let agent = Agent { id, site, name, disabled: false, capacity: 3, available: true };
        self.app.store.put_agent(agent.to_record().unwrap()).await.unwrap();
        let (token, record) = fresh_token(&self.app, "ba", Identity::Agent(id), 3_600_000);
        self.app.store.put_token(record).await.unwrap();
        (id, Person { token, origin: None })
    }

    /// A visitor's new conversation.
    pub(crate) async fn conversation(&self, who: &Person) -> Thread<'_> {
        let id = ConversationId(self.id());
        let body = json!({"locale": "en-GB", "page": {"path": "/cart?secret=1", "title": "Cart"}});
        let created: Accepted =
            self.call(Some(who), "PUT", &format!("/v1/conversations/{id}"), body).await.read();
        assert_eq!(created.seq, 1);
        Thread { server: self, who: who.clone(), id }
    }

    /// Lets background work run until nothing is left to do now.
    pub(crate) async fn settle(&self) {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn board(&self, agent: &Person) -> Board {
        self.call(Some(agent), "GET", "/v1/console/board", Value::Null).await.read()
    }

    pub(crate) async fn queue(&self, agent: &Person) -> Vec<BoardItem> {
        self.board(agent).await.queue
    }

    pub(crate) async fn staff(&self, agent: &Person, id: ConversationId) -> StaffThread {
        self.call(Some(agent), "GET", &format!("/v1/console/conversations/{id}"), Value::Null).await.read()
    }

    pub(crate) async fn act(&self, agent: &Person, id: ConversationId, verb: &str, body: Value) -> Answer {
        self.call(Some(agent), "POST", &format!("/v1/console/conversations/{id}/{verb}"), body).await
    }
}

/// A router as if reached over a network.
fn reached(router: Router) -> Router {
    router.layer(MockConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))))
}

/// A visitor in their conversation.
#[derive(Clone)]
pub(crate) struct Thread<'a> {
    pub(crate) server: &'a Server,
    pub(crate) who: Person,
    pub(crate) id: ConversationId,
}

impl Thread<'_> {
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/conversations/{}{rest}", self.id)
    }

    pub(crate) async fn call(&self, method: &str, rest: &str, body: Value) -> Answer {
        self.server.call(Some(&self.who), method, &self.path(rest), body).await
    }

    pub(crate) async fn send(&self, id: Uuid, text: &str) -> Answer {
        self.call("POST", "/messages", json!({"id": id, "text": text, "page": null, "hint": null})).await
    }

    /// Says something and waits for what follows.
    pub(crate) async fn say(&self, text: &str) -> Accepted {
        let accepted = self.send(self.server.id(), text).await.read();
        self.server.settle().await;
        accepted
    }

    pub(crate) async fn view(&self) -> ThreadView<DetectorState> {
        self.call("GET", "", Value::Null).await.read()
    }

    pub(crate) async fn log(&self) -> Vec<Frame<PublicEvent>> {
        let page: Page<PublicEvent> = self.call("GET", "/events?after=0", Value::Null).await.read();
        let mut prev = 0;
        for frame in &page.frames {
            assert_eq!(frame.prev, prev, "no hole");
            prev = frame.seq;
        }
        page.frames
    }

    /// The events' names, in order.
    pub(crate) async fn names(&self) -> Vec<String> {
        self.log().await.iter().map(|f| name(&f.event)).collect()
    }

    pub(crate) async fn staff_events(&self) -> Vec<StaffEvent> {
        let log = self.server.app.store.events_after(self.id, 0, 1000, false).await.unwrap();
        let staff = |event| if let Event::Staff(event) = event { Some(event) } else { None };
        log.into_iter().filter_map(|e| staff(e.event)).collect()
    }
}

/// The wire name of an event, with the author for messages.
pub(crate) fn name(event: &PublicEvent) -> String {
    match event {
        PublicEvent::MessagePosted { author: Author::Visitor, .. } => "visitor".into(),
        PublicEvent::MessagePosted { author: Author::Agent, .. } => "agent".into(),
        other => {
            let value = serde_json::to_value(other).unwrap();
            value.as_object().unwrap().keys().next().unwrap().clone()
        }
    }
}

fn assistant(site: &Site, script: &Scripted) -> Arc<dyn Assistant> {
    let script = Arc::new(script.clone());
    Arc::new(SiteAssistant::new(&site.name, None).with_provider(script.clone()).with_judge(script))
}
