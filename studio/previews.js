// How do the states stand side by side? A frame each, in the scheme, direction and width that are asked for.
import { make } from "./dom.js";
import { fill, makeFrame } from "./frame.js";

const CHOICES = [
  ["scheme", "Scheme", [["light", "Light"], ["dark", "Dark"], ["both", "Both"]]],
  ["direction", "Direction", [["ltr", "Left to right"], ["rtl", "Right to left"]]],
  ["width", "Width", [["desktop", "Desktop"], ["phone", "Phone"]]],
];
const SIZES = { desktop: [520, 800], phone: [390, 780] };
/** What is closed shows only its launcher. */
const CLOSED = 240;
/** Between two previews, as in studio.css. */
const GAP = 20;

/** Fills the toolbar and the frames. The answer gives all previews the page's CSS. */
export function createPreviews({ tools, frames }, captured, styles) {
  // The closed one is low, and would leave a hole in the middle.
  const states = captured.toSorted((a, b) => isClosed(a) - isClosed(b));
  const view = { scheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light", direction: "ltr", width: "desktop", zoom: 0.54 };
  let css = "";
  let shown = [];

  for (const [key, legend, options] of CHOICES) {
    const radios = options.map(([value, label]) => make("label", {},
      make("input", { type: "radio", name: key, value, checked: view[key] === value, onchange: () => {
        view[key] = value;
        if (key === "scheme") build();
        arrange();
      } }), make("span", {}, label)));
    tools.append(make("fieldset", { className: "choice" }, make("legend", {}, legend), ...radios));
  }
  tools.append(make("label", { className: "zoom" }, make("span", {}, "Size"), make("input", {
    type: "range", min: 0.4, max: 1, step: 0.02, value: view.zoom,
    oninput: (event) => {
      view.zoom = Number(event.target.value);
      arrange();
    },
  })));

  /** Keeps each state's schemes beside each other. */
  function build() {
    const schemes = view.scheme === "both" ? ["light", "dark"] : [view.scheme];
    const wanted = states.flatMap((state) => schemes.map((scheme) => ({ state, scheme })));
    frames.replaceChildren();
    shown = wanted.map(({ state, scheme }) => {
      const title = schemes.length > 1 ? `${state.what}, ${scheme}` : state.what;
      const frame = makeFrame(`Preview: ${title}`);
      const screen = make("div", { className: "screen" }, frame);
      const figure = make("figure", { "data-state": state.name, "data-scheme": scheme }, screen, make("figcaption", {}, title));
      frames.append(figure);
      const filled = fill(frame, [state], styles);
      filled.setScheme(scheme);
      filled.setCss(css);
      return { ...filled, figure, height: isClosed(state) ? CLOSED : 0 };
    });
  }

  function arrange() {
    const [width, tall] = SIZES[view.width];
    const room = frames.clientWidth || width;
    const zoom = fitted(width, room);
    for (const { figure, height, setDirection } of shown) {
      figure.style.setProperty("--width", `${width}px`);
      figure.style.setProperty("--height", `${height || tall}px`);
      figure.style.setProperty("--zoom", zoom);
      setDirection(view.direction);
    }
  }

  /** The size that was asked for, a little larger where that fills the row. */
  function fitted(width, room) {
    const fit = Math.max(1, Math.floor((room + GAP) / (width * view.zoom + GAP)));
    // A state's two schemes stay in one row.
    const columns = view.scheme === "both" && fit > 2 ? fit + (fit % 2) : fit;
    // A hair less, so that rounding never breaks a row.
    return Math.min(Math.max(view.zoom, 1), ((room + GAP) / columns - GAP - 0.5) / width);
  }

  build();
  arrange();
  let wide = frames.clientWidth;
  // What arranging does to the height is no reason to arrange again.
  new ResizeObserver(() => {
    if (frames.clientWidth === wide) return;
    wide = frames.clientWidth;
    requestAnimationFrame(arrange);
  }).observe(frames);
  return (next) => {
    css = next;
    for (const { setCss } of shown) setCss(css);
  };
}

function isClosed(state) {
  return state.attributes["data-panel"] === "closed";
}
