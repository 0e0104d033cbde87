// An organism at work, whole or with particles cut out of it: what orgnet_core/pruning/evaluation.py
// computes, here on the test samples that a recording holds.

/** @import { Specimen } from "./contracts.js" */
/** @typedef {{ metric: number, loss: number }} Score NaN where an output is no finite number */

/** @type {Record<string, (z: number) => number>} */
const ACTIVATIONS = {
  gelu: (z) => (z / 2) * (1 + erf(z / Math.SQRT2)),
  relu: (z) => (z > 0 || Number.isNaN(z) ? z : 0),
  tanh: Math.tanh,
  linear: (z) => z,
};

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
  const outputs = outputsOf(specimen, weight);
  if (!outputs.every(Number.isFinite)) return { metric: NaN, loss: NaN };
  return specimen.classes ? classified(specimen, outputs) : regressed(specimen, outputs);
}

/**
 * Outputs, sample by sample; every cell's is rounded as the run's numbers are.
 * @param {Specimen} specimen
 * @param {Float32Array | Float64Array} weight
 * @returns {Float64Array}
 */
function outputsOf({ widths, activation, inputs, scale, samples }, weight) {
  const round = weight instanceof Float32Array ? Math.fround : Number;
  let values = Float64Array.from(inputs, (input) => round(input / scale));
  let first = 0; // particle of the layer
  for (let layer = 1; layer < widths.length; layer++) {
    const [edges, cells] = [widths[layer - 1], widths[layer]];
    const activate = layer < widths.length - 1 ? ACTIVATIONS[activation] : ACTIVATIONS.linear;
    const next = new Float64Array(samples * cells);
    for (let sample = 0; sample < samples; sample++) {
      for (let cell = 0; cell < cells; cell++) {
        let total = 0;
        const [from, own] = [sample * edges, first + cell * edges];
        for (let edge = 0; edge < edges; edge++) total += values[from + edge] * weight[own + edge];
        next[sample * cells + cell] = round(activate(round(total)));
      }
    }
    values = next;
    first += edges * cells;
  }
  return values;
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

/**
 * The error function, to the last digits of a double: the series 2/√π·e^(−x²)·Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!, all
 * of whose terms have one sign (Abramowitz & Stegun 7.1.6).
 * @param {number} x
 */
export function erf(x) {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
