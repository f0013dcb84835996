// What does a page pay for the chat before anyone wants it? This script: it draws the launcher, queues calls, keeps
// the page trail, and fetches the widget on intent. Nothing in it may harm the page.
import { createHost, withoutScheme } from "./host.js";
import { createCalls } from "./calls.js";
import { createTrail } from "./trail.js";

/** Names of the widget's files, relative to this script; the build puts them here. */
const assets = __ASSETS__;

/** Finds the script tag: an injected script has no `currentScript`, and an element of that name may be in the way. */
function findTag() {
  const current = document.currentScript;
  return current?.dataset.site ? current : document.querySelector("script[data-site][src*='baton']");
}

function begin() {
  const tag = findTag();
  const site = tag?.dataset.site;
  if (!site || document.querySelector("baton-chat[data-site]")) return;
  const data = tag.dataset;
  const base = new URL(tag.src, location.href);
  const widget = { module: null, loading: null, exports: null };
  const trail = createTrail(data.trail !== "off");
  const host = createHost(data, { intent: load, opened, closed });
  const calls = createCalls({ ...host, load, run, destroy: closed });

  /** Fetches module and styles side by side, then starts the widget. Called as often as one likes. */
  function load() {
    widget.loading ??= fetchAll().catch((reason) => {
      // No wasm here, or no server: the launcher becomes a link, and that is all the page notices.
      host.fallBack();
      calls.emit("error", { code: "load_failed", message: String(reason) });
    });
    return widget.loading;
  }

  async function fetchAll() {
    const [module, css] = await Promise.all([
      import(new URL(assets.glue, base)),
      fetch(new URL(assets.css, base)).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status))),
    ]);
    widget.exports = await module.default({ module_or_path: new URL(assets.wasm, base) });
    host.adopt(css);
    const config = {
      mount: host.mount,
      origin: base.href.slice(0, base.href.lastIndexOf("/")),
      site,
      contact: data.contact || "",
      locale: data.locale || document.documentElement.lang || navigator.language,
      close: host.close,
      badge: host.badge,
      trail: trail.pages,
      emit: calls.emit,
      rest: assets.rest && fetchRest,
    };
    if (!module.start(host.element, config)) throw "start";
    widget.module = module;
    host.ready();
    if (host.isOpen()) opened();
  }

  /** Fetches the widget's second module, which works on the first one's memory. Asked again after a failure. */
  async function fetchRest() {
    const answer = await fetch(new URL(assets.rest, base));
    if (!answer.ok) throw answer.status;
    await WebAssembly.instantiate(await answer.arrayBuffer(), { m: widget.exports });
  }

  /** Hands a verb to the widget, once it is there. */
  function run(verb, argument) {
    load().then(() => widget.module?.command(verb, argument));
  }

  function opened() {
    if (widget.module) widget.module.command("open");
    else load();
  }

  function closed() {
    widget.module?.command("close");
  }

  if (isLive(site)) load();
}

/** Whether a conversation is under way, which the next page goes on with. Blocked storage: no. */
function isLive(site) {
  try {
    return localStorage.getItem(`baton.${site}.live`) === "1";
  } catch {
    return false;
  }
}

/** Where not even the launcher can be drawn: a link without a shadow root. */
function leaveLink(contact) {
  if (!contact) return;
  const link = document.createElement("a");
  link.href = contact;
  link.textContent = withoutScheme(contact);
  link.style.cssText = "position:fixed;bottom:20px;right:20px;z-index:2147483000;padding:12px 20px;border-radius:30px;background:#3554d1;color:#fff;font:600 16px system-ui";
  document.documentElement.append(link);
}

try {
  begin();
} catch (reason) {
  leaveLink(findTag()?.dataset.contact);
  console.warn("Baton could not start:", reason);
}
