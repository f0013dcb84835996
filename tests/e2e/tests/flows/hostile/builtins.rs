//! What if a page has changed what every script relies on?
use super::scenario::{PLAIN, Scenario};

/// Built-ins changed one at a time.
pub(super) const PATCHED: [Scenario; 17] = [
    Scenario { name: "plain", ..PLAIN },
    Scenario {
        name: "fetch wrapped",
        head: "<script>const fetched = window.fetch; window.fetch = function (...all) { return fetched.apply(this, all).then((answer) => answer); };</script>",
        ..PLAIN
    },
    Scenario {
        name: "Array.prototype with enumerable additions",
        head: "<script>for (const name of ['last', 'first', 'contains', 'remove', 'clone', 'sum', 'flatten', 'unique']) Array.prototype[name] = function () { return this[0]; };</script>",
        ..PLAIN
    },
    Scenario {
        name: "Object.prototype with enumerable additions",
        head: "<script>Object.prototype.extend = function () {}; Object.prototype.hint = 'page'; Object.prototype.q = 7; Object.prototype.method = 'PUT'; Object.prototype.passive = true;</script>",
        // A method of the page's own for every request is the page's own choice; the chat sets each of its own.
        ..PLAIN
    },
    Scenario {
        name: "Promise.prototype patched",
        head: "<script>for (const name of ['then', 'catch', 'finally']) { const old = Promise.prototype[name]; Promise.prototype[name] = function (...all) { return old.apply(this, all); }; } { const old = Promise.all; Promise.all = function (all) { return old.call(Promise, [...all]); }; }</script>",
        ..PLAIN
    },
    Scenario {
        name: "Node.prototype patched",
        head: "<script>for (const name of ['appendChild', 'insertBefore', 'removeChild', 'cloneNode']) { const old = Node.prototype[name]; Node.prototype[name] = function (...all) { return old.apply(this, all); }; } Node.prototype.hide = function () { this.style.display = 'none'; };</script>",
        ..PLAIN
    },
    Scenario {
        name: "prototypes frozen",
        head: "<script>for (const one of [Object, Array, Function, String, Promise, Error, Map, Set, Date, RegExp, Event, EventTarget, Node, Element, Response]) { Object.freeze(one); Object.freeze(one.prototype); }</script>",
        ..PLAIN
    },
    Scenario {
        name: "namespaces frozen",
        head: "<script>for (const one of [JSON, Math, Reflect, WebAssembly, Intl, console, customElements, navigator]) Object.freeze(one);</script>",
        ..PLAIN
    },
    Scenario {
        name: "Date patched",
        head: "<script>{ const Old = Date; window.Date = function (...all) { return all.length ? new Old(...all) : new Old(0); }; Date.prototype = Old.prototype; Date.now = () => 0; Date.UTC = Old.UTC; Date.parse = Old.parse; }</script>",
        ..PLAIN
    },
    Scenario {
        name: "JSON.parse and JSON.stringify patched",
        head: "<script>{ const { parse, stringify } = JSON; JSON.parse = (text, ...more) => parse(text, (key, value) => value); JSON.stringify = (value, by) => stringify(value, by, 2); }</script>",
        ..PLAIN
    },
    Scenario {
        name: "history patched",
        head: "<script>for (const name of ['pushState', 'replaceState']) { const old = history[name]; history[name] = function (...all) { const done = old.apply(this, all); dispatchEvent(new Event('route')); return done; }; }</script>",
        later: "history.pushState({}, '', '/?kettles'); history.replaceState({}, '', '/?pots');",
        ..PLAIN
    },
    Scenario {
        name: "addEventListener patched",
        head: "<script>{ const old = EventTarget.prototype.addEventListener; EventTarget.prototype.addEventListener = function (type, listener, options) { const wrapped = typeof listener === 'function' ? function (event) { try { return listener.call(this, event); } catch (error) { console.log(error); } } : listener; return old.call(this, type, wrapped, options); }; }</script>",
        ..PLAIN
    },
    Scenario {
        name: "setTimeout patched",
        head: "<script>{ const old = setTimeout; window.setTimeout = (todo, time, ...more) => old(todo, Math.max(time | 0, 30), ...more); }</script>",
        ..PLAIN
    },
    Scenario {
        name: "console patched",
        head: "<script>for (const name of ['log', 'warn', 'error', 'info', 'debug']) console[name] = () => { throw new Error('quiet'); };</script>",
        ..PLAIN
    },
    Scenario {
        name: "attachShadow patched",
        head: "<script>{ const old = Element.prototype.attachShadow; window.shadows = []; Element.prototype.attachShadow = function (options) { const root = old.call(this, options); shadows.push(root); return root; }; }</script>",
        ..PLAIN
    },
    Scenario {
        name: "Array iteration and Map patched",
        head: "<script>{ const old = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function () { return old.call(this); }; Map.prototype.set = (function (set) { return function (key, value) { return set.call(this, key, value); }; })(Map.prototype.set); Array.prototype.map = (function (map) { return function (todo, self) { return map.call(this, (one, at) => todo.call(self, one, at, this)); }; })(Array.prototype.map); }</script>",
        ..PLAIN
    },
    Scenario {
        name: "document.createElement patched",
        head: "<script>{ const old = document.createElement; document.createElement = function (name, ...more) { const made = old.call(document, name, ...more); made.setAttribute('data-made', name); return made; }; }</script>",
        ..PLAIN
    },
];

/// What well-known kinds of libraries do to a page.
pub(super) const IMITATED: [Scenario; 6] = [
    Scenario {
        name: "a library of prototype additions",
        head: "<script>Array.prototype.toJSON = function () { return JSON.stringify([].concat(this)); }; String.prototype.toJSON = function () { return String(this); }; Object.extend = (to, from) => Object.assign(to, from); Array.from = function (list) { const made = []; for (let at = 0; at < (list?.length ?? 0); at++) made.push(list[at]); return made; }; Function.prototype.bind = (function (old) { return function (...all) { return old.apply(this, all); }; })(Function.prototype.bind); Element.prototype.remove = function () { this.parentNode?.removeChild(this); return this; }; window.$ = (id) => document.getElementById(id); document.getElementsByClassName = (name) => [...document.querySelectorAll('.' + name)];</script>",
        ..PLAIN
    },
    Scenario {
        name: "a library that gives its short name back",
        head: "<script>{ const before = window.$; const query = (find) => document.querySelectorAll(find); query.noConflict = (deep) => { window.$ = before; return query; }; window.$ = window.shopQuery = query; document.addEventListener('keydown', () => {}); query.noConflict(true); }</script>",
        ..PLAIN
    },
    Scenario {
        name: "a module loader with define and require",
        head: "<script>window.define = (...all) => { window.defined = (window.defined ?? 0) + 1; }; define.amd = {}; window.require = (names, done) => done?.(); window.module = { exports: {} }; window.exports = module.exports; window.process = { env: {} };</script>",
        ..PLAIN
    },
    Scenario {
        name: "a zone around all that comes later",
        head: "<script>for (const name of ['setTimeout', 'requestAnimationFrame', 'queueMicrotask']) { const old = window[name]; window[name] = function (todo, ...more) { return old.call(window, (...all) => todo(...all), ...more); }; } { const then = Promise.prototype.then; Promise.prototype.then = function (yes, no) { return then.call(this, yes && ((value) => yes(value)), no && ((reason) => no(reason))); }; } const Observer = window.MutationObserver; window.MutationObserver = class extends Observer {}; const Socket = window.WebSocket; window.WebSocket = class extends Socket {};</script>",
        ..PLAIN
    },
    Scenario {
        name: "a watcher of all requests and storage",
        head: "<script>{ const open = XMLHttpRequest.prototype.open; XMLHttpRequest.prototype.open = function (...all) { return open.apply(this, all); }; const set = Storage.prototype.setItem; window.kept = []; Storage.prototype.setItem = function (key, value) { kept.push(key); return set.call(this, key, value); }; const fetched = fetch; window.fetch = async (...all) => { const answer = await fetched(...all); answer.clone().text().catch(() => {}); return answer; }; }</script>",
        ..PLAIN
    },
    Scenario {
        name: "an older custom element of the same name",
        head: "<script>customElements.define('baton-chat', class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'open' }).textContent = 'theirs'; } });</script>",
        outcome: super::scenario::Outcome::Link,
        ..PLAIN
    },
];
