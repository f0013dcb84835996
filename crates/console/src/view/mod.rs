//! What does the console show? One component a file.
//!
//! Texts stand in braces on purpose: an element made of literals alone is written through `innerHTML` by the
//! view macro, and the console's Content-Security-Policy forbids that (`require-trusted-types-for 'script'`).

mod board;
mod composer;
mod conversation;
mod dialogs;
mod layers;
mod prose;
mod shell;
mod sign_in;
mod sound;
mod thread;

pub(crate) use sound::chime;

use crate::desk::{Desk, Stage};
use leptos::prelude::*;
use shell::Shell;
use sign_in::SignIn;
use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the console; the module runs it when it is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(Console);
}

/// Everything on the page.
#[component]
fn Console() -> impl IntoView {
    let desk = Desk::start();
    provide_context(desk);
    move || match desk.stage.get() {
        Stage::Starting => view! {
            <main class="door" aria-busy="true">
                <p role="status">{"Signing in…"}</p>
            </main>
        }
        .into_any(),
        Stage::SignedOut(why) => view! { <SignIn why /> }.into_any(),
        Stage::In => view! { <Shell /> }.into_any(),
    }
}

/// The desk that [`Console`] provides to every view.
fn desk() -> Desk {
    expect_context()
}
