// What this browser tab keeps through reloads. A browser may deny that to a frame of another site:
// then it lasts until the reload.

/** @type {Map<string, string>} */
const denied = new Map();

/**
 * @param {string} name
 * @returns {string | null} null: nothing is kept
 */
export function recall(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return denied.get(name) ?? null;
  }
}

/** @param {string} name @param {string | null} text null: nothing any more */
export function keep(name, text) {
  try {
    if (text === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, text);
  } catch {
    if (text === null) denied.delete(name);
    else denied.set(name, text);
  }
}
