//! What can views watch? Values that say when they have changed.
//!
//! Leptos' own signals are compiled once for each type that they hold: 3.7 KB of the download. Here the type is kept
//! apart from what Leptos does with it: all that is reactive is one trigger.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{Notify, Track};
use leptos::reactive::signal::ArcTrigger;

/// A value that views watch. Cloning shares it.
#[derive(Clone)]
pub struct Live<T>(Rc<Inner<T>>);

struct Inner<T> {
    value: RefCell<T>,
    changed: ArcTrigger,
}

impl<T> Live<T> {
    /// A value that nobody watches yet.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Rc::new(Inner { value: RefCell::new(value), changed: ArcTrigger::new() }))
    }

    /// Reads it; what runs around this call runs again when it changes.
    pub fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.0.changed.track();
        self.with_untracked(read)
    }

    /// Reads it as it is now.
    pub fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.0.value.borrow())
    }

    /// Replaces it and says so.
    pub fn set(&self, value: T) {
        drop(self.0.value.replace(value));
        self.0.changed.notify();
    }
}

impl<T: PartialEq> Live<T> {
    /// Replaces it if that changes anything.
    pub fn change(&self, value: T) {
        let differs = *self.0.value.borrow() != value;
        if differs {
            self.set(value);
        }
    }
}
