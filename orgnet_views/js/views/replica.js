// A particle's weights beside what it predicts that they are, and the error of each.

import { formatNumber } from "../core/format.js";
import { paintReplica } from "../draw/replica.js";
import { WeightsView } from "../parts/weights_view.js";

/** @import { Shared, View } from "../core/contracts.js" */
/** @import { Painting } from "../parts/weights_view.js" */

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new WeightsView(element, shared, "replica", paint);
}

/** @param {Painting} painting */
function paint(painting) {
  paintReplica(painting);
  const { own, predicted } = painting.weights;
  const worst = own.reduce((most, value, i) => Math.max(most, Math.abs(value - predicted[i])), 0);
  return `Circles: its ${own.length} weights. Crosses: its self-prediction. Largest error ${formatNumber(worst)}.`;
}
