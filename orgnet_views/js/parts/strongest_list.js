// The particles that carry most to the followed cell, to be pointed at and selected.

import { formatNumber } from "../core/format.js";
import { KINDS } from "../core/kinds.js";
import { describePosition } from "../core/position.js";
import { strongest } from "../core/signals.js";
import { addButton, addElement } from "../draw/dom.js";

/** @import { Given, Organism, Store } from "../core/contracts.js" */

const MOST = 7;
const INVITATION = "Point at a cell or an answer, or reach it by Tab and the arrow keys: it is followed back to "
  + "the particles that made it, here and on the organism map. A click or Enter keeps it.";

export class StrongestList {
  /** @param {HTMLElement} parent @param {Store} store @param {Organism} organism */
  constructor(parent, store, organism) {
    this.store = store;
    this.organism = organism;
    /** @type {number[]} */
    this.marks = []; // as drawn
    const element = addElement(parent, "div", "strongest");
    this.title = addElement(element, "h4");
    this.words = addElement(element, "p");
    this.words.textContent = INVITATION;
    this.rows = Array.from({ length: MOST }, (_, i) => this.addRow(element, i));
    this.all = addButton(element, "Select these", () => store.select(this.marks));
  }

  /** @param {HTMLElement} element @param {number} i */
  addRow(element, i) {
    const { store } = this;
    const button = addButton(element, "", () => store.toggle(this.marks[i]), { className: "cell" });
    for (const event of ["pointerenter", "focus"]) button.addEventListener(event, () => store.setHover(this.marks[i]));
    for (const event of ["pointerleave", "blur"]) button.addEventListener(event, () => store.setHover(null));
    const [dot, name, amount] = [addElement(button, "b"), addElement(button, "span"), addElement(button, "span", "amount")];
    return { button, dot, name, amount };
  }

  /**
   * @param {Float64Array | null} signals by particle; null where nothing is followed
   * @param {string} followed how that is called
   * @param {Given} given
   */
  draw(signals, followed, { frame, cut, selection }) {
    this.marks = signals ? strongest(signals, MOST) : [];
    this.title.textContent = signals ? `What “${followed}” is made of` : "Follow it back";
    this.words.hidden = Boolean(signals);
    this.all.hidden = !this.marks.length;
    this.rows.forEach(({ button, dot, name, amount }, i) => {
      const mark = this.marks[i];
      button.hidden = mark === undefined;
      if (!signals || button.hidden) return;
      const { mark: shape, colour, name: kind } = KINDS[frame.kind[mark]];
      const where = describePosition(mark, this.organism);
      [dot.textContent, dot.style.color, name.textContent, button.title] = [shape, colour, `particle ${mark}`, where];
      amount.textContent = formatNumber(signals[mark]) + (cut.has(mark) ? ", cut" : "");
      button.setAttribute("aria-label", `particle ${mark}, ${kind}, ${where}: ${amount.textContent}`);
      button.setAttribute("aria-pressed", String(selection.has(mark)));
    });
  }
}
