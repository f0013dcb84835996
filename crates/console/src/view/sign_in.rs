//! What does someone see who is not signed in?

use super::desk;
use leptos::prelude::*;

/// Says how to get in, and takes a pasted link.
#[component]
pub(super) fn SignIn(
    /// Why the last try or session ended, if there is something to say.
    why: Option<String>,
) -> impl IntoView {
    let desk = desk();
    let link = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        desk.sign_in_with(&link.get_untracked());
    };
    view! {
        <main class="door" data-test="sign-in">
            <h1>{"Baton console"}</h1>
            {why.map(|why| view! { <p class="door-why" role="alert" data-test="sign-in-problem">{why}</p> })}
            <p>
                "You sign in with a one-time link. Whoever runs this server makes one with "
                <code>{"baton agent link"}</code>"."
            </p>
            <form on:submit=submit>
                <label for="link">{"Sign-in link"}</label>
                <input
                    id="link"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    required
                    prop:value=link
                    on:input:target=move |event| link.set(event.target().value())
                />
                <button type="submit" class="primary">{"Sign in"}</button>
            </form>
        </main>
    }
}
