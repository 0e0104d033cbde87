// An organism as tiles of marks, coloured and shaped by kind: the map of one, and the maps of many.

import { KINDS } from "../core/kinds.js";
import { eachMark, flow } from "../core/tiles.js";
import { traceMark } from "./marks.js";

/** @import { Brush, Theme } from "../core/contracts.js" */
/** @import { Spacing, Tile } from "../core/tiles.js" */
/** @typedef {{ tiles: Tile[], side: number }} Layout side: pixels, of each mark */

const SMALLEST = 0.5; // pixels, of a mark's side
export const SHAPED = 5; // pixels; shapes of a smaller side could not be told apart

/**
 * Place the tiles as large as they go; returns the side of their marks.
 * @param {Tile[]} tiles
 * @param {number} width
 * @param {number} height
 * @param {Spacing} spacing
 * @param {number} largest pixels, most that a side takes
 */
export function pack(tiles, width, height, spacing, largest) {
  for (let side = largest; side > 1; side -= 0.25) if (flow(tiles, side, width, spacing) <= height) return side;
  flow(tiles, SMALLEST, width, spacing);
  return SMALLEST;
}

/** @param {Brush} brush @param {Layout} layout @param {Theme} theme */
export function paintFrames(brush, { tiles, side }, theme) {
  brush.strokeStyle = theme.grid;
  brush.lineWidth = 1;
  for (const { x, y, rows, columns } of tiles) {
    brush.strokeRect(x - 1.5, y - 1.5, columns * side + 3, rows * side + 3);
  }
}

/** @param {Brush} brush @param {Layout} layout @param {ArrayLike<number>} kinds by mark */
export function paintKinds(brush, layout, kinds) {
  const trace = layout.side >= SHAPED ? traceShapes : traceSquares;
  for (const [kind, { colour }] of KINDS.entries()) {
    brush.fillStyle = colour;
    brush.beginPath();
    trace(brush, layout, kinds, kind);
    brush.fill();
  }
}

/** @param {Brush} brush @param {Layout} layout @param {ArrayLike<number>} kinds @param {number} kind */
function traceShapes(brush, { tiles, side }, kinds, kind) {
  eachMark(tiles, side, (mark, x, y) => {
    if (kinds[mark] === kind) traceMark(brush, kind, x + side / 2, y + side / 2, 0.46 * side);
  });
}

/**
 * Neighbours in a row make one rectangle: of many small marks most do, and each takes its time.
 * @param {Brush} brush
 * @param {Layout} layout
 * @param {ArrayLike<number>} kinds
 * @param {number} kind
 */
function traceSquares(brush, { tiles, side }, kinds, kind) {
  for (const { x, y, columns, first, marks } of tiles) {
    for (let at = 0, next = 1; at < marks; at = next++) {
      if (kinds[first + at] !== kind) continue;
      while (next < marks && next % columns && kinds[first + next] === kind) next++;
      brush.rect(x + (at % columns) * side, y + Math.floor(at / columns) * side, (next - at) * side, side);
    }
  }
}
