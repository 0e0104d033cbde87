// An organism at work, whole or with particles cut out of it: what orgnet_core/pruning/evaluation.py
// computes, here on the test samples that a recording holds.

import { outputsOf } from "./forward.js";

/** @import { Specimen } from "./contracts.js" */
/** @typedef {{ metric: number, loss: number }} Score NaN where an output is no finite number */

/**
 * The place of that of some steps which is nearest to another.
 * @param {number[]} steps
 * @param {number} step
 */
export function nearestTo(steps, step) {
  const away = steps.map((each) => Math.abs(each - step));
  return away.indexOf(Math.min(...away));
}

/**
 * Score on the samples at kept step number `at`, the particles in `cut` replaced by zero.
 * @param {Specimen} specimen
 * @param {number} at
 * @param {Iterable<number>} cut
 * @returns {Score}
 */
export function scoreOf(specimen, at, cut) {
  const weight = specimen.weight[at].slice();
  for (const particle of cut) weight[particle] = 0;
  const { inputs, scale, samples } = specimen;
  const outputs = outputsOf(specimen, weight, Float64Array.from(inputs, (input) => input / scale), samples);
  if (!outputs.every(Number.isFinite)) return { metric: NaN, loss: NaN };
  return specimen.classes ? classified(specimen, outputs) : regressed(specimen, outputs);
}

/**
 * Accuracy and mean cross-entropy.
 * @param {Specimen} specimen
 * @param {Float64Array} outputs
 * @returns {Score}
 */
function classified({ samples, targets, classes }, outputs) {
  let [right, loss] = [0, 0];
  for (let sample = 0; sample < samples; sample++) {
    const row = outputs.subarray(sample * classes, (sample + 1) * classes);
    const most = Math.max(...row);
    if (row.indexOf(most) === targets[sample]) right++;
    loss += Math.log(row.reduce((sum, each) => sum + Math.exp(each - most), 0)) + most - row[targets[sample]];
  }
  return { metric: right / samples, loss: loss / samples };
}

/**
 * Mean absolute and mean squared error.
 * @param {Specimen} specimen
 * @param {Float64Array} outputs
 * @returns {Score}
 */
function regressed({ targets }, outputs) {
  let [distances, squares] = [0, 0];
  outputs.forEach((output, i) => {
    distances += Math.abs(output - targets[i]);
    squares += (output - targets[i]) ** 2;
  });
  return { metric: distances / outputs.length, loss: squares / outputs.length };
}
