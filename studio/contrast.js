// Can everything be read? Measures what the browser really shows, in light and dark, against WCAG 2.2.
import { fill, makeFrame } from "./frame.js";

/** What is read on what: title, state, selector, tokens to change, least ratio, and how to take the colour. */
const PAIRS = [
  ["Text on the panel", "greeting", ".greeting h3", ["text", "surface"]],
  ["Quiet text on the panel", "greeting", ".greeting p", ["text-quiet", "surface"]],
  ["Suggestion", "greeting", ".suggestion", ["accent", "surface"]],
  ["Title on the header", "greeting", ".title", ["on-header", "header"]],
  ["Status on the header", "greeting", ".status", ["on-header", "header"]],
  ["Status on the header, with a person", "agent", ".status", ["on-header", "header"]],
  ["Text on the visitor's bubble", "answer", ".message-visitor .bubble", ["on-bubble-visitor", "bubble-visitor", "on-accent", "accent"]],
  ["Text on the assistant's bubble", "answer", ".message-assistant .bubble", ["text", "bubble-assistant"]],
  ["Source under an answer", "answer", ".citation", ["accent", "surface"]],
  ["Time of a message", "answer", ".timestamp", ["text-quiet", "surface"]],
  ["Text on a button", "offer", ".offer .strong", ["on-accent", "accent"]],
  ["Text on the button beside it", "offer", ".offer .quiet", ["accent", "surface"]],
  ["Text on a card", "queue", ".summary", ["text", "surface-raised"]],
  ["Hint on a card", "queue", ".handoff .why", ["text-quiet", "surface-raised"]],
  ["First words on the way to a person", "queue", ".warm .bubble", ["text", "accent", "surface"]],
  ["A person's name", "agent", ".message-agent .author", ["person", "surface"]],
  ["Text on a person's bubble", "agent", ".message-agent .bubble", ["text", "bubble-agent"]],
  ["Placeholder", "greeting", ".input", ["text-quiet", "surface"], 4.5, "placeholder"],
  ["Number on the launcher", "closed", ".badge", ["danger"]],
  ["Drawing on the launcher", "closed", ".launcher", ["on-accent", "accent"], 3],
  ["Drawing on the send button", "agent", ".send", ["on-accent", "accent"], 3],
  ["Edge of the field", "greeting", ".composer", ["border-strong", "surface"], 3, "border"],
  ["Ring of the focus", "greeting", ".root", ["focus", "surface"], 3, "focus"],
];
const COLOUR = /(?:rgba?|hsla?|oklch|oklab|lch|lab|color)\([^()]*\)/g;

const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

/** Red, green, blue and alpha, 0 to 1, of whatever colour the browser computed. */
function rgba(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
}

function over([r, g, b, a], below) {
  return [r, g, b].map((part, index) => part * a + below[index] * (1 - a)).concat(1);
}

function luminance(colour) {
  const [r, g, b] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Everything that may lie behind an element: one colour, or each colour of a gradient. */
function grounds(element, view) {
  if (!element) return [[1, 1, 1, 1]];
  const style = view.getComputedStyle(element);
  const own = rgba(style.backgroundColor);
  const stops = style.backgroundImage.match(COLOUR)?.map(rgba) ?? [];
  const above = element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
  const below = own[3] === 1 ? [own] : grounds(above, view).map((ground) => over(own, ground));
  return stops.length ? stops.flatMap((stop) => below.map((ground) => over(stop, ground))) : below;
}

/** How much of an element shows through all that fades it. */
function opacity(element, view) {
  let left = 1;
  for (let at = element; at; at = at.parentElement) left *= Number(view.getComputedStyle(at).opacity);
  return left;
}

/** Measures both schemes in frames out of sight. */
export function createContrast(place, states, styles) {
  const schemes = ["light", "dark"].map((scheme) => {
    const frame = makeFrame(`Measures ${scheme}`);
    place.append(frame);
    const shown = fill(frame, states, styles, true);
    shown.setScheme(scheme);
    return { scheme, shown, view: frame.contentWindow };
  });

  function check({ scheme, shown, view }, [title, state, selector, tokens, least = 4.5, kind = "text"]) {
    const element = shown.root(state)?.querySelector(selector);
    if (!element) return [];
    const style = view.getComputedStyle(element, kind === "placeholder" ? "::placeholder" : null);
    const colour = kind === "border" ? style.borderBlockStartColor : kind === "focus" ? resolve(shown, view, "--_focus") : style.color;
    const [r, g, b, a] = rgba(colour);
    const seen = [r, g, b, a * opacity(element, view)];
    const outside = kind === "border" ? element.parentElement : kind === "focus" ? shown.root(state).querySelector(".panel") : element;
    const ratios = grounds(outside, view).map((ground) => ratio(over(seen, ground), ground));
    return [{ scheme, title, tokens, least, ratio: Math.min(...ratios) }];
  }

  return {
    setCss(css) {
      for (const { shown } of schemes) shown.setCss(css);
    },
    measure: () => schemes.flatMap((scheme) => PAIRS.flatMap((pair) => check(scheme, pair))),
    /** What a token comes out as, as `#rrggbb`. */
    colour(own, scheme) {
      const { shown, view } = schemes.find((one) => one.scheme === scheme);
      const parts = over(rgba(resolve(shown, view, own)), rgba(resolve(shown, view, "--_surface"))).slice(0, 3);
      return `#${parts.map((part) => Math.round(part * 255).toString(16).padStart(2, "0")).join("")}`;
    },
  };
}

/** The computed colour of one of the widget's own variables; of a gradient, the first. */
function resolve(shown, view, name) {
  const root = shown.root("greeting").querySelector(".root");
  const probe = root.ownerDocument.createElement("span");
  probe.style.setProperty("background", `var(${name})`);
  root.append(probe);
  const { backgroundColor, backgroundImage } = view.getComputedStyle(probe);
  const first = backgroundImage.match(COLOUR)?.[0] ?? backgroundColor;
  probe.remove();
  return first;
}
