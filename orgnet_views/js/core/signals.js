// One answer followed back to the particles that made it.
//
// A particle carries w·x into its cell. For one input each cell hands on a fixed share of what comes
// in, its value divided by its sum, so that any cell above it is a plain sum over ways through the
// organism: what a particle carries there is the sum over the ways through it. In every layer these
// add up to what the followed cell sums up, exactly, whatever the activation.

import { firstParticles, layersOf } from "./forward.js";

/** @import { Layer, Net } from "./forward.js" */
/** @typedef {{ layer: number, cell: number }} Cell both from 0 */

/**
 * What each particle carries to the followed cell, 0 where no way leads there.
 * @param {Net} net
 * @param {Float32Array | Float64Array} weight by particle
 * @param {ArrayLike<number>} input
 * @param {Cell} followed
 * @returns {Float64Array} by particle
 */
export function signalsOf(net, weight, input, followed) {
  const [layers, starts] = [layersOf(net, weight, input), firstParticles(net)];
  const signals = new Float64Array(weight.length);
  /** @type {ArrayLike<number>} how much of what a cell sums up comes to the followed one */
  let pulls = layers[followed.layer].sums.map((_, cell) => Number(cell === followed.cell));
  for (let layer = followed.layer; layer >= 0; layer--) {
    const below = layers[layer - 1];
    const into = below?.values ?? input;
    const pullsBelow = new Float64Array(into.length);
    for (let cell = 0; cell < pulls.length; cell++) {
      const own = starts[layer] + cell * into.length;
      for (let edge = 0; edge < into.length; edge++) {
        const pull = pulls[cell] * weight[own + edge];
        signals[own + edge] = pull * into[edge];
        pullsBelow[edge] += pull;
      }
    }
    if (below) pulls = pullsBelow.map((pull, cell) => pull * shareOf(below, cell));
  }
  return signals;
}

/**
 * What a cell hands on of what comes in; of nothing, nothing.
 * @param {Layer} layer
 * @param {number} cell
 */
function shareOf({ sums, values }, cell) {
  return sums[cell] === 0 ? 0 : values[cell] / sums[cell];
}

/**
 * The particles that carry most, the strongest first.
 * @param {Float64Array} signals by particle
 * @param {number} count
 */
export function strongest(signals, count) {
  const carrying = [...signals.keys()].filter((particle) => signals[particle]);
  return carrying.sort((a, b) => Math.abs(signals[b]) - Math.abs(signals[a])).slice(0, count);
}
