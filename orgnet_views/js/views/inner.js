// One particle drawn large: its own three little layers, from what it reads to what it predicts.

import { formatNumber } from "../core/format.js";
import { letterScale, roomIn } from "../draw/canvas.js";
import { largest, paintParticle } from "../draw/particle.js";
import { WeightsView } from "../parts/weights_view.js";

/** @import { Shared, View } from "../core/contracts.js" */
/** @import { Painting } from "../parts/weights_view.js" */

const SIDE = 64; // pixels left and right for the names, where they are smallest
const READS = ["weight v", "layer", "cell", "edge", "task input x"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new WeightsView(element, shared, "inner", paint);
}

/** @param {Painting} painting */
function paint({ canvas, brush, theme, weights: { own }, layers }) {
  const side = 20 + SIDE * letterScale(theme);
  const box = roomIn(canvas, { l: side, r: side, t: 14, b: 34 });
  paintParticle(brush, theme, { weights: own, layers, box, reads: READS, says: "output" });
  return `${own.length} weights, the largest ${formatNumber(largest(own))}; purple negative, green positive.`;
}
