// What can one start from? The example themes, read from the same files that a page would copy.

const NAMES = ["paper", "terminal", "candy", "slate"];

/** The themes that are there, each with its work. A file that is missing is left out. */
export async function loadThemes() {
  const found = await Promise.all(NAMES.map(async (name) => {
    const answer = await fetch(`themes/${name}.css`).catch(() => null);
    return answer?.ok ? { name, work: read(await answer.text()) } : null;
  }));
  return found.filter(Boolean);
}

/** A theme's tokens, and the rest of its text as rules. */
function read(text) {
  const bare = text.replace(/^\s*\/\*[^]*?\*\/\s*/, "");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(bare);
  const first = sheet.cssRules[0];
  if (first?.selectorText !== "baton-chat") return { values: {}, rules: bare.trim() };
  const values = {};
  for (const name of first.style) values[name] = first.style.getPropertyValue(name).trim();
  return { values, rules: bare.slice(bare.indexOf("}") + 1).trim() };
}

/** A card for each theme that shows its colours and shape; `pick` hears which was chosen. */
export function themeCards(themes, pick) {
  return themes.map(({ name, work }) => {
    const card = document.createElement("button");
    card.type = "button";
    card.className = "theme";
    const mini = document.createElement("span");
    mini.className = "mini";
    mini.setAttribute("aria-hidden", "true");
    mini.append(...["bar", "theirs", "mine", "dot"].map((part) => {
      const piece = document.createElement("i");
      piece.className = part;
      return piece;
    }));
    for (const [token, value] of Object.entries(work.values)) mini.style.setProperty(token, value);
    card.append(mini, name[0].toUpperCase() + name.slice(1));
    card.addEventListener("click", () => pick(name, work));
    return card;
  });
}
