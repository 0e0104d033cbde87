// The one particle that is looked at closely: the one selected last, or else the board's; its weights
// at the first and at the last step that they were recorded at. A view of it is shown anew whenever
// it is drawn or weights arrive.

import { weightsOf } from "../core/weights.js";

/** @import { Given, Shared } from "../core/contracts.js" */
/** @import { ParticleWeights } from "../core/weights.js" */

/**
 * @typedef {object} Looked
 * @property {Float32Array} first weights as it began …
 * @property {Float32Array} last … and as it ended
 * @property {ParticleWeights} anatomy what they mean
 *
 * @typedef {object} Hears
 * @property {(looked: Looked, given: Given) => void} show
 * @property {(problem: string, given: Given) => void} excuse in words why there is nothing to show
 */

const FETCHING = "Fetching its weights…";
const MISSING = "No weights of this organism were recorded.";

export class ChosenParticle {
  /** @param {Shared} shared @param {Hears} hears */
  constructor({ store, organism, particle }, hears) {
    this.store = store;
    this.every = organism.every;
    this.otherwise = particle ?? 0;
    this.hears = hears;
    /** @type {Given | null} */
    this.given = null; // when it was drawn last
    /** @type {Set<ParticleWeights>} */
    this.asked = new Set();
  }

  get number() {
    const mark = [...this.store.selection].at(-1);
    return mark === undefined ? this.otherwise : mark * this.every;
  }

  /** @param {Given} given */
  draw(given) {
    this.given = given;
    this.paint();
  }

  paint = () => {
    const { given, hears } = this;
    if (!given) return;
    const looked = this.look();
    if (typeof looked === "string") hears.excuse(looked, given);
    else hears.show(looked, given);
  };

  /** @returns {Looked | string} */
  look() {
    const anatomy = weightsOf(this.store, this.number);
    this.asked.add(anatomy);
    const newest = this.store.frames[this.store.frames.length - 1].step;
    const isFetching = anatomy.at(newest, newest, this.paint) === undefined;
    const recorded = [...anatomy.recorded.values()];
    if (!recorded.length) return anatomy.error ?? (isFetching ? FETCHING : MISSING);
    return { first: recorded[0].own, last: recorded[recorded.length - 1].own, anatomy };
  }

  destroy() {
    for (const weights of this.asked) weights.forget(this.paint);
  }
}
