// One particle made to copy itself, here in the page: SR steps, or one application to itself, from the
// weights that it had as its organism began, or as it ended.

import { countOf, formatNumber } from "../core/format.js";
import { EPSILON } from "../core/kinds.js";
import { copyOf, errorOf, replicationStep } from "../core/particle.js";
import { fitCanvas, letterScale, roomIn } from "../draw/canvas.js";
import { addButton, addCanvas, addElement, addSelect, wantsCalm } from "../draw/dom.js";
import { paintParticle } from "../draw/particle.js";
import { paintReplica } from "../draw/replica.js";
import { tell } from "../parts/announcer.js";
import { ChosenParticle } from "../parts/chosen_particle.js";

/** @import { Change, Given, Shared, Theme, View } from "../core/contracts.js" */
/** @import { Anatomy } from "../core/particle.js" */
/** @import { Looked } from "../parts/chosen_particle.js" */

const PAPERS = { rate: 0.004, momentum: 0.9 }; // of its SR steps
const MOST_STEPS = 20000; // that a particle is given to come below ε
const STEPS_A_FRAME = 4;
const MARGIN = { l: 62, r: 74, t: 8, b: 10 }; // pixels, for the smallest letters
const READS = ["weight v", "layer", "cell", "edge", "(input x)"];
/** @type {[string, string][]} */
const STARTS = [["first", "as it began"], ["last", "as it ended"]];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Copying(element, shared);
}

class Copying {
  /** @type {Change[]} */
  wants = ["frames", "selection"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, shared) {
    this.chosen = new ChosenParticle(shared, {
      show: (looked, { theme }) => this.show(looked, theme),
      excuse: (problem) => { this.words.textContent = problem; },
    });
    const bar = addElement(element, "p", "bar");
    this.from = addSelect(bar, "weights to begin with", STARTS, () => this.restart());
    this.once = addButton(bar, "One SR step", () => this.act(() => this.step()));
    this.on = addButton(bar, "", () => (this.running ? this.act(() => {}) : this.train()), { className: "primary" });
    this.self = addButton(bar, "Apply to itself", () => this.act(() => this.apply()));
    addButton(bar, "Start again", () => this.restart());
    const pair = addElement(element, "div", "pair");
    this.inside = addCanvas(addElement(pair, "div"), "the particle");
    this.replica = addCanvas(addElement(pair, "div"), "its weights and its self-prediction");
    this.words = addElement(element, "p", "said");
    /** @type {number[]} */
    this.weights = []; // now
    /** @type {number[]} */
    this.velocity = [];
    /** @type {Float32Array | null} */
    this.start = null; // what it was begun with
    /** @type {Anatomy} */
    this.anatomy = { layers: [], positions: [] }; // what its weights mean
    this.steps = 0; // SR steps
    this.applied = 0; // times to itself
    this.running = 0; // the training's animation frame
  }

  restart() {
    this.start = null;
    this.chosen.paint();
  }

  /** @param {() => void} change made to weights that rest, once there are any */
  act(change) {
    this.halt();
    if (this.start) change();
    this.chosen.paint();
  }

  halt() {
    cancelAnimationFrame(this.running);
    this.running = 0;
  }

  step() {
    replicationStep(this.weights, this.velocity, this.anatomy, PAPERS);
    this.steps++;
  }

  apply() {
    this.weights = copyOf(this.weights, this.anatomy);
    this.velocity.fill(0);
    this.applied++;
  }

  get copies() {
    return errorOf(this.weights, this.anatomy) < EPSILON;
  }

  get isToTrain() {
    return this.start !== null && this.steps < MOST_STEPS && this.weights.every(Number.isFinite) && !this.copies;
  }

  // SR steps until it copies itself; all at once for whoever wants nothing to move.
  train() {
    const atOnce = wantsCalm() ? MOST_STEPS : STEPS_A_FRAME;
    const tick = () => {
      for (let i = 0; i < atOnce && this.isToTrain; i++) this.step();
      this.running = this.isToTrain ? requestAnimationFrame(tick) : 0;
      this.chosen.paint();
    };
    this.running = requestAnimationFrame(tick);
  }

  /** @param {Given} given */
  draw(given) {
    this.chosen.draw(given);
  }

  /** @param {Looked} looked @param {Theme} theme */
  show({ first, last, anatomy }, theme) {
    this.anatomy = anatomy;
    const start = this.from.value === "last" ? last : first;
    if (start !== this.start) this.begin(start);
    this.paintBoth(anatomy, theme);
    this.say();
  }

  /** @param {Float32Array} start */
  begin(start) {
    this.halt();
    Object.assign(this, { start, weights: Array.from(start), velocity: Array(start.length).fill(0), steps: 0, applied: 0 });
  }

  /** @param {Anatomy} anatomy @param {Theme} theme */
  paintBoth(anatomy, theme) {
    const { inside, replica, weights } = this;
    const { layers } = anatomy;
    const box = roomIn(inside, MARGIN, letterScale(theme));
    paintParticle(fitCanvas(inside), theme, { weights, layers, box, reads: READS, says: "new weight" });
    const predicted = copyOf(weights, anatomy);
    paintReplica({ canvas: replica, brush: fitCanvas(replica), theme, weights: { own: weights, predicted }, layers });
  }

  say() {
    const { steps, applied, weights, anatomy } = this;
    const error = errorOf(weights, anatomy);
    const after = [steps && countOf(steps, "SR step"), applied && `${countOf(applied, "application")} to itself`]
      .filter(Boolean).join(" and ");
    const verdict = Number.isFinite(error) ? this.copies ? "below ε: it copies itself." : "not below ε yet." : "it has blown up.";
    const words = `Particle ${this.chosen.number}${after ? `, after ${after}` : ""}: largest error ${formatNumber(error)}, ${verdict}`;
    Object.assign(this.words.dataset, { error, steps, applied, weights: weights.join(" ") });
    if (!this.running) tell(this.words, words);
    this.words.classList.toggle("copies", this.copies);
    const { once, on, self } = this;
    on.textContent = this.running ? "❚❚ Pause" : "▶ SR steps until it copies";
    on.disabled = !this.running && !this.isToTrain;
    once.disabled = self.disabled = !weights.every(Number.isFinite);
    for (const canvas of [this.inside, this.replica]) canvas.setAttribute("aria-label", words);
  }

  destroy() {
    this.halt();
    this.chosen.destroy();
  }
}
