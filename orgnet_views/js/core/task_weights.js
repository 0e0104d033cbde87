// The task weights of all particles at a step, as exactly as the page can have them.

/** @import { Frame, Store } from "./contracts.js" */

/**
 * A recording holds those of some steps to the last digit, and of the others rounded ones.
 * @param {Store} store
 * @param {Frame} frame
 */
export function taskWeights({ source: { specimen } }, { step, weight }) {
  const at = specimen ? specimen.steps.indexOf(step) : -1;
  return specimen && at >= 0 ? specimen.weight[at] : weight;
}

/**
 * The same without some particles.
 * @param {Float32Array | Float64Array} weight
 * @param {Iterable<number>} cut
 */
export function without(weight, cut) {
  const left = weight.slice();
  for (const particle of cut) left[particle] = 0;
  return left;
}
