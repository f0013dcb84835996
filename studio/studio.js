// How does the style studio begin? It fetches tokens, states, themes and the widget's own styles, and joins the parts.
import { createContrast } from "./contrast.js";
import { createControls } from "./controls.js";
import { make } from "./dom.js";
import { createPreviews } from "./previews.js";
import { createReport } from "./report.js";
import { loadThemes, themeCards } from "./themes.js";
import { describe, isValid, toCss } from "./tokens.js";
import { NOTHING, createWork, linkTo } from "./work.js";

const at = (id) => document.getElementById(id);

/** Tells everybody: on the screen for a moment, and to a screen reader. The words stay, the eye loses them. */
function say(text) {
  const place = at("said");
  for (const fading of place.getAnimations()) fading.cancel();
  place.textContent = text;
  place.animate([{ opacity: 1 }, { opacity: 1, offset: 0.9 }, { opacity: 0 }], { duration: 3000, fill: "forwards" });
}

async function got(url, kind) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer[kind]();
}

/** The widget's own styles, by the name that this build gave them. */
async function widgetStyles() {
  const { files } = await got("../manifest.json", "json");
  const { file } = files.find(({ role }) => role === "styles");
  return got(`../${file}`, "text");
}

async function begin() {
  const [data, widget, themes] = await Promise.all([got("states.json", "json"), widgetStyles(), loadThemes()]);
  const tokens = data.tokens.map(describe);
  const known = new Map(tokens.map((token) => [token.name, token]));
  const styles = { launcher: data.launcher, widget };

  /** Whatever a link holds, only tokens that there are and values that work come in. */
  const work = createWork((found) => {
    if (typeof found?.values !== "object" || found.values === null || typeof found.rules !== "string") return null;
    const values = Object.entries(found.values).filter(([name, value]) =>
      known.has(name) && typeof value === "string" && isValid(known.get(name), value));
    return { values: Object.fromEntries(values), rules: found.rules.slice(0, 20000) };
  });

  const hidden = document.body.appendChild(make("div", { className: "measures", inert: true }));
  hidden.setAttribute("aria-hidden", "true");
  const contrast = createContrast(hidden, data.states, styles);
  const showControls = createControls(at("controls"), tokens, { set: work.set, colour: contrast.colour });
  const showPreviews = createPreviews({ tools: at("tools"), frames: at("frames") }, data.states, styles);
  const showReport = createReport({ box: at("contrast"), verdict: at("verdict"), list: at("pairs") }, tokens);

  const pick = (name, next) => {
    work.replace(next);
    say(`Started from ${name}. Undo brings back what you had.`);
  };
  at("themes").append(...themeCards([{ name: "default", work: NOTHING }, ...themes], pick));
  at("part").append(...data.parts.map((name) => make("option", {}, name)));
  // In one column, what is open would push the previews out of reach.
  if (matchMedia("(max-width: 860px)").matches) {
    for (const group of document.querySelectorAll(".group")) group.open = false;
  }
  wire(work, tokens);

  let due = 0;
  work.listen((now) => {
    const css = toCss(tokens, now);
    showPreviews(css);
    contrast.setCss(css);
    at("css").textContent = css || "/* Nothing differs from the defaults yet. */";
    // Disabled in earnest, a button would drop the focus that is on it.
    at("undo").ariaDisabled = String(!work.canUndo());
    at("redo").ariaDisabled = String(!work.canRedo());
    if (document.activeElement !== at("rules")) at("rules").value = now.rules;
    at("rules-fault").textContent = understood(now.rules) ? "" : "The browser finds no rule in this.";
    // Measuring asks for many computed styles, so it is done once a picture and not once an event.
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => {
      showControls(now.values);
      showReport(contrast.measure());
      document.documentElement.dataset.ready = "";
    });
  });
}

function understood(rules) {
  if (!rules.replace(/\/\*[^]*?\*\//g, "").trim()) return true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet.cssRules.length > 0;
}

function wire(work, tokens) {
  const copy = async (text, said) => {
    try {
      await navigator.clipboard.writeText(text);
      say(said);
    } catch {
      // Without a secure address or the permission: what is selected can still be copied by hand.
      getSelection().selectAllChildren(at("css"));
      say("The browser does not let the page copy. The CSS is selected: copy it by hand.");
    }
  };
  at("copy").addEventListener("click", () => copy(toCss(tokens, work.now), "Copied"));
  at("link").addEventListener("click", () => copy(linkTo(work.now), "Link copied"));
  at("undo").addEventListener("click", () => work.undo() && say("Undone"));
  at("redo").addEventListener("click", () => work.redo() && say("Done again"));
  at("rules").addEventListener("input", (event) => work.setRules(event.target.value));
  at("add-part").addEventListener("click", () => {
    const rules = `${work.now.rules.trim()}\nbaton-chat::part(${at("part").value}) {\n  \n}\n`.trimStart();
    work.setRules(rules);
    at("rules").focus();
    at("rules").setSelectionRange(rules.length - 3, rules.length - 3);
  });
  addEventListener("keydown", (event) => {
    // Fields of text have a history of their own, which their input events bring here.
    const isText = event.target.matches?.("textarea, input[type=text]");
    if (isText || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const is = key === "z" ? (event.shiftKey ? work.redo : work.undo) : key === "y" ? work.redo : null;
    if (!is) return;
    event.preventDefault();
    is();
  });
}

begin().catch((reason) => {
  const again = make("button", { type: "button", className: "strong", onclick: () => location.reload() }, "Try again");
  const text = make("p", {}, "The studio could not load what it shows. Its server may be away, or its files are not built.");
  document.querySelector(".skip").remove();
  document.querySelector(".actions").remove();
  at("main").replaceChildren(make("div", { className: "empty", role: "alert" }, make("h2", {}, "Nothing to show yet"), text, make("p", {}, make("code", {}, String(reason.message ?? reason))), again));
});
