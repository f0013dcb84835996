// How is each token set? By a control that fits its kind of value, grouped by role, each with its way back.
import { fresh, make } from "./dom.js";
import { grouped, isValid, joined, measure, sides } from "./tokens.js";

const SCHEMES = ["light", "dark"];

/** Fills `place` with controls. `set` hears new values; `colour` tells what a token comes out as. The answer shows work. */
export function createControls(place, tokens, { set, colour }) {
  const shown = [];
  for (const [title, members] of grouped(tokens)) {
    const rows = members.map((token) => {
      const row = token.kind === "colour" ? colourRow(token, set, colour) : plainRow(token, set);
      shown.push(row.show);
      return row.element;
    });
    const group = make("details", { className: "group", open: true }, make("summary", {}, title), ...rows);
    place.append(group);
  }
  return (values) => shown.forEach((show) => show(values));
}

/** Moves the focus to a token's control. */
export function focusOn(short) {
  const row = document.querySelector(`[data-token="${CSS.escape(short)}"]`);
  row?.closest("details")?.setAttribute("open", "");
  row?.querySelector("input")?.focus();
}

/** What all rows have: name, description, way back and a place for a fault. */
function frame(token, set) {
  const [name, what, fault] = [fresh("name"), fresh("what"), fresh("fault")];
  const reset = make("button", {
    type: "button", className: "reset", "aria-label": `Reset ${token.label}`, hidden: true,
    onclick: () => {
      set(token.name, "");
      element.querySelector("input").focus();
    },
  }, "Reset");
  const complaint = make("p", { className: "fault", id: fault, hidden: true });
  const element = make("div", { className: "control", role: "group", "data-token": token.short,
    "aria-labelledby": name, "aria-describedby": what },
  make("div", { className: "name" }, make("span", { id: name }, token.label), reset),
  make("p", { className: "what", id: what }, token.what));
  return { element, reset, complaint, fault };
}

/** Takes a text field's value if it can be used, and says so if not. */
function take(input, complaint, token, value, set) {
  const bad = value !== "" && !isValid(token, value);
  input.setAttribute("aria-invalid", String(bad));
  complaint.hidden = !bad;
  complaint.textContent = bad ? `The browser does not know this ${token.kind === "colour" ? "colour" : "value"}.` : "";
  if (!bad) set(token.name, value);
}

function colourRow(token, set, colour) {
  const { element, reset, complaint, fault } = frame(token, set);
  let value = "";
  const put = (input, side, part) => {
    const both = sides(value || token.initial);
    // The side that is left alone keeps what it shows, also where the default is derived from another token.
    const now = value || token.initial.startsWith("light-dark") ? both : SCHEMES.map((scheme) => colour(token.own, scheme));
    const next = part === "" ? "" : joined(...now.map((old, index) => (index === side ? part : old)));
    const checked = part === "" || CSS.supports("color", part) ? next : part;
    take(input, complaint, token, checked, set);
  };
  const fields = SCHEMES.map((scheme, side) => {
    const well = make("input", { type: "color", "aria-label": `${token.label}, ${scheme}`,
      oninput: () => put(well, side, well.value) });
    const text = make("input", { type: "text", spellcheck: false, autocomplete: "off",
      "aria-label": `${token.label}, ${scheme}, as CSS`, "aria-describedby": fault,
      oninput: () => put(text, side, text.value.trim()) });
    return { scheme, side, well, text, element: make("div", { className: `well ${scheme}` }, well, text) };
  });
  element.append(make("div", { className: "pair" }, ...fields.map((field) => field.element)), complaint);
  return {
    element,
    show(values) {
      value = values[token.name] ?? "";
      reset.hidden = !value;
      for (const { scheme, side, well, text } of fields) {
        well.value = colour(token.own, scheme);
        text.placeholder = colour(token.own, scheme);
        if (document.activeElement === text && text.getAttribute("aria-invalid") !== "true" && value) continue;
        if (document.activeElement === text && !value && text.value) text.value = "";
        if (document.activeElement !== text) {
          text.value = value ? sides(value)[side] : "";
          text.setAttribute("aria-invalid", "false");
          complaint.hidden = true;
        }
      }
    },
  };
}

function plainRow(token, set) {
  const { element, reset, complaint, fault } = frame(token, set);
  const text = make("input", { type: "text", spellcheck: false, autocomplete: "off", placeholder: token.initial,
    "aria-label": token.label, "aria-describedby": fault,
    oninput: () => take(text, complaint, token, text.value.trim(), set) });
  const slider = token.kind === "measure" && make("input", { type: "range", min: token.min, max: token.max, step: token.step,
    "aria-label": `${token.label}, slider`,
    oninput: () => set(token.name, `${Number(slider.value)}${measure(text.value)?.unit ?? token.unit}`) });
  element.append(make("div", { className: slider ? "slide" : "line" }, ...[slider, text].filter(Boolean)), complaint);
  return {
    element,
    show(values) {
      const value = values[token.name] ?? "";
      reset.hidden = !value;
      if (document.activeElement !== text) {
        text.value = value;
        text.setAttribute("aria-invalid", "false");
        complaint.hidden = true;
      }
      if (!slider) return;
      slider.value = measure(value || token.initial)?.number ?? 0;
      slider.setAttribute("aria-valuetext", value || token.initial);
    },
  };
}
