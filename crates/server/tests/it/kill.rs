//! Does anything get lost, doubled or out of order when the server is killed under load?
//!
//! 50 visitors write 5,000 messages to the real process on SQLite, each message under one id until it is answered;
//! meanwhile the process is ended with SIGKILL 20 times. Each visitor also listens on a socket that resumes from its
//! cursor. At the end three things are compared: what the client was told, what the log holds, what the listener saw.

use baton_conversation::wire::{Accepted, ClientFrame, Cursor, Page, Session, VERSION};
use baton_conversation::{Author, ConversationId, Frame, MessageId, PublicEvent};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};
use uuid::Uuid;

const VISITORS: usize = 50;
const EACH: usize = 100;
const KILLS: usize = 20;
/// Shows where the kills fall; printed with the result.
const SEED: u64 = 0x5eed_0001;
/// A bound for the whole test, far above what it takes.
const PATIENCE: Duration = Duration::from_secs(240);

struct Disaster {
    dir: PathBuf,
    address: SocketAddr,
    http: reqwest::Client,
    acked: AtomicUsize,
    done: AtomicBool,
}

impl Disaster {
    fn baton(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.arg("--config").arg(self.dir.join("baton.toml")).current_dir(&self.dir);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        command
    }

    async fn serve(&self) -> Child {
        let child = self.baton().arg("serve").spawn().unwrap();
        while self.http.get(self.url("/readyz")).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sends until there is an answer; a dead server and "busy" are tried again under the same id.
    async fn send(&self, method: reqwest::Method, path: &str, token: Option<&str>, body: &Value) -> Value {
        loop {
            let mut request = self.http.request(method.clone(), self.url(path));
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            if !body.is_null() {
                request = request.json(body);
            }
            if let Ok(response) = request.send().await {
                let status = response.status();
                if let Ok(value) = response.json::<Value>().await {
                    assert!(status.is_success() || status.as_u16() == 503, "{path}: {status} {value}");
                    if status.is_success() {
                        return value;
                    }
                }
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// One visitor's own record.
struct Account {
    id: ConversationId,
    token: String,
    /// Ids in the order of writing, with the sequence that was acknowledged.
    acked: Vec<(MessageId, u64)>,
    /// Tells the listener where the end is.
    until: watch::Sender<u64>,
    listener: JoinHandle<Vec<Frame<PublicEvent>>>,
}

async fn write(world: Arc<Disaster>, number: usize) -> Account {
    let session = world.send(reqwest::Method::POST, "/v1/sites/shop/visitors", None, &json!({})).await;
    let session: Session = serde_json::from_value(session).unwrap();
    let id = ConversationId(Uuid::from_u128((1 << 100) + number as u128));
    let start = json!({"locale": "en", "page": null});
    world.send(reqwest::Method::PUT, &format!("/v1/conversations/{id}"), Some(&session.token), &start).await;
    let (until, receiver) = watch::channel(u64::MAX);
    let listener = Listener { seen: vec![], until: receiver };
    let listener = tokio::spawn(listener.run(Arc::clone(&world), id, session.token.clone()));
    let mut account = Account { id, token: session.token, acked: vec![], until, listener };
    for message in 0..EACH {
        let client_id = MessageId(Uuid::from_u128((2 << 100) + ((number as u128) << 32) + message as u128));
        let body = json!({"id": client_id, "text": format!("note {message} of visitor {number}"), "page": null, "hint": null});
        let path = format!("/v1/conversations/{id}/messages");
        let answer = world.send(reqwest::Method::POST, &path, Some(&account.token), &body).await;
        let accepted: Accepted = serde_json::from_value(answer).unwrap();
        account.acked.push((client_id, accepted.seq));
        world.acked.fetch_add(1, Ordering::Relaxed);
    }
    account
}

/// What one listener has seen, and how far it must come.
struct Listener {
    seen: Vec<Frame<PublicEvent>>,
    until: watch::Receiver<u64>,
}

impl Listener {
    fn last(&self) -> u64 {
        self.seen.last().map_or(0, |f| f.seq)
    }

    fn is_done(&self) -> bool {
        self.last() >= *self.until.borrow()
    }

    /// Listens all through the load, resuming after each break.
    async fn run(
        mut self,
        world: Arc<Disaster>,
        id: ConversationId,
        token: String,
    ) -> Vec<Frame<PublicEvent>> {
        while !self.is_done() {
            let hello = ClientFrame::Hello {
                wire: VERSION,
                token: token.clone(),
                cursors: vec![Cursor { conversation: id, after: self.last() }],
            };
            let Ok(stream) = TcpStream::connect(world.address).await else {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            if let Ok((mut socket, _)) =
                client_async(format!("ws://{}/v1/socket", world.address), stream).await
            {
                let _ = socket.send(Message::Text(serde_json::to_string(&hello).unwrap().into())).await;
                self.follow(&mut socket).await;
            }
        }
        self.seen
    }

    async fn follow(&mut self, socket: &mut WebSocketStream<TcpStream>) {
        while !self.is_done() {
            let text = tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => text,
                    _ => return,
                },
                changed = self.until.changed() => {
                    changed.unwrap();
                    continue;
                }
            };
            let frame: Value = serde_json::from_str(&text).unwrap();
            if let Some(event) = frame.get("event") {
                let frame: Frame<PublicEvent> = serde_json::from_value(event["frame"].clone()).unwrap();
                assert_eq!(frame.prev, self.last(), "a hole on the socket");
                self.seen.push(frame);
            }
        }
    }
}

async fn log_of(world: &Disaster, account: &Account) -> Vec<Frame<PublicEvent>> {
    let mut log: Vec<Frame<PublicEvent>> = vec![];
    loop {
        let after = log.last().map_or(0, |f| f.seq);
        let path = format!("/v1/conversations/{}/events?after={after}", account.id);
        let page = world.send(reqwest::Method::GET, &path, Some(&account.token), &Value::Null).await;
        let page: Page<PublicEvent> = serde_json::from_value(page).unwrap();
        let more = page.more;
        log.extend(page.frames);
        if !more {
            return log;
        }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Verdict {
    lost: usize,
    doubled: usize,
    out_of_order: usize,
}

/// Compares the client's record with a log or with what a listener saw.
fn judge(acked: &[(MessageId, u64)], log: &[Frame<PublicEvent>]) -> Verdict {
    let said: Vec<(MessageId, u64)> = log
        .iter()
        .filter_map(|f| match &f.event {
            PublicEvent::MessagePosted { id, author: Author::Visitor, .. } => Some((*id, f.seq)),
            _ => None,
        })
        .collect();
    let mut verdict = Verdict::default();
    for (id, seq) in acked {
        let found: Vec<_> = said.iter().filter(|(other, _)| other == id).collect();
        verdict.lost += usize::from(!found.iter().any(|(_, at)| at == seq));
        verdict.doubled += found.len().saturating_sub(1);
    }
    let order: Vec<_> = said.iter().map(|(id, _)| *id).collect();
    let written: Vec<_> = acked.iter().map(|(id, _)| *id).collect();
    verdict.out_of_order = order.iter().zip(&written).filter(|(a, b)| a != b).count();
    verdict
}

fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

async fn prepare(dir: &Path) -> Arc<Disaster> {
    let address = free_address();
    let config = format!(
        "listen = \"{address}\"\ndata = \"{}\"\nlog = \"error\"\n[limits]\nmessages_per_minute = 100000\n\
         sessions_per_minute = 100000\n",
        dir.join("baton.sqlite").display()
    );
    std::fs::write(dir.join("baton.toml"), config).unwrap();
    let (acked, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    // The workspace's reqwest comes without a TLS provider of its own; a second call finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    let world = Arc::new(Disaster { dir: dir.to_owned(), address, http, acked, done });
    let added =
        world.baton().args(["site", "add", "--name", "Shop", "--key", "shop"]).status().await.unwrap();
    assert!(added.success());
    world
}

/// Kills and restarts the server at moments spread over the whole load.
async fn wreak(world: Arc<Disaster>) -> (usize, Child) {
    let mut child = world.serve().await;
    let (mut state, mut kills) = (SEED, 0);
    while kills < KILLS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let jitter = (state >> 33) as usize % (VISITORS * EACH / KILLS / 2);
        let due = kills * VISITORS * EACH / (KILLS + 1) + jitter;
        while world.acked.load(Ordering::Relaxed) < due && !world.done.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().await.unwrap();
        kills += 1;
        child = world.serve().await;
    }
    (kills, child)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_twenty_times_under_load_nothing_is_lost_doubled_or_reordered() {
    let dir = tempfile::tempdir().unwrap();
    let world = prepare(dir.path()).await;
    let test = async {
        let chaos = tokio::spawn(wreak(Arc::clone(&world)));
        let writers: Vec<_> = (0..VISITORS).map(|n| tokio::spawn(write(Arc::clone(&world), n))).collect();
        let mut accounts = vec![];
        for writer in writers {
            accounts.push(writer.await.unwrap());
        }
        world.done.store(true, Ordering::Relaxed);
        let (kills, _server) = chaos.await.unwrap();
        let mut total = (Verdict::default(), Verdict::default());
        for account in accounts {
            assert_eq!(account.acked.len(), EACH);
            let log = log_of(&world, &account).await;
            account.until.send(account.acked.last().unwrap().1).unwrap();
            let heard = account.listener.await.unwrap();
            add(&mut total.0, judge(&account.acked, &log));
            add(&mut total.1, judge(&account.acked, &heard));
        }
        println!(
            "seed {SEED:#x}: {kills} kills, {} messages, log {:?}, listeners {:?}",
            VISITORS * EACH,
            total.0,
            total.1
        );
        assert_eq!((kills, total), (KILLS, (Verdict::default(), Verdict::default())));
    };
    tokio::time::timeout(PATIENCE, test).await.unwrap();
}

fn add(total: &mut Verdict, one: Verdict) {
    total.lost += one.lost;
    total.doubled += one.doubled;
    total.out_of_order += one.out_of_order;
}

#[test]
fn the_judge_sees_what_it_must() {
    let id = |n: u128| MessageId(Uuid::from_u128(n));
    let said = |seq: u64, n: u128| Frame {
        seq,
        prev: seq - 1,
        at: baton_conversation::Timestamp(0),
        event: PublicEvent::MessagePosted {
            id: id(n),
            author: Author::Visitor,
            agent: None,
            text: String::new(),
            masked: false,
        },
    };
    let acked = [(id(1), 1), (id(2), 2)];
    assert_eq!(judge(&acked, &[said(1, 1), said(2, 2)]), Verdict::default());
    assert_eq!(judge(&acked, &[said(1, 1)]).lost, 1);
    assert_eq!(judge(&acked, &[said(1, 1), said(2, 2), said(3, 2)]).doubled, 1);
    assert_eq!(judge(&acked, &[said(1, 2), said(2, 1)]).out_of_order, 2);
}
