// What has been changed so far? Values and rules with their history, kept in this browser and in the address.

const KEY = "baton.studio";
/** Changes of one control within this time are one step back. */
const ONE_STEP = 800;
const MOST = 200;

export const NOTHING = Object.freeze({ values: Object.freeze({}), rules: "" });

/** The work in hand. `check` makes work out of whatever a link or the storage holds. */
export function createWork(check) {
  let now = check(fromAddress()) ?? check(fromStorage()) ?? NOTHING;
  let past = [];
  let future = [];
  let last = { what: null, at: 0 };
  let kept = 0;
  const listeners = [];

  function show() {
    for (const listener of listeners) listener(now);
    clearTimeout(kept);
    // Browsers allow few changes of the address a second, and a slider makes many.
    kept = setTimeout(() => keep(now), 250);
  }

  function change(next, what) {
    if (JSON.stringify(next) === JSON.stringify(now)) return;
    const at = performance.now();
    if (what === null || last.what !== what || at - last.at > ONE_STEP) past = [...past, now].slice(-MOST);
    last = { what, at };
    future = [];
    now = next;
    show();
  }

  function step(from, to) {
    if (!from.length) return false;
    to.push(now);
    now = from.pop();
    last = { what: null, at: 0 };
    show();
    return true;
  }

  addEventListener("hashchange", () => {
    const linked = check(fromAddress());
    if (linked) change(linked, null);
  });

  return {
    get now() { return now; },
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    undo: () => step(past, future),
    redo: () => step(future, past),
    listen(listener) { listeners.push(listener); listener(now); },
    replace: (next) => change(next, null),
    setRules: (rules) => change({ ...now, rules }, "rules"),
    /** Sets a token; without a value it takes its default again. */
    set(name, value) {
      const values = { ...now.values };
      if (value) values[name] = value;
      else delete values[name];
      change({ ...now, values }, name);
    },
  };
}

/** The address of this page with the work in it. */
export function linkTo(work) {
  const bare = location.href.split("#")[0];
  const empty = !work.rules && !Object.keys(work.values).length;
  return empty ? bare : `${bare}#${encodeURIComponent(JSON.stringify(work))}`;
}

function keep(work) {
  try {
    history.replaceState(null, "", linkTo(work));
    localStorage.setItem(KEY, JSON.stringify(work));
  } catch {
    // Blocked storage or too long an address: the work is kept as long as the page is open.
  }
}

function fromAddress() {
  return parsed(() => decodeURIComponent(location.hash.slice(1)));
}

function fromStorage() {
  return parsed(() => localStorage.getItem(KEY));
}

function parsed(read) {
  try {
    return JSON.parse(read());
  } catch {
    return null;
  }
}
