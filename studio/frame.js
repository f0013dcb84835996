// How does the real widget stand in a preview? As on a page of its own: the captured markup in a shadow root with the
// widget's own styles, so that sizes, media queries and the page's rules mean what they mean on a customer's page.

/** What the page behind the chat looks like, and that it is a picture: nothing in it answers. */
const PAGE = `
  html { block-size: 100%; background: light-dark(#eef0f4, #0b0c0f); overflow: clip; }
  body { margin: 0; padding: 32px; display: grid; gap: 14px; }
  i { block-size: 12px; border-radius: 6px; background: light-dark(#dde1e8, #1c1f26); }
  i:first-child { block-size: 26px; inline-size: 45%; }
  i:last-child { inline-size: 70%; }`;


/** In the middle of a fade, colours are none that anybody chose. */
const STILL = "*, ::before, ::after { animation: none !important; transition: none !important; }";

/** Puts states into an empty frame that is already in the document; `setCss` gives the page its rules. */
export function fill(frame, states, styles, isStill = false) {
  const page = frame.contentDocument;
  page.open();
  // Without it a frame would be in quirks mode, which the customer's page is not.
  page.write("<!doctype html><title>Preview</title>");
  page.close();
  const view = frame.contentWindow;
  const sheet = (css) => {
    const made = new view.CSSStyleSheet();
    made.replaceSync(css);
    return made;
  };
  const own = sheet("");
  const inside = [sheet(styles.launcher), sheet(styles.widget), ...(isStill ? [sheet(STILL)] : [])];
  page.adoptedStyleSheets = [sheet(PAGE), own];
  page.documentElement.lang = "en";
  page.body.append(...Array.from({ length: 5 }, () => page.createElement("i")));
  const hosts = states.map((state) => {
    const host = page.createElement("baton-chat");
    for (const [name, value] of Object.entries(state.attributes)) host.setAttribute(name, value);
    const root = host.attachShadow({ mode: "open" });
    root.innerHTML = state.html;
    root.adoptedStyleSheets = inside;
    page.documentElement.append(host);
    return host;
  });
  // A preview shows how a state looks once it is there; a notice that waits a moment before it shows would be missing.
  for (const moving of hosts.flatMap((host) => host.shadowRoot.getAnimations())) {
    if (moving.effect.getComputedTiming().endTime !== Infinity) moving.finish();
  }
  return {
    frame,
    hosts,
    root: (name) => hosts[states.findIndex((state) => state.name === name)]?.shadowRoot,
    setCss: (css) => own.replaceSync(css),
    setScheme: (scheme) => page.documentElement.style.setProperty("color-scheme", scheme),
    setDirection(direction) {
      page.documentElement.dir = direction;
      // The panel says its own direction with the language of its strings.
      for (const { shadowRoot } of hosts) shadowRoot.querySelector(".panel")?.setAttribute("dir", direction);
    },
  };
}

/** A frame that is not in the way of the keyboard: a preview is a picture. */
export function makeFrame(title) {
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.tabIndex = -1;
  return frame;
}
