// The pictures of what is in what: a cell with its particles, the organism with its cells.

import { KINDS } from "../core/kinds.js";
import { letterScale, setText, strokeLine } from "./canvas.js";
import { fillDot, fillMark, strokeRing } from "./marks.js";

/** @import { Brush, Organism, Theme } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @import { Box } from "./canvas.js" */

/**
 * @typedef {object} Place where a particle is; all from 0
 * @property {number} number
 * @property {number} layer
 * @property {number} cell
 * @property {number} edge
 *
 * @typedef {object} Scene
 * @property {Brush} brush
 * @property {Box} box
 * @property {Theme} theme
 * @property {ArrayLike<number>} kinds by mark
 * @property {Organism} organism
 * @property {Place} place of the particle that is framed
 */

const LARGEST = 26; // pixels, most that a particle's side takes
const SUM = 15; // pixels, radius of the Σ
const CELL = 7;

/**
 * The particles that a cell sums up, laid out as what they read, and where the sum goes.
 * @param {Scene} scene
 */
export function paintCell({ brush, box: { left, top, right, width, height }, theme, kinds, organism, place }) {
  const { layers, grid, every } = organism;
  const [, edges] = layers[place.layer];
  const [rows, columns] = place.layer === 0 && grid ? grid : [edges, 1];
  const side = Math.min(height / rows, (0.55 * width) / columns, LARGEST);
  const [middle, sum] = [top + height / 2, right - 62];
  /** @param {number} edge @returns {Point} the middle of its mark */
  const at = (edge) => [
    left + ((edge % columns) + 0.5) * side,
    middle + (Math.floor(edge / columns) + 0.5 - rows / 2) * side,
  ];
  brush.strokeStyle = theme.grid;
  brush.lineWidth = 1;
  for (let row = 0; row < rows; row++) strokeLine(brush, left + columns * side + 3, at(row * columns)[1], sum, middle);
  const first = place.number - place.edge;
  for (let edge = 0; edge < edges; edge++) fillMark(brush, kinds[Math.floor((first + edge) / every)], ...at(edge), 0.42 * side);
  const [x, y] = at(place.edge);
  brush.strokeStyle = theme.text;
  brush.lineWidth = 2;
  brush.strokeRect(x - side / 2 - 1, y - side / 2 - 1, side + 2, side + 2);
  strokeLine(brush, x + side / 2 + 1, y, sum - SUM, middle);
  strokeLine(brush, sum + SUM, middle, right, middle);
  paintSum(brush, theme, sum, middle);
  if (place.layer < layers.length - 1) brush.fillText("bend", sum + SUM + 22, middle - 7);
}

/** @param {Brush} brush @param {Theme} theme @param {number} x @param {number} y */
function paintSum(brush, theme, x, y) {
  brush.fillStyle = theme.background;
  fillDot(brush, x, y, SUM);
  strokeRing(brush, x, y, SUM);
  setText(brush, theme, "center");
  brush.fillText("Σ", x, y + 5 * letterScale(theme));
}

/**
 * From the input at the left to the outputs at the right: cells as rings, those particles as lines that
 * lead to the same cell as the framed one, and all of the layers above.
 * @param {Scene} scene
 */
export function paintOrganism(scene) {
  const { brush, box, theme, kinds, organism: { layers, every }, place } = scene;
  const columns = [layers[0][1], ...layers.map(([cells]) => cells)];
  /** @param {number} column @param {number} i @returns {Point} */
  const at = (column, i) => [
    box.left + (column / layers.length) * box.width * 0.94,
    box.top + ((i + 0.5) / columns[column]) * box.height,
  ];
  let first = 0;
  layers.forEach(([cells, edges], layer) => {
    for (let i = 0; i < cells * edges; i++) {
      const own = first + i === place.number;
      brush.strokeStyle = KINDS[kinds[Math.floor((first + i) / every)]].colour;
      brush.lineWidth = own ? 4 : 1;
      brush.globalAlpha = own || layer > 0 ? 1 : 0.16;
      strokeLine(brush, ...at(layer, i % edges), ...at(layer + 1, Math.floor(i / edges)));
    }
    first += cells * edges;
  });
  brush.globalAlpha = 1;
  paintOwn(scene, at);
  paintCells(brush, theme, layers, place, at);
}

/** @param {Scene} scene @param {(column: number, i: number) => Point} at */
function paintOwn({ brush, theme, kinds, organism: { every }, place: { number, layer, cell, edge } }, at) {
  for (const [width, colour] of /** @type {[number, string][]} */ ([
    [6, theme.text], [3.5, KINDS[kinds[Math.floor(number / every)]].colour],
  ])) {
    brush.lineWidth = width;
    brush.strokeStyle = colour;
    strokeLine(brush, ...at(layer, edge), ...at(layer + 1, cell));
  }
}

/**
 * @param {Brush} brush
 * @param {Theme} theme
 * @param {Organism["layers"]} layers
 * @param {Place} place
 * @param {(column: number, i: number) => Point} at
 */
function paintCells(brush, theme, layers, place, at) {
  layers.forEach(([cells], layer) => {
    for (let cell = 0; cell < cells; cell++) {
      const [x, y] = at(layer + 1, cell);
      brush.fillStyle = layer === place.layer && cell === place.cell ? theme.text : theme.background;
      fillDot(brush, x, y, CELL);
      brush.strokeStyle = theme.text;
      brush.lineWidth = 1.5;
      strokeRing(brush, x, y, CELL);
    }
  });
  setText(brush, theme, "left");
  ["input", ...layers.map((_, i) => (i < layers.length - 1 ? `layer ${i + 1}` : "output"))].forEach((name, column) => {
    brush.textAlign = column ? "center" : "left";
    brush.fillText(name, at(column, 0)[0], 12 * letterScale(theme));
  });
}
