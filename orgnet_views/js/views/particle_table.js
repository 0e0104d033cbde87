// Particles in numbers: a row for each particle of the step that is shown.

import { particleTable } from "../core/tables.js";
import { Sheet } from "../parts/sheet.js";

/** @import { Shared, View } from "../core/contracts.js" */

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, { store, organism }) {
  const sheet = new Sheet(element, store, (given) => particleTable("particles", given, organism));
  return {
    draw: (given) => sheet.draw(given),
    numbers: (given) => sheet.shown(given),
    wants: ["frames", "position", "selection", "hover"],
    destroy: () => sheet.destroy(),
  };
}
