// What the organism is asked: a drawing with the picture that it reads of it, or numbers.

import { prepared } from "../core/preparing.js";
import { addElement } from "../draw/dom.js";
import { paintPixels } from "../draw/pixel_picture.js";
import { RAMPS, shade } from "../draw/theme.js";
import { DrawingPad } from "./drawing_pad.js";
import { NumberInputs } from "./number_inputs.js";

/** @import { Organism } from "../core/contracts.js" */
/** @import { Ink } from "../core/ink.js" */

export class AskedInput {
  /**
   * @param {HTMLElement} parent
   * @param {Organism} organism
   * @param {string} noun what is drawn
   * @param {{ asked: (input: Float64Array) => void, say: (sentence: string) => void }} host
   */
  constructor(parent, organism, noun, { asked, say }) {
    this.organism = organism;
    this.asked = asked;
    /** @type {ArrayLike<number> | null} */
    this.shown = null;
    const { grid, layers: [[, inputs]] } = organism;
    if (!grid) {
      this.numbers = new NumberInputs(addElement(parent, "div", "numbers"), inputs, (numbers) => this.ask(numbers));
      return;
    }
    this.pad = new DrawingPad(parent, noun, { drawn: (ink) => this.onDrawn(ink), say });
    const figure = addElement(parent, "figure", "read");
    this.read = addElement(figure, "canvas");
    this.read.setAttribute("role", "img");
    this.read.setAttribute("aria-label", "What the organism reads");
    addElement(figure, "figcaption").textContent = `It reads ${grid[0]} × ${grid[1]} pixels`;
  }

  /** @param {Ink} ink */
  onDrawn(ink) {
    this.ask(Float64Array.from(prepared(ink, this.organism), (byte) => byte / 255));
  }

  /** @param {Float64Array} input */
  ask(input) {
    this.shown = input;
    this.paint(input);
    this.asked(input);
  }

  clear() {
    this.pad?.clear();
  }

  /**
   * Show what somebody else asks.
   * @param {ArrayLike<number>} input
   */
  show(input) {
    if (input === this.shown) return;
    this.shown = input;
    this.numbers?.show(input);
    if (this.organism.grid) this.pad?.show(input, this.organism.grid[1]);
    this.paint(input);
  }

  /** @param {ArrayLike<number>} input */
  paint(input) {
    const { grid } = this.organism;
    if (this.read && grid) paintPixels(this.read, input, grid[1], (value) => shade(RAMPS.size, value));
  }
}
