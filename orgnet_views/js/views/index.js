// The views, by the names that pages, texts and style sheets call them: a file each, fetched when a
// board shows it. A new one is listed nowhere.

/** @import { ViewModule } from "../core/contracts.js" */

/** Files that are called otherwise. @type {Record<string, string>} */
const FILES = { kinds: "kinds_over_time", place: "neighbours", table: "particle_table" };

/**
 * @param {string} name
 * @returns {Promise<ViewModule>} rejected if there is none of that name
 */
export function loadView(name) {
  return import(`./${FILES[name] ?? name}.js`);
}
