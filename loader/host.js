// What stands on the page before and without the widget? `<baton-chat>` under `<html>`, its shadow root, the launcher.
import { sheet } from "./sheet.js";

const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M12 3.500c-5 0-9 3.300-9 7.500 0 2.300 1.200 4.300 3 5.700L5.200 20.500l4.300-2.200c.8.100 1.600.2 2.500.2 5 0 9-3.300 9-7.500s-4-7.500-9-7.500z";
const CROSS = "M6 6l12 12M18 6 6 18";
/** Keys and focus stay inside: hotkeys and focus traps of the page are not meant for the chat. */
const KEPT_INSIDE = [
  "keydown", "keypress", "keyup", "beforeinput", "input", "compositionstart", "compositionupdate", "compositionend",
  "focusin", "focusout", "paste", "copy", "cut",
];
/** So often does the element come back to a page that removes it; a page that never gives in wins. */
const RETURNS = 99;
const LABELS = { open: "Open chat", close: "Close chat", unread: "unread" };

// part: launcher, the button that opens and closes the panel.
// part: launcher-badge, how many messages nobody has seen.
// slot: launcher, in place of the launcher's drawing.
// state: data-panel, open or closed.
// state: data-control, who may speak: assistant, queue or agent.
// state: data-connection, online or offline.
// state: data-scheme, auto, light or dark; set it to choose.
/** Makes the host element. `on` hears intent, opening and closing. */
export function createHost(data, on) {
  const element = document.createElement("baton-chat");
  const root = element.attachShadow({ mode: "open" });
  const inner = make("div", "root");
  const launcher = make("button", "launcher");
  const badge = make("span", "badge", "launcher-badge");
  const mount = make("div", "mount");
  let unread = 0;
  let hears = false;
  let returns = RETURNS;

  element.dataset.site = data.site;
  element.dataset.panel = "closed";
  element.dataset.control = "assistant";
  element.dataset.connection = "online";
  element.dataset.scheme = data.scheme || "auto";
  if (data.locale) setLanguage(inner, data.locale);
  root.adoptedStyleSheets = [sheet];
  launcher.type = "button";
  launcher.setAttribute("aria-expanded", "false");
  badge.hidden = true;
  const slot = make("slot", "");
  slot.name = "launcher";
  slot.append(drawing(BUBBLE, "bubble"), drawing(CROSS, "cross"));
  launcher.append(slot, badge);
  // The panel stands before the launcher, so that Tab leads from the one to the other.
  inner.append(mount, launcher);
  root.append(inner);
  label();

  for (const name of KEPT_INSIDE) {
    inner.addEventListener(name, (event) => {
      hears = true;
      event.stopPropagation();
    });
  }
  for (const name of KEPT_INSIDE.slice(0, 3)) addEventListener(name, keepInside, true);
  for (const name of ["pointerover", "focus", "touchstart"]) {
    launcher.addEventListener(name, on.intent, { passive: true, once: true });
  }
  launcher.addEventListener("click", () => toggle());
  const watch = new MutationObserver(attach);
  watch.observe(document, { childList: true });
  attach();

  /** Under `<html>`, where no transformed ancestor moves what is fixed; again if it was removed or the document replaced. */
  function attach() {
    const html = document.documentElement;
    if (!html || element.parentNode === html || returns-- < 1) return;
    html.append(element);
    watch.observe(html, { childList: true });
    // `document.open()` takes all listeners away, ours too: nothing here works any more but a link.
    hears = false;
    inner.dispatchEvent(new Event("keyup"));
    if (!hears) fallBack();
  }

  /** A key meant for the chat goes on inside, as a copy; the page's shortcuts, which may listen first, never see it. */
  function keepInside(event) {
    if (event.target !== element || !event.isTrusted) return;
    event.stopImmediatePropagation();
    const init = new Proxy(event, { get: (of, key) => key !== "composed" && of[key] });
    if (!event.composedPath()[0].dispatchEvent(new KeyboardEvent(event.type, init))) event.preventDefault();
  }

  /** Without the widget the launcher is a plain link to the site's other address. */
  function fallBack() {
    element.dataset.panel = "closed";
    if (!data.contact) return void (element.hidden = true);
    const link = make("a", "launcher");
    link.href = data.contact;
    link.setAttribute("aria-label", withoutScheme(data.contact));
    link.append(slot);
    launcher.replaceWith(link);
  }

  function label() {
    const text = isOpen() ? LABELS.close : LABELS.open;
    launcher.setAttribute("aria-label", unread ? `${text}, ${unread} ${LABELS.unread}` : text);
    launcher.setAttribute("aria-expanded", String(isOpen()));
  }

  function isOpen() {
    return element.dataset.panel === "open";
  }

  function open() {
    if (isOpen()) return;
    element.dataset.panel = "open";
    label();
    on.opened();
  }

  function close() {
    if (!isOpen()) return;
    const inside = mount.contains(root.activeElement);
    element.dataset.panel = "closed";
    label();
    // Focus goes back to where it came from, and only if it was in the panel.
    if (inside) launcher.focus();
    on.closed();
  }

  function toggle() {
    if (isOpen()) close();
    else open();
  }

  return {
    element,
    mount,
    isOpen,
    open,
    close,
    toggle,
    show: () => void (element.hidden = false),
    hide: () => void (element.hidden = true),
    setScheme(scheme) {
      if (!["light", "dark", "auto"].includes(scheme)) return false;
      element.dataset.scheme = scheme;
      return true;
    },
    badge(count) {
      unread = count;
      badge.hidden = !count;
      badge.textContent = count > 99 ? "99+" : String(count);
      label();
    },
    adopt(css) {
      const styles = new CSSStyleSheet();
      styles.replaceSync(css);
      root.adoptedStyleSheets = [sheet, styles, ...root.adoptedStyleSheets.slice(1)];
    },
    ready: () => void (element.dataset.ready = ""),
    fallBack,
  };
}

/** What to call an address. */
export function withoutScheme(address) {
  return address.replace(/^(mailto|tel):/, "");
}

function make(name, cls, part = cls) {
  const element = document.createElement(name);
  if (cls) element.className = cls;
  if (part && part !== "root" && part !== "mount") element.setAttribute("part", part);
  return element;
}

function drawing(path, cls) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", cls);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

function setLanguage(element, locale) {
  element.lang = locale;
  element.dir = /^(ar|fa|he|ps|ur|yi)\b/i.test(locale) ? "rtl" : "ltr";
}
