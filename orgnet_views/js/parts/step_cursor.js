// A chart over epochs by keyboard: arrows move through the recorded steps, and what was measured at the
// one that is shown stands beside the line.

import { addElement } from "../draw/dom.js";
import { addCursor } from "../draw/keys.js";

/** @import { Frame, Store } from "../core/contracts.js" */
/** @import { Chart } from "../draw/chart.js" */

export class StepCursor {
  /**
   * @param {Chart} chart
   * @param {Store} store
   * @param {string} label
   * @param {(frame: Frame) => string[]} linesOf what there is to say of a step
   */
  constructor(chart, store, label, linesOf) {
    this.chart = chart;
    this.store = store;
    this.linesOf = linesOf;
    const { element } = chart;
    addCursor(element, label, "chart");
    this.tip = addElement(/** @type {Element} */ (element.parentElement), "div", "tip");
    this.tip.hidden = true;
    element.addEventListener("keydown", (event) => this.onKey(event));
    element.addEventListener("blur", () => { this.tip.hidden = true; });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { store } = this;
    const last = store.frames.length - 1;
    /** @type {Record<string, number>} */
    const places = { ArrowLeft: store.shown - 1, ArrowRight: store.shown + 1, Home: 0, End: last };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.tip.hidden = false;
    store.seek(Math.max(0, Math.min(last, to)));
  }

  /** @param {Frame} frame that is shown */
  draw(frame) {
    const { chart: { element, line }, tip } = this;
    const lines = this.linesOf(frame);
    element.ariaValueNow = String(frame.step);
    element.ariaValueText = lines.join(", ");
    if (tip.hidden) return;
    tip.replaceChildren();
    for (const text of lines) addElement(tip, "div").textContent = text;
    const [x, width] = [line.offsetLeft + 8, tip.offsetWidth];
    tip.style.left = `${x + width > element.clientWidth ? Math.max(0, x - width - 16) : x}px`;
    tip.style.top = "4px";
  }
}
