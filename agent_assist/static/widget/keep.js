// What the browser keeps between pages. Where storage is forbidden, it is kept for as long as this page lives.

const PREFIX = "langnghe.";
const memory = new Map();

function shelf() {
  try {
    localStorage.getItem(PREFIX);
    return localStorage;
  } catch {
    return null;
  }
}

const store = shelf();

/** The text kept under `key`, or null. */
export function get(key) {
  return store ? store.getItem(PREFIX + key) : (memory.get(key) ?? null);
}

/** Keep a text; null forgets it. */
export function put(key, text) {
  if (text === null) {
    memory.delete(key);
    store?.removeItem(PREFIX + key);
    return;
  }
  memory.set(key, text);
  try {
    store?.setItem(PREFIX + key, text);
  } catch {
    // full: the page's memory has it
  }
}

/** Every key that begins with `prefix`. */
export function keys(prefix) {
  const all = store ? Object.keys(store).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)) : [];
  return [...new Set([...all, ...memory.keys()])].filter((key) => key.startsWith(prefix));
}
