// A test picture on its way through the organism map: pixels travel to the cells that read them, cells
// light up by what they sum up, the largest output is marked.

import { letterScale, setText } from "./canvas.js";
import { RAMPS } from "./theme.js";

/** @import { Layer } from "../core/forward.js" */
/** @import { Theme } from "../core/contracts.js" */
/** @import { Layout } from "./organism.js" */

/**
 * @typedef {object} Passage
 * @property {Float64Array} input from 0 to 1
 * @property {number} columns of the picture
 * @property {number} width pixels, that it takes
 * @property {Layer[]} layers what the organism makes of it
 * @property {string} named the class that it is of
 * @property {string} answer the class that the organism names
 */

const [LEFT, BESIDE] = [2, 18]; // pixels, left of the picture and beside it; it is as high up as the first cell
const FAINT = 0.2; // darker pixels do not travel
const [NEGATIVE, POSITIVE] = [RAMPS.sign[1], RAMPS.sign[5]];
// Shares of the time that a picture takes: it appears, travels, each layer lights up after the one before.
const [APPEARED, ARRIVED, ANSWERED] = [0.1, 0.45, 0.7];

/**
 * Pixels that a map of some width leaves at its left for the picture.
 * @param {number} width
 */
export function stripIn(width) {
  return width < 480 ? 54 : 78;
}

/**
 * Pixels that the picture takes in a strip.
 * @param {number} strip
 */
export function pictureIn(strip) {
  return strip - BESIDE;
}

/**
 * @param {CanvasRenderingContext2D} brush
 * @param {Layout} layout
 * @param {Passage} passage
 * @param {number} at share of its time, from 0 to 1
 * @param {Theme} theme
 */
export function paintPassage(brush, layout, passage, at, theme) {
  brush.globalAlpha = Math.min(1, at / APPEARED);
  paintPicture(brush, layout.tiles[0].y, passage, theme);
  brush.globalAlpha = 1;
  if (at > APPEARED && at < ARRIVED) paintTravel(brush, layout, passage, (at - APPEARED) / (ARRIVED - APPEARED), theme);
  const { layers } = passage;
  const each = (ANSWERED - ARRIVED) / layers.length;
  layers.forEach((_, layer) => {
    const lit = Math.min(1, (at - ARRIVED - layer * each) / each);
    if (lit > 0) paintCells(brush, layout, layer, layers, lit);
  });
  if (at >= ANSWERED) paintAnswer(brush, layout, passage, theme);
}

/**
 * @param {CanvasRenderingContext2D} brush
 * @param {number} top pixels
 * @param {Passage} passage
 * @param {Theme} theme
 */
function paintPicture(brush, top, { input, columns, width, named }, theme) {
  const side = width / columns;
  const alpha = brush.globalAlpha;
  setText(brush, theme);
  brush.fillText(named, LEFT, top - 5);
  brush.fillStyle = "#000";
  brush.fillRect(LEFT, top, width, (input.length / columns) * side);
  brush.fillStyle = "#fff";
  input.forEach((value, i) => {
    brush.globalAlpha = alpha * value;
    brush.fillRect(LEFT + (i % columns) * side, top + Math.floor(i / columns) * side, side, side);
  });
  brush.globalAlpha = alpha;
}

/**
 * A copy of the picture goes to every cell of the first layer.
 * @param {CanvasRenderingContext2D} brush
 * @param {Layout} layout
 * @param {Passage} passage
 * @param {number} share of the way
 * @param {Theme} theme
 */
function paintTravel(brush, { tiles, side }, { input, columns, width, layers }, share, theme) {
  const eased = share * share * (3 - 2 * share);
  const from = width / columns;
  const size = Math.max(1.5, (1 - eased) * from + eased * 0.5 * side);
  brush.fillStyle = theme.text;
  input.forEach((value, i) => {
    if (value < FAINT) return;
    const [column, row] = [(i % columns) + 0.5, Math.floor(i / columns) + 0.5];
    brush.globalAlpha = 0.75 * value;
    for (const { x, y } of tiles.slice(0, layers[0].sums.length)) {
      const left = LEFT + column * from + eased * (x + column * side - LEFT - column * from);
      const top = tiles[0].y + row * from + eased * (y + row * side - tiles[0].y - row * from);
      brush.fillRect(left - size / 2, top - size / 2, size, size);
    }
  });
  brush.globalAlpha = 1;
}

/**
 * Frames around the cells of a layer: green for a sum above 0, purple below, strong for a large one.
 * @param {CanvasRenderingContext2D} brush
 * @param {Layout} layout
 * @param {number} layer from 0
 * @param {Layer[]} layers
 * @param {number} lit from 0 to 1
 */
function paintCells(brush, layout, layer, layers, lit) {
  const { sums } = layers[layer];
  const most = Math.max(...sums.map(Math.abs)) || 1;
  brush.lineWidth = 3;
  sums.forEach((sum, cell) => {
    brush.globalAlpha = lit * Math.min(1, Math.abs(sum) / most);
    brush.strokeStyle = sum < 0 ? NEGATIVE : POSITIVE;
    brush.strokeRect(...boxOf(layout, layer, cell, layers.length));
  });
  brush.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} brush @param {Layout} layout @param {Passage} passage @param {Theme} theme */
function paintAnswer(brush, layout, { layers, named, answer, width: wide }, theme) {
  const { sums } = layers[layers.length - 1];
  const [x, y, width, height] = boxOf(layout, layers.length - 1, sums.indexOf(Math.max(...sums)), layers.length);
  brush.strokeStyle = theme.text;
  brush.lineWidth = 2;
  brush.strokeRect(x - 2, y - 2, width + 4, height + 4);
  const [below, line] = [layout.tiles[0].y + wide, 16 * letterScale(theme)];
  setText(brush, theme);
  brush.fillText("read as", LEFT, below + line);
  brush.font = `600 ${theme.size + 1}px ${theme.font}`;
  brush.fillText(`${answer} ${answer === named ? "✓" : "✗"}`, LEFT, below + 2 * line);
}

/**
 * Where a cell is: in the first layer a tile of its own, in others a row of the layer's.
 * @param {Layout} layout
 * @param {number} layer
 * @param {number} cell
 * @param {number} layers
 * @returns {[x: number, y: number, width: number, height: number]}
 */
function boxOf({ tiles, side }, layer, cell, layers) {
  const { x, y, rows, columns } = layer ? tiles[tiles.length - layers + layer] : tiles[cell];
  if (layer) return [x - 1, y + cell * side, columns * side + 2, side];
  return [x - 3, y - 3, columns * side + 6, rows * side + 6];
}
