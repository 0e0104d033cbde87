// Cells of a sheet: how they are ordered, how wide they are, what is written in them.

import { typeOf } from "../core/columns.js";
import { formatNumber } from "../core/format.js";
import { KINDS } from "../core/kinds.js";

/** @import { Cell } from "../core/contracts.js" */
/** @typedef {1 | -1 | 0} Direction ascending, descending, as it was */

/**
 * Smaller first for 1, larger first for −1; what is not a number comes last either way.
 * @param {Cell} a
 * @param {Cell} b
 * @param {Direction} direction
 */
export function compare(a, b, direction) {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return direction * (Number(a > b) - Number(a < b));
}

/**
 * In characters.
 * @param {string} column
 */
export function widthOf(column) {
  return typeOf(column) === "text" ? 24 : Math.max(9, column.length + 4);
}

/** @param {Cell} value @param {string} column */
function textOf(value, column) {
  if (column === "became" && Number.isNaN(value)) return "never";
  return typeOf(column) === "number" ? formatNumber(Number(value)) : String(value);
}

/**
 * Has a cell say what is new. Its text is changed, not made anew, since that takes half as long.
 * @param {HTMLElement} cell
 * @param {Cell} value
 * @param {string} column
 */
export function writeCell(cell, value, column) {
  const text = textOf(value, column);
  const last = cell.lastChild;
  if (!(last instanceof Text)) cell.append(text);
  else if (last.data === text) return;
  else last.data = text;
  if (typeOf(column) === "text") writeMark(cell, text);
}

/** @param {HTMLElement} cell @param {string} text */
function writeMark(cell, text) {
  cell.querySelector("b")?.remove();
  const kind = KINDS.find(({ name }) => name === text);
  if (!kind) return;
  const mark = document.createElement("b");
  mark.textContent = `${kind.mark} `;
  mark.style.color = kind.colour;
  cell.prepend(mark);
}
