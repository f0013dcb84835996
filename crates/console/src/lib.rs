//! What do agents work with? A console: the queue, the layers of a case, the thread.

pub mod state;
