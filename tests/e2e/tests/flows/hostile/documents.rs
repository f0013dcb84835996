//! What if a page's document is odd, or moves things about?
use super::scenario::{PLAIN, Scenario};

/// Odd styles and odd markup.
pub(super) const ODD: [Scenario; 19] = [
    Scenario {
        name: "all unset by force",
        head: "<style>* { all: unset !important; } main, h1, p { display: block !important; }</style>",
        ..PLAIN
    },
    Scenario {
        name: "every div hidden by force",
        head: "<style>div, span, button, section, textarea { display: none !important; visibility: hidden !important; opacity: 0 !important; }</style>",
        ..PLAIN
    },
    Scenario { name: "huge root font", head: "<style>html { font-size: 90px; }</style>", ..PLAIN },
    Scenario {
        name: "tiny root font",
        head: "<style>html { font-size: 1px; } body { font-size: 16px; }</style>",
        ..PLAIN
    },
    Scenario {
        name: "names of elements in the way of globals",
        body: r#"<img id="Baton" alt="b"><a id="fetch" name="fetch">f</a><i id="WebAssembly"></i><i id="customElements"></i><i id="localStorage"></i><i id="baton"></i><i id="root"></i><i id="launcher"></i><form name="attributes" id="currentScript"><input name="attributes"><input name="parentNode"><input name="append"><input name="remove"></form><img name="currentScript" alt="">"#,
        ..PLAIN
    },
    Scenario {
        name: "an element named like the chat's own calls",
        body: r#"<form id="Baton" name="Baton"><input name="q" value="x"></form>"#,
        ..PLAIN
    },
    Scenario { name: "base href", head: r#"<base href="https://elsewhere.invalid/deep/">"#, ..PLAIN },
    Scenario {
        name: "double inclusion",
        document: r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"></head><body>{main}{tag}{tag}</body></html>"#,
        ..PLAIN
    },
    Scenario {
        name: "transformed body that hides what sticks out",
        head: "<style>body { overflow: hidden; transform: translateX(40px) scale(.9); filter: blur(0); perspective: 10px; }</style>",
        ..PLAIN
    },
    Scenario {
        name: "contain on html",
        head: "<style>html { contain: layout style; } body { contain: layout; }</style>",
        ..PLAIN
    },
    Scenario {
        name: "no doctype",
        document: r#"<html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"></head><body>{main}{tag}</body></html>"#,
        ..PLAIN
    },
    Scenario {
        name: "no head, nothing closed",
        document: r#"<link rel="icon" href="data:,"><title>Shop</title>{main}<p>never closed<div>{tag}"#,
        ..PLAIN
    },
    Scenario {
        name: "XHTML in HTML",
        document: r#"<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en"><head><title>Shop</title><link rel="icon" href="data:," /></head><body>{main}<br />{tag}</body></html>"#,
        ..PLAIN
    },
    Scenario {
        name: "overlay in front of everything",
        body: r#"<div style="position:fixed;inset:0;z-index:2147483647;background:rgb(0 0 0/.2)"></div>"#,
        covered: true,
        ..PLAIN
    },
    Scenario {
        name: "from right to left",
        document: r#"<!doctype html><html lang="en" dir="rtl"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"></head><body dir="rtl">{main}{tag}</body></html>"#,
        ..PLAIN
    },
    Scenario { name: "printed", printed: true, ..PLAIN },
    Scenario { name: "zoomed to 400 %", zoomed: true, ..PLAIN },
    Scenario { name: "zoomed by style", head: "<style>html { zoom: 2; }</style>", ..PLAIN },
    Scenario {
        name: "body as a grid, html as a flex box",
        head: "<style>html { display: flex; } html > * { flex: 1; margin: 3em; float: left; position: relative; } body { display: grid; } * + * { margin-top: 2em !important; }</style>",
        ..PLAIN
    },
];

/// Pages that move, remove, replace and listen.
pub(super) const MOVING: [Scenario; 16] = [
    Scenario {
        name: "the chat's element removed",
        later: "document.querySelector('baton-chat')?.remove()",
        ..PLAIN
    },
    Scenario {
        name: "the chat's element removed while it is open",
        during: "document.querySelector('baton-chat')?.remove()",
        ..PLAIN
    },
    Scenario {
        name: "body replaced",
        later: "const body = document.createElement('body'); body.append(document.getElementById('marker').cloneNode(true)); document.body.replaceWith(body);",
        ..PLAIN
    },
    Scenario {
        name: "body replaced while it is open",
        during: "const body = document.createElement('body'); body.append(document.getElementById('marker').cloneNode(true)); document.body = body;",
        ..PLAIN
    },
    Scenario {
        name: "the whole document replaced",
        later: "const html = document.documentElement.cloneNode(true); for (const one of html.querySelectorAll('baton-chat')) one.remove(); document.documentElement.replaceWith(html);",
        ..PLAIN
    },
    Scenario {
        name: "document.open and write",
        later: "const all = document.getElementById('marker').outerHTML; document.open(); document.write('<!doctype html><title>Shop</title>' + all); document.close();",
        outcome: super::scenario::Outcome::Link,
        ..PLAIN
    },
    Scenario { name: "body written anew by innerHTML", later: "document.body.innerHTML += '';", ..PLAIN },
    Scenario {
        name: "routes changed",
        later: "for (const at of ['/?a', '/?b', '#c', '/?d']) history.pushState({}, '', at); document.title = 'Shop: d'; history.replaceState({}, '', '/?e');",
        during: "history.pushState({}, '', '/?f'); dispatchEvent(new PopStateEvent('popstate'));",
        ..PLAIN
    },
    Scenario {
        name: "keys taken in the capture phase and stopped",
        head: "<script>for (const type of ['keydown', 'keypress', 'keyup']) document.addEventListener(type, (event) => event.stopPropagation(), true);</script>",
        ..PLAIN
    },
    Scenario {
        name: "keys taken in the capture phase and prevented",
        head: "<script>for (const type of ['keydown', 'keypress']) document.addEventListener(type, (event) => { if (!/INPUT|TEXTAREA/.test(event.target.tagName)) { event.preventDefault(); event.stopImmediatePropagation(); } }, true);</script>",
        ..PLAIN
    },
    Scenario {
        name: "keys taken by the window itself",
        head: "<script>addEventListener('keydown', (event) => event.stopImmediatePropagation(), true);</script>",
        without_enter: true,
        ..PLAIN
    },
    Scenario {
        name: "shortcuts of the page",
        head: "<script>document.addEventListener('keydown', (event) => { if (event.key === 'h' || event.key === 'i') document.getElementById('heading').textContent = event.key; });</script>",
        ..PLAIN
    },
    Scenario {
        name: "shortcuts of the page in the capture phase",
        head: "<script>document.addEventListener('keydown', (event) => { if (event.key === 'h' || event.key === 'i') document.getElementById('heading').textContent = event.key; }, true);</script>",
        ..PLAIN
    },
    Scenario {
        name: "an observer that answers every change",
        head: "<script>new MutationObserver((changes) => { window.changes = (window.changes ?? 0) + 1; document.documentElement.classList.toggle('seen', true); for (const change of changes) for (const node of change.addedNodes) node.setAttribute?.('data-seen', '1'); }).observe(document, { childList: true, subtree: true });</script>",
        ..PLAIN
    },
    Scenario {
        name: "an observer that puts itself last",
        head: "<script>document.addEventListener('DOMContentLoaded', () => { const last = document.createElement('div'); last.id = 'last'; const put = () => { if (document.body.lastElementChild !== last) document.body.append(last); }; put(); new MutationObserver(put).observe(document.documentElement, { childList: true, subtree: true }); });</script>",
        ..PLAIN
    },
    Scenario {
        name: "focus kept in a dialog of the page's own",
        head: "<script>document.addEventListener('focusin', (event) => { if (!document.getElementById('order').contains(event.target)) document.querySelector('#order input').focus(); });</script>",
        ..PLAIN
    },
];
