// One particle drawn large: its own three little layers, from what it reads to what it predicts.

import { formatNumber } from "../core/format.js";
import { setText, strokeLine } from "../draw/canvas.js";
import { fillDot } from "../draw/marks.js";
import { RAMPS, ramp, SMALLEST } from "../draw/theme.js";
import { WeightsView } from "../parts/weights_view.js";

/** @import { Brush, Shared, Theme, View } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @import { Painting } from "../parts/weights_view.js" */
/** @typedef {(column: number, i: number) => Point} NodeOf column 0 is the input */

const SIDE = 64; // pixels left and right for the names
const TOP = 14;
const BELOW = 34; // pixels that are kept free
const READS = ["weight v", "layer", "cell", "edge", "task input x"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new WeightsView(element, shared, "inner", paint);
}

/** @param {Painting} painting */
function paint({ canvas, brush, theme, weights: { own }, layers }) {
  const side = (SIDE * theme.size) / SMALLEST;
  const widths = [READS.length, ...layers.map(([outputs]) => outputs)];
  /** @type {NodeOf} */
  const nodeOf = (column, i) => [
    side + 20 + (column / layers.length) * (canvas.clientWidth - 2 * side - 20),
    TOP + ((i + 0.5) / widths[column]) * (canvas.clientHeight - BELOW - TOP),
  ];
  const most = own.reduce((sofar, value) => Math.max(sofar, Math.abs(value)), 1e-9);
  paintEdges(brush, layers, own, nodeOf, most);
  paintNodes(brush, widths, nodeOf, theme);
  return `${own.length} weights, the largest ${formatNumber(most)}; purple negative, green positive.`;
}

/**
 * @param {Brush} brush
 * @param {Painting["layers"]} layers
 * @param {Float32Array} weights
 * @param {NodeOf} nodeOf
 * @param {number} most the largest |weight|
 */
function paintEdges(brush, layers, weights, nodeOf, most) {
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

/** @param {Brush} brush @param {number[]} widths @param {NodeOf} nodeOf @param {Theme} theme */
function paintNodes(brush, widths, nodeOf, theme) {
  setText(brush, theme, "right");
  widths.forEach((width, column) => {
    for (let i = 0; i < width; i++) fillDot(brush, ...nodeOf(column, i), 5);
  });
  READS.forEach((name, i) => {
    const [x, y] = nodeOf(0, i);
    brush.fillText(name, x - 12, y + 4);
  });
  brush.textAlign = "left";
  const [x, y] = nodeOf(widths.length - 1, 0);
  brush.fillText("output", x - 30, y - 18);
}
