//! How does a page change the looks while it runs? A colour scheme, or a sheet of its own.

use gloo_net::http::Request;
use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, HtmlElement};

use crate::embed::warn;

/// `light`, `dark` and `auto` are schemes; anything else is the address of a sheet. An unlayered sheet adopted
/// after ours wins over all of our layers, so it needs no `!important`.
pub(crate) async fn set(host: HtmlElement, theme: String) {
    if matches!(theme.as_str(), "light" | "dark" | "auto") {
        // The name is valid, so setting it does not fail.
        let _ = host.set_attribute("data-scheme", &theme);
    } else if adopt(&host, &theme).await.is_none() {
        warn("setTheme takes light, dark, auto or the address of a style sheet that this page may fetch.");
    }
}

async fn adopt(host: &HtmlElement, address: &str) -> Option<()> {
    let response = Request::get(address).send().await.ok().filter(gloo_net::http::Response::ok)?;
    let text = response.text().await.ok()?;
    let sheet = CssStyleSheet::new().ok()?;
    sheet.replace_sync(&text).ok()?;
    let root = host.shadow_root()?;
    let adopted: Array = Reflect::get(&root, &"adoptedStyleSheets".into()).ok()?.dyn_into().ok()?;
    adopted.push(&sheet);
    Some(())
}
