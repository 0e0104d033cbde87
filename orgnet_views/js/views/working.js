// The same particle at its other job: a task input goes in, the input times one number comes out.

import { formatNumber } from "../core/format.js";
import { responseOf, signalsOf } from "../core/particle.js";
import { fitCanvas, letterScale, roomIn, setText, strokeLine } from "../draw/canvas.js";
import { addCanvas, addElement } from "../draw/dom.js";
import { fillDot } from "../draw/marks.js";
import { paintParticle } from "../draw/particle.js";
import { LINES } from "../draw/theme.js";
import { tell } from "../parts/announcer.js";
import { ChosenParticle } from "../parts/chosen_particle.js";

/** @import { Brush, Change, Given, Shared, Theme, View } from "../core/contracts.js" */
/** @import { Looked } from "../parts/chosen_particle.js" */

const INSIDE = { l: 66, r: 56, t: 8, b: 10 }; // pixels, for the smallest letters
const LINE = { l: 46, r: 14, t: 20, b: 36 };
const REACH = 3; // of x, to either side
const COEFFICIENTS = ["copy", "leak: layer", "leak: cell", "leak: edge", "task weight"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Working(element, shared);
}

class Working {
  /** @type {Change[]} */
  wants = ["frames", "selection"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, shared) {
    this.chosen = new ChosenParticle(shared, {
      show: (looked, { theme }) => this.show(looked, theme),
      excuse: (problem) => { this.words.textContent = problem; },
    });
    const bar = addElement(element, "p", "bar");
    const label = addElement(bar, "label");
    label.append("task input x ");
    this.slider = addElement(label, "input");
    Object.assign(this.slider, { type: "range", min: -REACH, max: REACH, step: 0.1, value: "1.2" });
    this.slider.addEventListener("input", this.chosen.paint);
    const pair = addElement(element, "div", "pair");
    this.inside = addCanvas(addElement(pair, "div"), "the particle");
    this.line = addCanvas(addElement(pair, "div"), "what comes out, by what goes in");
    this.response = addElement(element, "table", "scores");
    this.words = addElement(element, "p", "said");
  }

  /** @param {Given} given */
  draw(given) {
    this.chosen.draw(given);
  }

  /** @param {Looked} looked @param {Theme} theme */
  show({ last: weights, anatomy: { layers } }, theme) {
    const { inside, line } = this;
    const x = Number(this.slider.value);
    const response = responseOf(weights, layers);
    const [y] = signalsOf(weights, layers, [0, 0, 0, 0, x])[layers.length];
    const reads = ["0", "0", "0", "0", `x = ${formatNumber(x)}`];
    const box = roomIn(inside, INSIDE, letterScale(theme));
    paintParticle(fitCanvas(inside), theme, { weights, layers, box, reads, says: formatNumber(y) });
    paintLine(fitCanvas(line), line, theme, response[COEFFICIENTS.length - 1], x);
    this.showResponse(response);
    this.say(x, y, response[COEFFICIENTS.length - 1]);
  }

  /** @param {number[]} response */
  showResponse(response) {
    this.response.replaceChildren();
    for (const [cell, row] of /** @type {const} */ ([["th", COEFFICIENTS], ["td", response.map(formatNumber)]])) {
      const line = addElement(this.response, "tr");
      for (const text of row) addElement(line, cell).textContent = text;
    }
    this.response.setAttribute("aria-label", "the response of the particle, five numbers");
  }

  /** @param {number} x @param {number} y @param {number} weight */
  say(x, y, weight) {
    const words = `Particle ${this.chosen.number}: ${formatNumber(x)} goes in, ${formatNumber(weight)} × ${formatNumber(x)} = ${formatNumber(y)} comes out.`;
    tell(this.words, words);
    Object.assign(this.words.dataset, { x, y });
    for (const canvas of [this.inside, this.line]) canvas.setAttribute("aria-label", words);
  }

  destroy() {
    this.chosen.destroy();
  }
}

/** @param {Brush} brush @param {Element} canvas @param {Theme} theme @param {number} weight @param {number} x */
function paintLine(brush, canvas, theme, weight, x) {
  const scale = letterScale(theme);
  const { left, right, top, bottom, width, height } = roomIn(canvas, LINE, scale);
  const most = Math.max(1, Math.abs(weight)) * REACH;
  /** @param {number} value */
  const xOf = (value) => left + ((value / REACH + 1) / 2) * width;
  /** @param {number} value */
  const yOf = (value) => top + ((1 - value / most) / 2) * height;
  brush.strokeStyle = theme.grid;
  strokeLine(brush, left, yOf(0), right, yOf(0));
  strokeLine(brush, xOf(0), top, xOf(0), bottom);
  brush.strokeStyle = LINES.test;
  brush.lineWidth = 2;
  strokeLine(brush, xOf(-REACH), yOf(-REACH * weight), xOf(REACH), yOf(REACH * weight));
  brush.lineWidth = 1;
  brush.strokeStyle = theme.text;
  brush.setLineDash([4, 4]);
  strokeLine(brush, xOf(x), yOf(0), xOf(x), yOf(x * weight));
  strokeLine(brush, xOf(0), yOf(x * weight), xOf(x), yOf(x * weight));
  brush.setLineDash([]);
  setText(brush, theme, "center");
  fillDot(brush, xOf(x), yOf(x * weight), 6);
  brush.fillText("what goes in", (left + right) / 2, bottom + 28 * scale);
  for (const value of [-REACH, 0, REACH]) brush.fillText(formatNumber(value), xOf(value), bottom + 13 * scale);
  brush.textAlign = "left";
  brush.fillText("what comes out", left, top - 6);
  brush.textAlign = "right";
  for (const value of [-most, 0, most]) brush.fillText(formatNumber(value), left - 6, yOf(value) + 4 * scale);
}
