// The task weights of all particles at a step, as exactly as the page can have them.

/** @import { Frame, Organism, Store } from "./contracts.js" */
/** @typedef {Float32Array | Float64Array} Weights by particle */

const KEPT = 3; // steps of a large organism
const FETCHING = "Fetching the weights of all particles…";

/** @type {WeakMap<Store, Map<number, Weights | string>>} */
const fetched = new WeakMap(); // by step

/**
 * Those of a step, or in words why they are not there. A recording holds some to the last digit, and
 * others rounded; of a large organism a frame has only some, so all are fetched, and the store notifies
 * of them as of another probe.
 * @param {Store} store
 * @param {Pick<Organism, "every">} organism
 * @param {Frame} frame
 * @returns {Weights | string}
 */
export function taskWeights(store, { every }, { step, weight }) {
  if (every > 1) return fetchedWeights(store, step);
  const { specimen } = store.source;
  const at = specimen ? specimen.steps.indexOf(step) : -1;
  return specimen && at >= 0 ? specimen.weight[at] : weight;
}

/** @param {Store} store @param {number} step @returns {Weights | string} */
function fetchedWeights(store, step) {
  const known = fetched.get(store) ?? new Map();
  fetched.set(store, known);
  if (!known.has(step)) {
    known.set(step, FETCHING);
    if (known.size > KEPT) known.delete(known.keys().next().value);
    store.source.fetchTaskWeights(step).then((answer) => {
      known.set(step, answer.error ?? answer.numbers);
      store.notify("probe");
    });
  }
  return known.get(step);
}

/**
 * The same without some particles.
 * @param {Weights} weight
 * @param {Iterable<number>} cut
 */
export function without(weight, cut) {
  const left = weight.slice();
  for (const particle of cut) left[particle] = 0;
  return left;
}
