// What is in what: a particle, the cell that it is one edge of, the organism that has the cell.

import { formatCount } from "../core/format.js";
import { positionOf } from "../core/position.js";
import { paintCell, paintOrganism } from "../draw/anatomy.js";
import { fitCanvas, letterScale, roomIn } from "../draw/canvas.js";
import { addCanvas, addElement } from "../draw/dom.js";
import { paintParticle } from "../draw/particle.js";
import { ChosenParticle } from "../parts/chosen_particle.js";

/** @import { Change, Given, Organism, Shared, Theme, View } from "../core/contracts.js" */
/** @import { Place } from "../draw/anatomy.js" */
/** @import { Looked } from "../parts/chosen_particle.js" */

const INSIDE = { l: 58, r: 44, t: 8, b: 8 }; // pixels, for the smallest letters
const AROUND = { l: 12, r: 12, t: 20, b: 8 };
const READS = ["v", "layer", "cell", "edge", "x"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Anatomy(element, shared);
}

class Anatomy {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, shared) {
    this.organism = shared.organism;
    this.chosen = new ChosenParticle(shared, {
      show: (looked, given) => this.paint(given, looked),
      excuse: (_, given) => this.paint(given, null),
    });
    const row = addElement(element, "div", "trio");
    this.figures = ["a particle", "a cell", "the organism"].map((name) => {
      const figure = addElement(row, "figure");
      const canvas = addCanvas(addElement(figure, "div"), name);
      return { canvas, caption: addElement(figure, "figcaption") };
    });
  }

  /** @param {Given} given */
  draw(given) {
    this.chosen.draw(given);
  }

  /** @param {Given} given @param {Looked | null} looked null while its weights are not known */
  paint({ frame, theme }, looked) {
    const { organism } = this;
    const { number } = this.chosen;
    const [layer, cell, edge] = positionOf(number, organism.layers).map((one) => one - 1);
    const place = { number, layer, cell, edge };
    const [inside, ...others] = this.figures.map(({ canvas }) => canvas);
    paintInside(inside, theme, looked);
    [paintCell, paintOrganism].forEach((paint, i) => {
      const [brush, box] = [fitCanvas(others[i]), roomIn(others[i], AROUND, letterScale(theme))];
      paint({ brush, box, theme, kinds: frame.kind, organism, place });
    });
    const sentences = wordsOf(organism, place, looked?.last.length ?? 0);
    this.figures.forEach(({ canvas, caption }, i) => {
      const [name, what] = sentences[i];
      caption.replaceChildren();
      addElement(caption, "b").textContent = `${name}. `;
      caption.append(what);
      canvas.setAttribute("aria-label", `${name}. ${what}`);
    });
  }

  destroy() {
    this.chosen.destroy();
  }
}

/** @param {HTMLCanvasElement} canvas @param {Theme} theme @param {Looked | null} looked */
function paintInside(canvas, theme, looked) {
  const brush = fitCanvas(canvas);
  if (!looked) return;
  const { last: weights, anatomy: { layers } } = looked;
  const box = roomIn(canvas, INSIDE, letterScale(theme));
  paintParticle(brush, theme, { weights, layers, box, reads: READS, says: "says" });
}

/**
 * Name and meaning of each picture.
 * @param {Organism} organism
 * @param {Place} place
 * @param {number} size weights in a particle
 * @returns {[string, string][]}
 */
function wordsOf({ layers, grid }, { number, layer, cell }, size) {
  const particles = layers.reduce((sum, [cells, edges]) => sum + cells * edges, 0);
  const cells = layers.reduce((sum, [each]) => sum + each, 0);
  const [, edges] = layers[layer];
  const reads = layer === 0 && grid ? `one for each of the ${formatCount(edges)} pixels` : "one for each cell below";
  const sends = layer < layers.length - 1 ? "bends the sum a little (its activation) and passes it on" : "gives the sum as an output";
  return [
    ["Particle", `A tiny net of ${size || "some"} weights, here number ${number}. It takes the place of one single weight of the organism.`],
    ["Cell", `Cell ${layer + 1}.${cell + 1} adds up what its ${formatCount(edges)} particles say, ${reads}, and ${sends}. Particle ${number} is framed.`],
    ["Organism", `${cells} cells in ${layers.length} layers, ${formatCount(particles)} particles in all: an ordinary small network, each of whose weights is alive. The thick line is particle ${number}.`],
  ];
}
