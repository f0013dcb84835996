// Which colours are too close to each other, and what can be done about it?
import { make } from "./dom.js";
import { focusOn } from "./controls.js";

/** Shows measurements; the answer tells how many fall short. */
export function createReport({ box, verdict, list }, tokens) {
  const labels = new Map(tokens.map((token) => [token.short, token.label]));
  let before = 0;

  function line({ scheme, title, tokens: names, least, ratio }) {
    // Rounded down, so that what falls short never reads as enough.
    const shown = (Math.floor(ratio * 10) / 10).toFixed(1);
    const links = names.map((name) => make("button", { type: "button", onclick: () => focusOn(name) }, labels.get(name) ?? name));
    return make("li", {}, make("span", {}, make("b", {}, `${title}, ${scheme}`), ` ${shown} : 1, at least ${least} : 1 is needed.`),
      make("span", { className: "links" }, "Change ", ...links));
  }

  return (measured) => {
    const short = measured.filter(({ ratio, least }) => ratio < least).sort((a, b) => a.ratio - b.ratio);
    verdict.textContent = short.length
      ? `Contrast: ${short.length} of ${measured.length} too low`
      : `Contrast: all ${measured.length} high enough`;
    box.dataset.verdict = short.length ? "low" : "high";
    list.replaceChildren(...(short.length ? short.map(line) : [make("li", {}, "Text has 4.5 : 1 or more, drawings and edges 3 : 1 or more, in light and dark.")]));
    if (short.length && !before) box.open = true;
    before = short.length;
    return short.length;
  };
}
