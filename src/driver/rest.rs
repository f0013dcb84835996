//! When is the second module there, and what waits for it?
//!
//! What the first message does not need is a module of its own (docs/decisions/widget-size.md), fetched as soon as the
//! panel can be used, or at once where there is a conversation to show. What needs it waits in a queue meanwhile; the
//! first module sends messages without it.

use std::rc::Rc;

use baton_web::browser::roll;
use baton_web::stream::delay_ms;

use super::{Driver, later, sleep};
use crate::session::SessionEvent;

/// Failures that count towards the wait before the next try, which is then 8 seconds at most: somebody may be waiting.
const MOST_FAILURES: u32 = 3;

/// Something to do by what the second module holds.
type Work = Box<dyn FnOnce(&Rc<Driver>)>;

/// How far the second module is.
#[derive(Default)]
pub(super) enum Rest {
    /// Nobody has asked for it.
    #[default]
    Unasked,
    /// It is on its way; this waits for it, in order.
    Asked(Vec<Work>),
    /// It is here.
    There,
}

impl Driver {
    /// Does something by what the second module holds: now if it is there, else once it is.
    pub(super) fn later(self: &Rc<Self>, work: impl FnOnce(&Rc<Self>) + 'static) {
        self.fetch_rest();
        if let Rest::Asked(waiting) = &mut *self.rest.borrow_mut() {
            return waiting.push(Box::new(work));
        }
        work(self);
    }

    /// Fetches the second module, unless that is done or under way.
    pub(super) fn fetch_rest(self: &Rc<Self>) {
        let mut rest = self.rest.borrow_mut();
        if matches!(*rest, Rest::Unasked) {
            *rest = Rest::Asked(Vec::new());
            self.spawn(|driver| driver.fetched_rest());
        }
    }

    /// The server has answered a call: it can be reached, and so can what shows its answers unless that was refused.
    pub(super) fn answered(self: &Rc<Self>) {
        if !self.cut.get() {
            self.take(SessionEvent::Online(true));
        }
    }

    /// Tries until it is there: without it no answer can be shown, so it counts as the connection does.
    async fn fetched_rest(self: Rc<Self>) {
        let mut failures = 0;
        while !self.config.fetch_rest().await {
            self.cut.set(true);
            self.take(SessionEvent::Online(false));
            sleep(delay_ms(failures, None, roll())).await;
            failures = MOST_FAILURES.min(failures + 1);
        }
        if self.cut.replace(false) {
            self.take(SessionEvent::Online(true));
        }
        if let Rest::Asked(waiting) = self.rest.replace(Rest::There) {
            later::join(&self);
            waiting.into_iter().for_each(|work| work(&self));
        }
    }
}
