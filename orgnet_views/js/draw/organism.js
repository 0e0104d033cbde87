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
export function paintKinds(brush, { tiles, side }, kinds) {
  for (const [kind, { colour }] of KINDS.entries()) {
    brush.fillStyle = colour;
    brush.beginPath();
    eachMark(tiles, side, (mark, x, y) => {
      if (kinds[mark] !== kind) return;
      if (side >= SHAPED) traceMark(brush, kind, x + side / 2, y + side / 2, 0.46 * side);
      else brush.rect(x, y, side, side);
    });
    brush.fill();
  }
}
