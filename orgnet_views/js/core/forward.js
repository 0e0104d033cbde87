// What an organism answers, layer by layer: the dense net of its task weights, as orgnet_core/organism.py
// computes it.

/** @import { Organism } from "./contracts.js" */

/**
 * @typedef {object} Net
 * @property {number[]} widths from input to output
 * @property {string} activation of the hidden layers
 *
 * @typedef {object} Layer of cells, sample by sample
 * @property {Float64Array} sums what comes into a cell
 * @property {Float64Array} values what goes out of it
 */

/** @type {Record<string, (z: number) => number>} */
const ACTIVATIONS = {
  gelu: (z) => (z / 2) * (1 + erf(z / Math.SQRT2)),
  relu: (z) => (z > 0 || Number.isNaN(z) ? z : 0),
  tanh: Math.tanh,
  linear: (z) => z,
};

/** @param {Organism} organism @returns {Net} */
export function netOf({ layers, activation }) {
  return { widths: [layers[0][1], ...layers.map(([cells]) => cells)], activation };
}

/**
 * The number of the first particle of each layer, by layer from 0.
 * @param {Net} net
 */
export function firstParticles({ widths }) {
  const starts = [0];
  for (let layer = 1; layer < widths.length - 1; layer++) {
    starts.push(starts[layer - 1] + widths[layer - 1] * widths[layer]);
  }
  return starts;
}

/**
 * All layers; every number is rounded as the run's are, to what `weight` holds.
 * @param {Net} net
 * @param {Float32Array | Float64Array} weight by particle
 * @param {ArrayLike<number>} inputs sample by sample
 * @param {number} [samples]
 * @returns {Layer[]}
 */
export function layersOf(net, weight, inputs, samples = 1) {
  const { widths, activation } = net;
  const round = weight instanceof Float32Array ? Math.fround : Number;
  let values = Float64Array.from(inputs, round);
  return firstParticles(net).map((first, layer) => {
    const [edges, cells] = [widths[layer], widths[layer + 1]];
    const activate = ACTIVATIONS[layer < widths.length - 2 ? activation : "linear"];
    const sums = new Float64Array(samples * cells);
    for (let sample = 0; sample < samples; sample++) {
      for (let cell = 0; cell < cells; cell++) {
        let total = 0;
        const [from, own] = [sample * edges, first + cell * edges];
        for (let edge = 0; edge < edges; edge++) total += values[from + edge] * weight[own + edge];
        sums[sample * cells + cell] = round(total);
      }
    }
    values = sums.map((sum) => round(activate(sum)));
    return { sums, values };
  });
}

/**
 * Outputs, sample by sample.
 * @param {Parameters<typeof layersOf>} asked
 */
export function outputsOf(...asked) {
  return /** @type {Layer} */ (layersOf(...asked).at(-1)).values;
}

/**
 * Probabilities of classes; not a number where an output is none.
 * @param {Float64Array} outputs of one sample
 */
export function softmax(outputs) {
  const most = Math.max(...outputs);
  const powers = outputs.map((output) => Math.exp(output - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
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
