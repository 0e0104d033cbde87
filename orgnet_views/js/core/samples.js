// Test samples of a run's task, fetched as they are needed, some at a time.

/** @import { Samples, Source } from "./contracts.js" */

/**
 * @typedef {object} Sample
 * @property {number} number from 0
 * @property {number} total of those that there are
 * @property {Float64Array} input as the organism reads it
 * @property {number[]} target the number of a class, or outputs
 */

export class TestSamples {
  /** @param {Source} source @param {number} inputs of a sample @param {number} targets of a sample */
  constructor(source, inputs, targets) {
    this.source = source;
    this.inputs = inputs;
    this.targets = targets;
    /** @type {Promise<Samples | { error: string }>[]} */
    this.parts = []; // each as many samples as the first
  }

  /** @param {number} part @returns {Promise<Samples>} Rejects with the reason in words. */
  async fetchPart(part) {
    const size = part ? (await this.fetchPart(0)).samples : 0;
    this.parts[part] ??= this.source.fetchSamples(part * size);
    const answer = await this.parts[part];
    if (answer.error === undefined) return answer;
    delete this.parts[part]; // to be asked for again
    throw new Error(answer.error);
  }

  async count() {
    return (await this.fetchPart(0)).total;
  }

  /**
   * Sample of that number; behind the last comes the first.
   * @param {number} wanted
   * @returns {Promise<Sample>}
   */
  async at(wanted) {
    const { samples, total } = await this.fetchPart(0);
    const number = ((wanted % total) + total) % total;
    const { inputs, scale, targets } = await this.fetchPart(Math.floor(number / samples));
    const [i, j] = [(number % samples) * this.inputs, (number % samples) * this.targets];
    return {
      number,
      total,
      input: Float64Array.from({ length: this.inputs }, (_, k) => inputs[i + k] / scale),
      target: Array.from({ length: this.targets }, (_, k) => targets[j + k]),
    };
  }

  async any() {
    return this.at(Math.floor(Math.random() * (await this.count())));
  }

  /**
   * The first of a kind from a number on, all around; null where there is none.
   * @param {number} from
   * @param {(sample: Sample) => boolean} isWanted
   */
  async find(from, isWanted) {
    const count = await this.count();
    for (let i = 0; i < count; i++) {
      const sample = await this.at(from + i);
      if (isWanted(sample)) return sample;
    }
    return null;
  }
}
