//! What if a page or a browser lacks something, or does not allow it?
use std::time::Duration;

use super::scenario::{Outcome, PLAIN, Scenario};

/// What is not there.
pub(super) const MISSING: [Scenario; 14] = [
    Scenario {
        name: "WebAssembly missing",
        head: "<script>delete window.WebAssembly;</script>",
        outcome: Outcome::Link,
        ..PLAIN
    },
    Scenario { name: "WebSocket missing", head: "<script>delete window.WebSocket;</script>", ..PLAIN },
    Scenario {
        name: "WebSocket that throws",
        head: "<script>window.WebSocket = function () { throw new Error('no sockets'); };</script>",
        ..PLAIN
    },
    Scenario {
        name: "IntersectionObserver and ResizeObserver missing",
        head: "<script>delete window.IntersectionObserver; delete window.ResizeObserver;</script>",
        ..PLAIN
    },
    Scenario {
        name: "requestAnimationFrame missing",
        head: "<script>delete window.requestAnimationFrame; delete window.requestIdleCallback;</script>",
        ..PLAIN
    },
    Scenario {
        name: "localStorage that throws",
        head: "<script>for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });</script>",
        ..PLAIN
    },
    Scenario {
        name: "localStorage that is null",
        head: "<script>for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { value: null });</script>",
        ..PLAIN
    },
    Scenario {
        name: "localStorage that is full",
        head: "<script>Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };</script>",
        ..PLAIN
    },
    Scenario {
        name: "indexedDB, locks and channels missing",
        head: "<script>delete window.indexedDB; delete window.BroadcastChannel; Object.defineProperty(navigator, 'locks', { value: undefined });</script>",
        ..PLAIN
    },
    Scenario {
        name: "cookies that throw",
        head: "<script>Object.defineProperty(Document.prototype, 'cookie', { get() { throw new DOMException('no cookies', 'SecurityError'); }, set() { throw new DOMException('no cookies', 'SecurityError'); } }); Object.defineProperty(navigator, 'cookieEnabled', { value: false });</script>",
        ..PLAIN
    },
    Scenario {
        name: "navigation and performance marks missing",
        head: "<script>delete window.navigation; Performance.prototype.mark = undefined; delete window.structuredClone;</script>",
        ..PLAIN
    },
    Scenario {
        name: "fetch missing",
        head: "<script>window.fetch = undefined;</script>",
        outcome: Outcome::Link,
        ..PLAIN
    },
    Scenario {
        name: "fetch that is refused",
        head: "<script>window.fetch = () => Promise.reject(new TypeError('refused'));</script>",
        outcome: Outcome::Link,
        ..PLAIN
    },
    Scenario {
        name: "attachShadow that throws",
        head: "<script>Element.prototype.attachShadow = () => { throw new Error('no shadows'); };</script>",
        outcome: Outcome::Link,
        ..PLAIN
    },
];

/// What is not allowed.
pub(super) const POLICIES: [Scenario; 5] = [
    Scenario {
        name: "strict policy with Trusted Types",
        policy: "default-src 'none'; img-src data:; script-src {server} 'wasm-unsafe-eval'; connect-src {server} {socket}; require-trusted-types-for 'script'; trusted-types 'none'",
        ..PLAIN
    },
    Scenario {
        name: "strict policy with a nonce",
        head: "<script nonce=\"page\">window.own = 1;</script>",
        policy: "default-src 'none'; img-src data:; script-src 'nonce-page' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src {server} {socket}; base-uri 'none'; object-src 'none'",
        ..PLAIN
    },
    Scenario {
        name: "policy without wasm",
        policy: "default-src 'none'; img-src data:; script-src {server}; connect-src {server} {socket}",
        outcome: Outcome::Link,
        ..PLAIN
    },
    Scenario {
        name: "policy without connections",
        policy: "default-src 'none'; img-src data:; script-src {server} 'wasm-unsafe-eval'",
        outcome: Outcome::Link,
        reports: &[
            "violates the document's Content Security Policy",
            "violates the following Content Security Policy",
        ],
        ..PLAIN
    },
    Scenario {
        name: "policy without sockets",
        policy: "default-src 'none'; img-src data:; script-src {server} 'wasm-unsafe-eval'; connect-src {server}",
        // The widget tries sockets a few times before it asks without them.
        patience: Duration::from_secs(45),
        reports: &["violates the following Content Security Policy", "Refused to connect"],
        ..PLAIN
    },
];
