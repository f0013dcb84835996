//! Which of a site's tabs does the work for all of them?
//!
//! The one that holds a Web Lock; the browser gives it to another when that tab is gone. Tabs talk over a
//! `BroadcastChannel`. Where either is missing, each tab works alone: the server's idempotency keeps that right.

use js_sys::{Function, Promise, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// This tab's part in a group of tabs. Dropping it leaves the group and gives up the lead.
pub struct Leader {
    leads: Rc<Cell<bool>>,
    channel: Option<BroadcastChannel>,
    // Resolving it lets go of the lock.
    release: Rc<Cell<Option<Function>>>,
    _heard: Option<Closure<dyn FnMut(MessageEvent)>>,
    _granted: Option<Closure<dyn FnMut(JsValue) -> Promise>>,
}

impl std::fmt::Debug for Leader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leader").field("leads", &self.leads.get()).finish_non_exhaustive()
    }
}

impl Leader {
    /// Joins the group called `name`. `lead` runs once, when this tab becomes the leader (at once where tabs
    /// cannot agree); `hear` gets what other tabs tell.
    pub fn join(name: &str, lead: impl FnOnce() + 'static, hear: impl Fn(String) + 'static) -> Self {
        let leads = Rc::new(Cell::new(false));
        let release = Rc::new(Cell::new(None));
        let locks = locks();
        let channel = locks.as_ref().and_then(|_| BroadcastChannel::new(name).ok());
        let (Some((locks, request)), Some(channel)) = (locks, channel) else {
            leads.set(true);
            lead();
            return Self { leads, channel: None, release, _heard: None, _granted: None };
        };
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                hear(text);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        let granted = granted(Rc::clone(&leads), Rc::clone(&release), lead);
        // A refused request (a page that may not use locks) leaves this tab following; its stream then finds the
        // leader silent and goes on alone.
        let _ = request.call2(&locks, &JsValue::from_str(name), granted.as_ref());
        Self { leads, channel: Some(channel), release, _heard: Some(heard), _granted: Some(granted) }
    }

    /// Whether this tab does the work.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.leads.get()
    }

    /// Whether other tabs may be there at all.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.channel.is_some()
    }

    /// Tells all other tabs of the group.
    pub fn tell(&self, text: &str) {
        if let Some(channel) = &self.channel {
            // Fails only on a closed channel, when nobody has to know any more.
            let _ = channel.post_message(&JsValue::from_str(text));
        }
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
        if let Some(release) = self.release.take() {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// What runs when the lock is granted: the lead lasts until the promise that it returns is resolved.
fn granted(
    leads: Rc<Cell<bool>>,
    release: Rc<Cell<Option<Function>>>,
    lead: impl FnOnce() + 'static,
) -> Closure<dyn FnMut(JsValue) -> Promise> {
    let mut lead = Some(lead);
    Closure::new(move |_lock: JsValue| {
        leads.set(true);
        if let Some(lead) = lead.take() {
            lead();
        }
        Promise::new(&mut |resolve, _reject| release.set(Some(resolve)))
    })
}

/// `navigator.locks` and its `request`, where the browser has them (only on secure origins).
fn locks() -> Option<(JsValue, Function)> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).ok().filter(JsValue::is_object)?;
    let request = Reflect::get(&locks, &JsValue::from_str("request")).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
