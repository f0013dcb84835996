//! What do agents work with? A console: the queue, the layers of a case, the thread.

pub mod state;

#[cfg(target_arch = "wasm32")]
mod desk;
#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "the component macro makes the items that it writes public")]
mod view;
