// Which pages was the visitor on? The last twenty, path and title, never a query; kept in this tab alone.

const KEY = "baton.trail";
const MOST = 20;

/** Begins to keep the trail, unless the site opted out. `pages()` is the trail, oldest first. */
export function createTrail(on) {
  let pages = read();

  function note() {
    const path = location.pathname.slice(0, 300);
    const title = document.title.slice(0, 200);
    if (pages.at(-1)?.path === path) pages.pop();
    pages = [...pages, { path, title }].slice(-MOST);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(pages));
    } catch {
      // Blocked storage: the trail is as long as this page.
    }
  }

  if (on) {
    note();
    // Pages that change their address without loading; browsers without this note the last one when asked.
    window.navigation?.addEventListener("currententrychange", note);
  }
  return {
    pages() {
      if (!on) return [];
      // Titles often follow the address a moment later.
      note();
      return pages;
    },
  };
}

function read() {
  try {
    const pages = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(pages) ? pages : [];
  } catch {
    return [];
  }
}
