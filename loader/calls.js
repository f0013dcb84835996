// How does the page speak with the chat? `Baton('verb', …)`, also before this script has run.

/** Verbs that the widget knows, and what each takes; the rest are the loader's own, below. */
const WIDGET_VERBS = {
  send: "a text",
  setLocale: 'a language such as "en"',
  setTheme: "light, dark, auto or the address of a style sheet",
  newConversation: "",
  shutdown: "",
};

/** What a page can listen to. */
const EVENTS = "ready open close unread message handoff queue agent-joined agent-left handback resolved rated error".split(" ");

/** Takes over the global `Baton`, works off what was queued, and returns `emit`. */
export function createCalls({ open, close, toggle, show, hide, setScheme, run }) {
  const listeners = new Map();
  const verbs = { open, close, toggle, show, hide, on };

  function warn(...text) {
    console.warn("Baton:", ...text);
  }

  function on(name, listener) {
    if (typeof listener !== "function") return warn("on takes the name of an event and a function.");
    if (!EVENTS.includes(name)) warn(`there is no event "${name}"; there are ${EVENTS.join(", ")}.`);
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
      if (!Object.hasOwn(WIDGET_VERBS, verb)) {
        return warn(`there is no verb "${verb}" in this version; see the embedding guide.`);
      }
      const [argument] = rest;
      if (WIDGET_VERBS[verb] && !(typeof argument === "string" && argument.trim())) {
        return warn(`${verb} takes ${WIDGET_VERBS[verb]}.`);
      }
      // A scheme is known here, so that it needs no wasm.
      if (verb === "setTheme" && setScheme(argument)) return;
      run(verb, argument);
    } catch (error) {
      warn(error);
    }
  }

  // An element of the page may be called `Baton`, too.
  const queued = window.Baton?.q;
  window.Baton = baton;
  if (Array.isArray(queued)) for (const call of queued) baton(...call);
  return { emit };
}
