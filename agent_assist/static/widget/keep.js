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
  return memory.get(key) ?? store?.getItem(PREFIX + key) ?? null;
}

/** Keep a text; null forgets it. */
export function put(key, text) {
  memory.delete(key);
  if (text === null) store?.removeItem(PREFIX + key);
  else if (!stored(key, text)) memory.set(key, text);
}

// what is on the shelf is not in memory too: another tab of the same visitor may take it from the shelf
function stored(key, text) {
  try {
    store.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false; // forbidden, or full
  }
}

/** Every key that begins with `prefix`. */
export function keys(prefix) {
  const all = store ? Object.keys(store).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)) : [];
  return [...new Set([...all, ...memory.keys()])].filter((key) => key.startsWith(prefix));
}
