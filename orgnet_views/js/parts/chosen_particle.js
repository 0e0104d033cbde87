// The one particle that is looked at closely: the one selected last, or else the board's; its weights
// at the first and at the last step that they were recorded at.

import { weightsOf } from "../core/weights.js";

/** @import { Shared } from "../core/contracts.js" */
/** @import { ParticleWeights } from "../core/weights.js" */

const FETCHING = "Fetching its weights…";
const MISSING = "No weights of this organism were recorded.";

export class ChosenParticle {
  /**
   * @param {Shared} shared
   * @param {() => void} onArrival of weights
   */
  constructor({ store, organism, particle }, onArrival) {
    this.store = store;
    this.every = organism.every;
    this.given = particle ?? 0;
    this.onArrival = onArrival;
    /** @type {Set<ParticleWeights>} */
    this.asked = new Set();
  }

  get number() {
    const mark = [...this.store.selection].at(-1);
    return mark === undefined ? this.given : mark * this.every;
  }

  /**
   * Its weights as it began and as it ended, and what they mean; or in words why there are none.
   * @returns {{ first: Float32Array, last: Float32Array, anatomy: ParticleWeights, problem?: undefined }
   *   | { problem: string }}
   */
  look() {
    const anatomy = weightsOf(this.store, this.number);
    this.asked.add(anatomy);
    const newest = this.store.frames[this.store.frames.length - 1].step;
    const isFetching = anatomy.at(newest, newest, this.onArrival) === undefined;
    const recorded = [...anatomy.recorded.values()];
    if (!recorded.length) return { problem: anatomy.error ?? (isFetching ? FETCHING : MISSING) };
    return { first: recorded[0].own, last: recorded[recorded.length - 1].own, anatomy };
  }

  destroy() {
    for (const weights of this.asked) weights.forget(this.onArrival);
  }
}
