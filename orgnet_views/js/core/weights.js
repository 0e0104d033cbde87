// The recorded weights of one particle, beside what it predicts that they are; fetched once, then
// only what is new.

import { endpoint } from "./endpoints.js";
import { fetchBlock } from "./source.js";

/** @typedef {{ own: Float32Array, predicted: Float32Array }} Weights each [n] */

const AGAIN_MS = 1000; // between two questions

/** @type {Map<string, ParticleWeights>} */
const known = new Map();

/** @param {string} run its id @param {number} particle */
export function weightsOf(run, particle) {
  const key = `${run}/${particle}`;
  const weights = known.get(key) ?? new ParticleWeights(run, particle);
  known.set(key, weights);
  return weights;
}

export class ParticleWeights {
  /** @param {string} run @param {number} particle */
  constructor(run, particle) {
    this.url = endpoint(`runs/${run}/particles/${particle}`);
    /** @type {Map<number, Weights>} */
    this.recorded = new Map(); // by step
    /** @type {[outputs: number, inputs: number][]} */
    this.layers = []; // of the particle
    this.seen = -1; // the newest step asked for or got
    this.asked = -AGAIN_MS;
    this.fetching = false;
    /** @type {string | undefined} */
    this.error = undefined;
    /** @type {Set<() => void>} */
    this.waiting = new Set(); // to call when something came
  }

  /**
   * The weights at a step, null where none were recorded; undefined while they are fetched.
   * @param {number} step
   * @param {number} newest step of the run
   * @param {() => void} [onArrival]
   */
  at(step, newest, onArrival) {
    if (onArrival) this.waiting.add(onArrival);
    if (newest > this.seen) this.fetchUntil(newest);
    return this.recorded.get(step) ?? (step > this.seen || this.fetching ? undefined : null);
  }

  /** @param {() => void} onArrival */
  forget(onArrival) {
    this.waiting.delete(onArrival);
  }

  /** @param {number} newest */
  async fetchUntil(newest) {
    if (this.fetching) return;
    this.fetching = true;
    const rest = this.asked + AGAIN_MS - performance.now();
    if (rest > 0) await new Promise((done) => setTimeout(done, rest));
    this.asked = performance.now();
    const answer = await fetchBlock(this.seen < 0 ? this.url : `${this.url}?after=${this.seen}`);
    this.fetching = false;
    this.error = answer.error;
    this.seen = newest;
    if (answer.error === undefined) this.take(answer.header, answer.numbers);
    for (const onArrival of this.waiting) onArrival();
  }

  /**
   * @param {{ steps: number[], positions: number[][], layers: [number, number][] }} header
   * @param {Float32Array} numbers [steps, 2, n]
   */
  take({ steps, positions, layers }, numbers) {
    const n = positions.length;
    this.layers = layers;
    steps.forEach((step, i) => {
      const [own, predicted] = [2 * i, 2 * i + 1].map((row) => numbers.subarray(row * n, (row + 1) * n));
      this.recorded.set(step, { own, predicted });
    });
    this.seen = Math.max(this.seen, steps.at(-1) ?? 0); // the page may not have all frames yet
  }
}
