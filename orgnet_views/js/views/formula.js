// All that a particle does, as algebra with its own numbers: three matrices come down to a response, and
// the response writes each of its weights anew.

import { formatNumber } from "../core/format.js";
import { EPSILON } from "../core/kinds.js";
import { copyOf, matricesOf, responseOf } from "../core/particle.js";
import { describePosition } from "../core/position.js";
import { addElement } from "../draw/dom.js";
import { answer, tell } from "../parts/announcer.js";
import { ChosenParticle } from "../parts/chosen_particle.js";

/** @import { Change, Given, Shared, View } from "../core/contracts.js" */
/** @import { Shapes } from "../core/particle.js" */
/** @import { Looked } from "../parts/chosen_particle.js" */

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Formula(element, shared);
}

class Formula {
  /** @type {Change[]} */
  wants = ["frames", "selection"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, shared) {
    this.organism = shared.organism;
    this.chosen = new ChosenParticle(shared, {
      show: (looked) => this.show(looked),
      excuse: (problem) => { this.who.textContent = problem; },
    });
    element.classList.add("formula-room");
    element.tabIndex = 0; // it scrolls
    this.who = addElement(element, "p", "who");
    this.product = addElement(element, "div", "equation");
    const label = addElement(addElement(element, "p", "bar"), "label");
    label.append("its weight number ");
    this.which = addElement(label, "input");
    Object.assign(this.which, { type: "number", min: 1, max: 1, step: 1, value: "1" });
    this.which.addEventListener("input", this.chosen.paint);
    this.line = addElement(element, "div", "equation");
    this.verdict = addElement(element, "p", "said");
  }

  /** @param {Given} given */
  draw(given) {
    this.chosen.draw(given);
  }

  /** @param {Looked} looked */
  show({ last: weights, anatomy }) {
    const { number } = this.chosen;
    this.who.textContent = `Particle ${number}: ${describePosition(number, this.organism)}.`;
    const response = responseOf(weights, anatomy.layers);
    const [first, second, third] = matricesOf(weights, anatomy.layers);
    this.product.replaceChildren(
      "r =", matrix("W₃", third), "·", matrix("W₂", second), "·", matrix("W₁", first), "=", matrix("r: copy, three leaks, task weight", [response]));
    this.which.max = String(weights.length);
    const i = Math.max(0, Math.min(weights.length, Math.round(Number(this.which.value)) || 1) - 1);
    this.writeWeight(i, weights[i], anatomy.positions[i], response, anatomy.layers);
    this.judge(copyOf(weights, anatomy)[i], weights[i]);
  }

  /**
   * @param {number} i
   * @param {number} weight
   * @param {number[]} position
   * @param {number[]} response
   * @param {Shapes} layers
   */
  writeWeight(i, weight, position, [copy, ...leaks], layers) {
    const terms = position.map((place, k) => `${formatNumber(leaks[k])} · ${formatNumber(place)}`);
    const what = document.createElement("span");
    what.textContent = `new weight ${i + 1} (${placeOf(i, layers)}) = copy · weight + leaks · position = ` +
      `${formatNumber(copy)} · ${formatNumber(weight)} + ${terms.join(" + ")}`;
    this.line.replaceChildren(what);
  }

  /** @param {number} written @param {number} weight */
  judge(written, weight) {
    const error = Math.abs(written - weight);
    const [wrote, is] = [written, weight].map((value) => value.toPrecision(7).replace("-", "−"));
    const said = `It writes ${wrote}; the weight is ${is}: an error of ${formatNumber(error)}, ` +
      `${error < EPSILON ? "below" : "not below"} ε = 10⁻⁵.`;
    tell(this.verdict, said, () => answer(`${this.who.textContent} ${said}`));
    Object.assign(this.verdict.dataset, { written, weight });
  }

  destroy() {
    this.chosen.destroy();
  }
}

/**
 * Where a weight is in the particle.
 * @param {number} i
 * @param {Shapes} layers
 */
function placeOf(i, layers) {
  let at = i;
  for (const [layer, [outputs, inputs]] of layers.entries()) {
    if (at < outputs * inputs) return `W${"₁₂₃"[layer]}, row ${Math.floor(at / inputs) + 1}, column ${(at % inputs) + 1}`;
    at -= outputs * inputs;
  }
  throw new Error(`a particle has no weight ${i}`);
}

/** @param {string} name @param {number[][]} rows */
function matrix(name, rows) {
  const table = document.createElement("table");
  table.className = "matrix";
  addElement(table, "caption").textContent = name;
  for (const row of rows) {
    const line = addElement(table, "tr");
    for (const value of row) addElement(line, "td").textContent = formatNumber(value);
  }
  return table;
}
