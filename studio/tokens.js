// What kind of value does each token take, and with which others does it stand? New tokens find a place by themselves.

const GROUPS = [
  ["Colours", (token) => token.kind === "colour"],
  ["Shape", (token) => /radius|shadow|space/.test(token.name)],
  ["Type", (token) => /font/.test(token.name)],
  ["Size and position", (token) => /width|height|inset|size|-z$/.test(token.name)],
  ["Motion", (token) => /duration/.test(token.name)],
  ["More", () => true],
];
const MEASURE = /^(-?[\d.]+)(em|rem|px|%|s|ms)$/;

/** A row of the list of tokens with what a control needs to know. */
export function describe({ name, what, default: initial }) {
  const short = name.replace("--baton-", "");
  const measure = initial.match(MEASURE);
  const token = { name, short, what, initial, own: `--_${short}`, label: sentence(short), kind: "text" };
  if (/^(light-dark|oklch|color-mix|#)|^var\(--_/.test(initial)) token.kind = "colour";
  else if (measure) Object.assign(token, { kind: "measure", ...range(Number(measure[1]), measure[2]) });
  else if (/^\d+$/.test(initial)) token.kind = "number";
  return token;
}

/** The tokens by role, as pairs of a title and its tokens. */
export function grouped(tokens) {
  const rest = new Set(tokens);
  const groups = GROUPS.map(([title, fits]) => {
    const members = [...rest].filter(fits);
    for (const token of members) rest.delete(token);
    return [title, members];
  });
  return groups.filter(([, members]) => members.length);
}

/** A measure as number and unit, or nothing if the value is something else, such as `calc()`. */
export function measure(value) {
  const found = value.trim().match(MEASURE);
  return found && { number: Number(found[1]), unit: found[2] };
}

/** The two sides of `light-dark(a, b)`; of any other colour, twice the colour. */
export function sides(value) {
  const inside = value.trim().match(/^light-dark\(([^]*)\)$/)?.[1];
  if (inside === undefined) return [value.trim(), value.trim()];
  let depth = 0;
  for (let at = 0; at < inside.length; at += 1) {
    if (inside[at] === "(") depth += 1;
    if (inside[at] === ")") depth -= 1;
    if (inside[at] === "," && depth === 0) return [inside.slice(0, at).trim(), inside.slice(at + 1).trim()];
  }
  return [value.trim(), value.trim()];
}

/** One value out of two. */
export function joined(light, dark) {
  return light === dark ? light : `light-dark(${light}, ${dark})`;
}

/** Whether a token may have this value. What is no colour would silently make the default show. */
export function isValid(token, value) {
  if (!value || value.length > 400 || /[;{}]/.test(value)) return false;
  if (token.kind !== "colour") return CSS.supports("--x", value);
  // The header and the bubbles are backgrounds, so pictures made of colours are welcome there.
  return CSS.supports("color", value) || (/header$|bubble/.test(token.short) && CSS.supports("background", value));
}

/** The sheet that a page needs for these values and rules. */
export function toCss(tokens, { values, rules }) {
  const lines = tokens.filter((token) => values[token.name]).map((token) => `  ${token.name}: ${values[token.name]};`);
  const own = lines.length ? `baton-chat {\n${lines.join("\n")}\n}\n` : "";
  return [own, rules.trim()].filter(Boolean).join("\n");
}

function range(start, unit) {
  if (unit === "%") return { unit, min: 0, max: 100, step: 1 };
  if (unit === "s") return { unit, min: 0, max: 1, step: 0.01 };
  if (unit === "em" && start <= 1) return { unit, min: 0, max: 2, step: 0.05 };
  if (unit === "em") return { unit, min: 18, max: 60, step: 0.5 };
  return start < 20 ? { unit, min: 11, max: 24, step: 0.5 } : { unit, min: 0, max: start * 2, step: 1 };
}

function sentence(short) {
  const words = short.replaceAll("-", " ");
  return words === "z" ? "Stacking order" : words[0].toUpperCase() + words.slice(1);
}
