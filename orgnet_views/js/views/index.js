// The views, by the names that pages, texts and style sheets call them: a file each, fetched when a
// board shows it. A new one is listed nowhere.

/** @import { ArrayName, ViewModule } from "../core/contracts.js" */

/** Files that are called otherwise. @type {Record<string, string>} */
const FILES = { kinds: "kinds_over_time", place: "neighbours", table: "particle_table" };

/**
 * @param {string} name
 * @returns {Promise<ViewModule>} rejected if there is none of that name
 */
export function loadView(name) {
  return import(`./${FILES[name] ?? name}.js`);
}

/**
 * The arrays of a frame that these views draw from, beside the kinds; null for all.
 * @param {string[]} names
 * @returns {Promise<ArrayName[] | null>} rejected if there is no such view
 */
export async function arraysOf(names) {
  const modules = await Promise.all(names.map(loadView));
  /** @type {Set<ArrayName>} */
  const arrays = new Set();
  for (const view of modules) {
    if (!view.arrays) return null;
    for (const name of view.arrays) arrays.add(name);
  }
  return [...arrays];
}
