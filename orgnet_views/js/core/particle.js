// One particle at work, in doubles: what orgnet_core/particles.py and kernels.py compute for all at
// once. Weights lie layer by layer, cell by cell, edge by edge; a response is (copy, three leaks, weight).

/** @typedef {[outputs: number, inputs: number][]} Shapes of a particle's layers */

/**
 * @typedef {object} Anatomy what a particle's weights mean
 * @property {Shapes} layers
 * @property {number[][]} positions of each weight: layer, cell, edge, each from 0 to 1
 */

/**
 * The matrices of a particle, row by row.
 * @param {ArrayLike<number>} weights
 * @param {Shapes} layers
 * @returns {number[][][]}
 */
export function matricesOf(weights, layers) {
  let at = 0;
  const next = () => weights[at++];
  return layers.map(([outputs, inputs]) =>
    Array.from({ length: outputs }, () => Array.from({ length: inputs }, next)));
}

/**
 * What every node says, layer by layer, to an input; the input first.
 * @param {ArrayLike<number>} weights
 * @param {Shapes} layers
 * @param {number[]} input
 */
export function signalsOf(weights, layers, input) {
  const signals = [input];
  for (const matrix of matricesOf(weights, layers)) signals.push(matrix.map((row) => dot(row, signals[signals.length - 1])));
  return signals;
}

/**
 * r = W3·W2·W1, five numbers.
 * @param {ArrayLike<number>} weights
 * @param {Shapes} layers
 */
export function responseOf(weights, layers) {
  const [first, second, [last]] = matricesOf(weights, layers);
  return rowTimes(rowTimes(last, second), first);
}

/**
 * N ◁ N: the weights that a particle writes when it is applied to itself.
 * @param {ArrayLike<number>} weights
 * @param {Anatomy} anatomy
 */
export function copyOf(weights, { layers, positions }) {
  const [copy, ...leaks] = responseOf(weights, layers);
  return Array.from(weights, (weight, i) => copy * weight + dot(positions[i], leaks));
}

/**
 * max |N ◁ N − N|: what ε is compared with.
 * @param {ArrayLike<number>} weights
 * @param {Anatomy} anatomy
 */
export function errorOf(weights, anatomy) {
  const written = copyOf(weights, anatomy);
  return written.reduce((most, value, i) => Math.max(most, Math.abs(value - weights[i])), 0);
}

/**
 * One SR step (paper, Def. 5) by gradient descent with momentum, in place. Input and target are
 * constants of the step: dW1 = (W3·W2)ᵀg, dW2 = W3ᵀ(g·W1ᵀ), dW3 = g·(W2·W1)ᵀ.
 * @param {number[]} weights
 * @param {number[]} velocity of each weight
 * @param {Anatomy} anatomy
 * @param {{ rate: number, momentum: number }} how
 */
export function replicationStep(weights, velocity, anatomy, { rate, momentum }) {
  const { layers } = anatomy;
  const [first, second, [last]] = matricesOf(weights, layers);
  const g = responseGradient(weights, anatomy);
  const through = first.map((row) => dot(row, g)); // what g asks of each cell of the first layer
  const gradient = [
    ...rowTimes(last, second).flatMap((each) => g.map((one) => each * one)),
    ...last.flatMap((each) => through.map((one) => each * one)),
    ...second.map((row) => dot(row, through)),
  ];
  gradient.forEach((slope, i) => {
    velocity[i] = momentum * velocity[i] + slope;
    weights[i] -= rate * velocity[i];
  });
}

/**
 * The mean squared error of the copy, by the response: of the task weight it is 0.
 * @param {number[]} weights
 * @param {Anatomy} anatomy
 */
function responseGradient(weights, anatomy) {
  const { positions } = anatomy;
  const written = copyOf(weights, anatomy);
  const g = [0, 0, 0, 0, 0];
  written.forEach((value, i) => {
    const slope = (2 / weights.length) * (value - weights[i]);
    [weights[i], ...positions[i]].forEach((read, k) => { g[k] += slope * read; });
  });
  return g;
}

/** @param {number[]} row @param {number[][]} matrix */
function rowTimes(row, matrix) {
  return matrix[0].map((_, column) => dot(row, matrix.map((each) => each[column])));
}

/** @param {number[]} a @param {number[]} b */
function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
