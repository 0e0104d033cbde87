// An organism as tiles of marks, coloured and shaped by kind: the map of one, and the maps of many.

import { KINDS } from "../core/kinds.js";
import { eachMark, flow } from "../core/tiles.js";
import { traceMark } from "./marks.js";
import { seen } from "./theme.js";

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

/**
 * A kind whose colour is hardly seen on the page's ground has an outline.
 * @param {Brush} brush
 * @param {Layout} layout
 * @param {ArrayLike<number>} kinds by mark
 * @param {Theme} theme
 */
export function paintKinds(brush, layout, kinds, theme) {
  const isShaped = layout.side >= SHAPED;
  brush.lineWidth = 1;
  for (const [kind, { colour }] of KINDS.entries()) {
    const edge = seen(colour, theme);
    brush.fillStyle = colour;
    brush.strokeStyle = edge;
    brush.beginPath();
    if (isShaped) traceShapes(brush, layout, kinds, kind);
    else traceBands(brush, layout, kinds, kind);
    brush.fill();
    if (isShaped && edge !== colour) brush.stroke();
  }
}

/** @param {Brush} brush @param {Layout} layout @param {ArrayLike<number>} kinds @param {number} kind */
function traceShapes(brush, { tiles, side }, kinds, kind) {
  eachMark(tiles, side, (mark, x, y) => {
    if (kinds[mark] === kind) traceMark(brush, kind, x + side / 2, y + side / 2, 0.46 * side, true);
  });
}

// What a small mark fills of its square, from its top, by kind: shapes could not be told apart.
/** @type {[top: number, height: number][]} */
const BANDS = [[0, 1], [0.3, 0.4], [0.7, 0.3], [0, 0.3], [0.15, 0.15]];

/**
 * Neighbours in a row make one rectangle: of many small marks most do, and each takes its time.
 * @param {Brush} brush
 * @param {Layout} layout
 * @param {ArrayLike<number>} kinds
 * @param {number} kind
 */
function traceBands(brush, { tiles, side }, kinds, kind) {
  const [top, height] = BANDS[kind];
  for (const { x, y, columns, first, marks } of tiles) {
    for (let at = 0, next = 1; at < marks; at = next++) {
      if (kinds[first + at] !== kind) continue;
      while (next < marks && next % columns && kinds[first + next] === kind) next++;
      brush.rect(x + (at % columns) * side, y + (Math.floor(at / columns) + top) * side, (next - at) * side, height * side);
    }
  }
}
