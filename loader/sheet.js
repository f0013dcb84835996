// How does the launcher look, before any other style is here? A constructed sheet needs no `style-src` of the page.
// The layers are named here once, in the order that all of our sheets keep.

const css = `
@layer reset, base, tokens, parts, states, motion;
@layer reset {
  [hidden] { display: none !important; }
  .root { all: initial; color-scheme: inherit; display: block; }
  .root * { box-sizing: border-box; }
}
@layer base {
  /* Important, as a page may take the position from all of its elements; then the chat would push it about. */
  :host {
    position: fixed !important; inset-block-end: 0; inset-inline-end: 0; inline-size: 0; block-size: 0;
    display: block; z-index: var(--baton-z, 2147483000); pointer-events: auto;
  }
  :host([hidden]) { display: none !important; }
  :host([data-scheme="light"]) { color-scheme: light; }
  :host([data-scheme="dark"]) { color-scheme: dark; }
}
@layer parts {
  .launcher {
    all: unset; position: fixed; box-sizing: border-box; cursor: pointer; touch-action: manipulation;
    inset-block-end: var(--baton-inset-block, 20px); inset-inline-end: var(--baton-inset-inline, 20px);
    inline-size: var(--baton-launcher-size, 60px); block-size: var(--baton-launcher-size, 60px);
    display: grid; place-items: center; border-radius: var(--baton-launcher-radius, 50%);
    --_accent: var(--baton-accent, light-dark(#3554d1, #9db1ff)); background: var(--_accent);
    color: var(--baton-on-accent, oklch(from var(--_accent) clamp(0, (.57 - l) * 1000, 1) 0 0));
    box-shadow: 0 1px 2px rgb(0 0 0 / .16), 0 8px 24px rgb(0 0 0 / .2);
    -webkit-tap-highlight-color: transparent;
  }
  .launcher svg { grid-area: 1 / 1; inline-size: 28px; block-size: 28px; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
  .launcher .bubble { fill: currentColor; stroke: none; }
  .launcher .cross { opacity: 0; }
  .badge {
    position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 22px; block-size: 22px; padding-inline: 6px;
    display: grid; place-items: center; border-radius: 11px; background: var(--baton-danger, #c62334); color: #fff;
    font: 600 12px/1 system-ui, sans-serif; box-shadow: 0 0 0 2px var(--baton-surface, light-dark(#fff, #16181d));
  }
}
@layer states {
  .launcher:hover { filter: brightness(1.08); }
  .launcher:focus-visible { outline: 3px solid var(--baton-focus, light-dark(#1b3bb5, #c3cfff)); outline-offset: 3px; }
  :host([data-panel="open"]) .launcher .bubble { opacity: 0; }
  :host([data-panel="open"]) .launcher .cross { opacity: 1; }
  :host([data-panel="open"]:not([data-ready])) .launcher { cursor: progress; }
  :host(:not([data-panel="open"])) .mount { display: none; }
  @media (forced-colors: active) { .launcher { border: 2px solid ButtonText; } }
  @media (max-width: 480px) { :host([data-panel="open"][data-ready]) .launcher { display: none; } }
  @media print { .root { display: none; } }
}
@layer motion {
  @media (prefers-reduced-motion: no-preference) {
    .launcher { transition: filter .15s, scale .15s; }
    .launcher:active { scale: .94; }
    .launcher svg { transition: opacity .15s, rotate .2s; }
    .launcher .cross { rotate: -45deg; }
    :host([data-panel="open"]) .cross { rotate: 0deg; }
  }
}`;

/** The launcher's sheet. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
