// What charts over epochs share: drawn anew with new numbers, while a line follows the shown step. One
// that is given the store goes to the step that is clicked.

import { thinFrames } from "../core/groups.js";
import { bordersOnChart } from "../draw/borders.js";
import { Chart, inviting } from "../draw/chart.js";
import { StepCursor } from "./step_cursor.js";

/** @import { Frame, Given, Store } from "../core/contracts.js" */
/** @import { Layout } from "../draw/chart.js" */

const LAYOUT = { margin: { l: 58, r: 8, t: 6, b: 34 }, showlegend: false, hovermode: "x" };

const MOST = 600; // steps that are drawn: as many as can be told apart on a screen

export class EpochChart {
  /**
   * @param {HTMLElement} element
   * @param {(given: Given) => object[]} traces
   * @param {Layout} layout
   * @param {Store} [store]
   */
  constructor(element, traces, layout, store) {
    this.chart = new Chart(element);
    this.traces = traces;
    /** @type {Layout} */
    this.layout = { ...LAYOUT, ...layout };
    this.store = store; // until it hears of clicks, which Plotly tells of once it has drawn
    /** @type {StepCursor | null} */
    this.steps = null;
  }

  /**
   * Lets the keyboard move through the recorded steps.
   * @param {Store} store
   * @param {string} label
   * @param {(frame: Frame) => string[]} linesOf what there is to say of a step
   */
  addCursor(store, label, linesOf) {
    this.steps = new StepCursor(this.chart, store, label, linesOf);
  }

  /** @param {Given} given */
  draw(given) {
    const { what, frames, frame, epochs, live, more, theme } = given;
    if (what.some((each) => each !== "position")) {
      const traces = this.traces({ ...given, frames: thinFrames(frames, MOST) });
      const marks = frames.length > 1 ? bordersOnChart(given) : inviting(more);
      const xaxis = { ...this.layout.xaxis, ...(more && { range: [0, epochs] }) }; // to where it will grow
      this.chart.draw(traces, { ...this.layout, ...marks, xaxis }, theme);
    }
    this.chart.cursor(live ? null : frame.epoch);
    this.steps?.draw(frame);
    this.listen();
  }

  listen() {
    const { store, chart: { element } } = this;
    if (!store || !element.on) return;
    this.store = undefined;
    element.on("plotly_click", (/** @type {{ points: { x: number }[] }} */ { points: [{ x }] }) => {
      store.seek(store.frames.findIndex((frame) => frame.epoch === x));
    });
  }

  destroy() {
    this.chart.destroy();
  }
}
