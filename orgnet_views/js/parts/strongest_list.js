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

const UNMARKED = { mark: "·", colour: "inherit", name: "of a kind that is not shown" };

export class StrongestList {
  /** @param {HTMLElement} parent @param {Store} store @param {Organism} organism */
  constructor(parent, store, organism) {
    this.store = store;
    this.organism = organism;
    /** @type {(number | null)[]} */
    this.marks = []; // by row; of a large organism not every particle has one
    const element = addElement(parent, "div", "strongest");
    this.title = addElement(element, "h4");
    this.words = addElement(element, "p");
    this.words.textContent = INVITATION;
    this.rows = Array.from({ length: MOST }, (_, i) => this.addRow(element, i));
    this.all = addButton(element, "Select these", () => store.select(this.marks.filter((mark) => mark !== null)));
  }

  /** @param {HTMLElement} element @param {number} i */
  addRow(element, i) {
    const { store } = this;
    const button = addButton(element, "", () => store.toggle(Number(this.marks[i])), { className: "cell" });
    for (const event of ["pointerenter", "focus"]) button.addEventListener(event, () => store.setHover(this.marks[i]));
    for (const event of ["pointerleave", "blur"]) button.addEventListener(event, () => store.setHover(null));
    const [dot, name] = [addElement(button, "b"), addElement(button, "span")];
    button.append(" ");
    const amount = addElement(button, "span", "amount");
    return { button, dot, name, amount };
  }

  /**
   * @param {Float64Array | null} signals by particle; null where nothing is followed
   * @param {string} followed how that is called
   * @param {Given} given
   */
  draw(signals, followed, given) {
    const { every } = this.organism;
    const particles = signals ? strongest(signals, MOST) : [];
    this.marks = particles.map((particle) => (particle % every ? null : particle / every));
    this.title.textContent = signals ? `What “${followed}” is made of` : "Follow it back";
    this.words.hidden = Boolean(signals);
    this.all.hidden = this.marks.every((mark) => mark === null);
    this.rows.forEach(({ button }, i) => { button.hidden = i >= particles.length; });
    if (signals) particles.forEach((particle, i) => this.drawRow(i, particle, signals[particle], given));
  }

  /** @param {number} i @param {number} particle @param {number} signal @param {Given} given */
  drawRow(i, particle, signal, { frame, cut, selection }) {
    const [mark, { button, dot, name, amount }] = [this.marks[i], this.rows[i]];
    const { mark: shape, colour, name: kind } = mark === null ? UNMARKED : KINDS[frame.kind[mark]];
    [dot.textContent, dot.style.color, name.textContent] = [shape, colour, `particle ${particle}`];
    button.title = `${kind}, ${describePosition(particle, this.organism)}`;
    amount.textContent = formatNumber(signal) + (mark !== null && cut.has(mark) ? ", cut" : "");
    button.disabled = mark === null;
    button.setAttribute("aria-pressed", String(mark !== null && selection.has(mark)));
  }
}
