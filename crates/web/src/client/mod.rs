//! How is the server called? One typed method for each route of `docs/protocol.md`.

mod http;
mod staff;
mod visitor;

pub use visitor::Listed;

use crate::ClientError;
use baton_json::{FromJson, ToJson};
use http::Method;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Waits that long for an answer, in milliseconds. A person watches: later than this, trying again is better.
const DEADLINE_MS: u32 = 15_000;
/// How long the server may hold a long poll, in seconds.
const POLL_S: u32 = 25;

/// Calls one server as one visitor or agent. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Client {
    base: Rc<str>,
    token: Option<Rc<str>>,
}

impl Client {
    /// A client for the server at `base` (for example `https://chat.example.com`, a trailing slash is ignored).
    /// `token` goes into the `Authorization` header of each call, never into an address.
    #[must_use]
    pub fn new(base: &str, token: Option<&str>) -> Self {
        Self { base: base.trim_end_matches('/').into(), token: token.map(Into::into) }
    }

    /// The same server, called with another token or none.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self { base: Rc::clone(&self.base), token: token.map(Into::into) }
    }

    /// The server's address without a trailing slash.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The token of each call.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    fn get<T: FromJson>(&self, path: String) -> Answer<T> {
        self.get_within(path, DEADLINE_MS)
    }

    fn get_within<T: FromJson>(&self, path: String, deadline_ms: u32) -> Answer<T> {
        Answer::of(self.call(Method::GET, path, None, deadline_ms))
    }

    fn send<T: FromJson>(&self, method: Method, path: String, body: &dyn ToJson) -> Answer<T> {
        Answer::of(self.call(method, path, Some(baton_json::to_string(body)), DEADLINE_MS))
    }
}

/// The text of an answer, on its way.
type Call = Pin<Box<dyn Future<Output = Result<String, ClientError>>>>;

/// An answer on its way, which will be read as a `T`. Whatever waits for one of these waits for the same thing, so
/// that the code of a request exists once.
#[must_use = "a call that nobody awaits is not made"]
pub struct Answer<T> {
    call: Call,
    read: PhantomData<fn() -> T>,
}

impl<T> Answer<T> {
    fn of(call: Call) -> Self {
        Self { call, read: PhantomData }
    }
}

impl<T: FromJson> Future for Answer<T> {
    type Output = Result<T, ClientError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.call
            .as_mut()
            .poll(context)
            .map(|text| text.and_then(|text| baton_json::from_str(&text).map_err(|_| ClientError::Malformed)))
    }
}
