// One particle drawn large: its own three little layers, from what it reads to what it says.

import { letterScale, setText, strokeLine } from "./canvas.js";
import { fillDot } from "./marks.js";
import { RAMPS, ramp } from "./theme.js";

/** @import { Brush, Theme } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @import { Shapes } from "../core/particle.js" */
/** @import { Box } from "./canvas.js" */
/** @typedef {(column: number, i: number) => Point} NodeOf column 0 is the input */

/**
 * @typedef {object} Drawn
 * @property {ArrayLike<number>} weights
 * @property {Shapes} layers
 * @property {Box} box that the nodes fill; names stand left and right of it
 * @property {string[]} reads the name of each input
 * @property {string} says the name of the output
 */

const INPUTS = 5;

/** @param {Brush} brush @param {Theme} theme @param {Drawn} drawn */
export function paintParticle(brush, theme, { weights, layers, box, reads, says }) {
  const widths = [INPUTS, ...layers.map(([outputs]) => outputs)];
  /** @type {NodeOf} */
  const nodeOf = (column, i) => [
    box.left + (column / layers.length) * box.width,
    box.top + ((i + 0.5) / widths[column]) * box.height,
  ];
  paintEdges(brush, layers, weights, nodeOf);
  setText(brush, theme, "right");
  const low = 4 * letterScale(theme); // from the middle of a letter to its foot
  widths.forEach((width, column) => {
    for (let i = 0; i < width; i++) fillDot(brush, ...nodeOf(column, i), 5);
  });
  reads.forEach((name, i) => {
    const [x, y] = nodeOf(0, i);
    brush.fillText(name, x - 12, y + low);
  });
  brush.textAlign = "left";
  const [x, y] = nodeOf(widths.length - 1, 0);
  brush.fillText(says, x + 10, y + low);
}

/** @param {Brush} brush @param {Shapes} layers @param {ArrayLike<number>} weights @param {NodeOf} nodeOf */
function paintEdges(brush, layers, weights, nodeOf) {
  const most = largest(weights);
  let at = 0;
  layers.forEach(([outputs, inputs], layer) => {
    for (let to = 0; to < outputs; to++) {
      for (let from = 0; from < inputs; from++) {
        const share = weights[at++] / most;
        brush.strokeStyle = ramp(RAMPS.sign, share < 0 ? 0.3 * (1 + share) : 1 - 0.3 * (1 - share));
        brush.lineWidth = 0.5 + 4.5 * Math.abs(share);
        strokeLine(brush, ...nodeOf(layer, from), ...nodeOf(layer + 1, to));
      }
    }
  });
}

/**
 * The largest |weight|.
 * @param {ArrayLike<number>} weights
 */
export function largest(weights) {
  return Array.from(weights).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
}
