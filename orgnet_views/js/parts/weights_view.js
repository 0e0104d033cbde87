// What views of one particle's weights share: they draw those of the shown step, and say so in words.

import { weightsOf } from "../core/weights.js";
import { fitCanvas } from "../draw/canvas.js";
import { addCanvas, addElement } from "../draw/dom.js";

/** @import { Brush, Change, Given, Shared, Table, Theme } from "../core/contracts.js" */
/** @import { ParticleWeights, Weights } from "../core/weights.js" */

/**
 * @typedef {object} Painting
 * @property {HTMLCanvasElement} canvas
 * @property {Brush} brush
 * @property {Theme} theme
 * @property {Weights} weights
 * @property {ParticleWeights["layers"]} layers
 */

const MISSING = "No weights were recorded at this step.";

export class WeightsView {
  /** @type {Change[]} */
  wants = ["frames", "position"];

  /**
   * @param {HTMLElement} element
   * @param {Shared} shared
   * @param {string} name the view's
   * @param {(painting: Painting) => string} paint draws the weights and says something of them
   */
  constructor(element, { particle, store }, name, paint) {
    this.store = store;
    this.name = name;
    this.paint = paint;
    this.particle = particle ?? 0;
    this.canvas = addCanvas(element, "one particle");
    this.words = addElement(element, "p", "under");
    this.history = weightsOf(store, this.particle);
    /** @type {Given | null} */
    this.given = null; // when it was drawn last
  }

  redraw = () => {
    if (this.given) this.draw(this.given);
  };

  get newest() {
    return this.store.frames[this.store.frames.length - 1].step;
  }

  /** @param {Given} given */
  draw(given) {
    this.given = given;
    const { canvas, history, words } = this;
    const brush = fitCanvas(canvas);
    const weights = history.at(given.frame.step, this.newest, this.redraw);
    const missing = weights === null ? MISSING : "Fetching its weights…";
    words.textContent = weights
      ? this.paint({ canvas, brush, theme: given.theme, weights, layers: history.layers })
      : history.error ?? missing;
    canvas.setAttribute("aria-label", `Particle ${this.particle}. ${words.textContent}`);
  }

  /**
   * No rows where no weights were recorded.
   * @param {Given} given
   * @returns {Table}
   */
  numbers({ frame }) {
    const weights = this.history.at(frame.step, this.newest);
    const columns = ["weight_number", "own", "says", "error"];
    const rows = weights ? Array.from(weights.own, (own, i) => {
      const predicted = weights.predicted[i];
      return [i, own, predicted, Math.abs(own - predicted)];
    }) : [];
    return { name: this.name, columns, rows, wants: ["frames", "position"] };
  }

  destroy() {
    this.history.forget(this.redraw);
  }
}
