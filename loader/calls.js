// How does the page speak with the chat? `Baton('verb', …)`, also before this script has run.

/** Verbs that the widget knows; the rest of the loader's own are below. */
const WIDGET_VERBS = ["send", "newConversation", "shutdown", "setLocale", "setTheme"];

/** Takes over the global `Baton`, works off what was queued, and returns `emit`. */
export function createCalls({ open, close, toggle, show, hide, setScheme, run }) {
  const listeners = new Map();
  const verbs = { open, close, toggle, show, hide, on };

  function on(name, listener) {
    if (typeof listener !== "function") return console.warn("Baton: on takes a name and a function.");
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  }

  /** Calls the page's listeners; one that throws harms neither the others nor the widget. */
  function emit(name, detail) {
    for (const listener of listeners.get(name) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  function baton(verb, ...rest) {
    try {
      if (Object.hasOwn(verbs, verb)) return verbs[verb](...rest);
      // A scheme is known here, so that it needs no wasm.
      if (verb === "setTheme" && setScheme(rest[0])) return;
      if (WIDGET_VERBS.includes(verb)) return run(verb, rest[0]);
      console.warn(`Baton: there is no verb "${verb}" in this version; see the embedding guide.`);
    } catch (error) {
      console.warn("Baton:", error);
    }
  }

  // An element of the page may be called `Baton`, too.
  const queued = window.Baton?.q;
  window.Baton = baton;
  if (Array.isArray(queued)) for (const call of queued) baton(...call);
  return { emit };
}
