// The recorded weights of one particle, beside what it predicts that they are; fetched once, then
// only what is new.

/** @import { Source, Store } from "./contracts.js" */
/** @typedef {{ own: Float32Array, predicted: Float32Array }} Weights each [n] */

const AGAIN_MS = 1000; // between two questions

/** @type {WeakMap<Store, Map<number, ParticleWeights>>} */
const known = new WeakMap();

/** @param {Store} store @param {number} particle */
export function weightsOf(store, particle) {
  const ofRun = known.get(store) ?? new Map();
  known.set(store, ofRun);
  const weights = ofRun.get(particle) ?? new ParticleWeights(store.source, particle);
  ofRun.set(particle, weights);
  return weights;
}

export class ParticleWeights {
  /** @param {Source} source @param {number} particle */
  constructor(source, particle) {
    this.source = source;
    this.particle = particle;
    /** @type {Map<number, Weights>} */
    this.recorded = new Map(); // by step
    /** @type {[outputs: number, inputs: number][]} */
    this.layers = []; // of the particle
    /** @type {number[][]} */
    this.positions = []; // of its weights
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
    const answer = await this.source.fetchParticle(this.particle, this.seen < 0 ? null : this.seen);
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
    this.positions = positions;
    steps.forEach((step, i) => {
      const [own, predicted] = [2 * i, 2 * i + 1].map((row) => numbers.subarray(row * n, (row + 1) * n));
      this.recorded.set(step, { own, predicted });
    });
    this.seen = Math.max(this.seen, steps.at(-1) ?? 0); // the page may not have all frames yet
  }
}
