// The panels of a board, each drawn when it is due: those near the screen at once, others when they come
// there, and charts once Plotly has come.

import { loadPlotly } from "../draw/chart.js";
import { complain, complainOfHeight, isFlat } from "./panel.js";

/** @import { Change, Given, View } from "../core/contracts.js" */

/**
 * @typedef {object} Shown
 * @property {string} name the view's
 * @property {View} view
 * @property {HTMLElement} panel
 * @property {HTMLElement} body
 * @property {boolean} waits for Plotly, which comes once what does without is drawn
 */

/**
 * @typedef {object} Progress
 * @property {Set<Change>} missed changes since the view was drawn
 * @property {boolean} near the screen
 * @property {boolean} seen some of it
 */

/** @typedef {Shown & Progress} Panel */

/** @type {Set<Change>} */
export const MOVES = new Set(["position", "hover"]); // many a second, and they leave the page's look as it is
const NEARBY = "200px"; // views this close to the screen are drawn, others when they come there

export class Panels {
  /** @param {(what: Change) => void} requestDraw has the board draw, in the next frame */
  constructor(requestDraw) {
    this.requestDraw = requestDraw;
    /** @type {Panel[]} */
    this.all = [];
    /** @type {Promise<void> | undefined} */
    this.charts = undefined; // once Plotly is asked for
    this.observers = [
      new ResizeObserver((entries) => this.onSizes(entries)),
      new IntersectionObserver((entries) => this.onNearness("near", entries), { rootMargin: NEARBY }),
      new IntersectionObserver((entries) => this.onNearness("seen", entries)),
    ];
  }

  /** @param {Shown} shown */
  add(shown) {
    this.all.push({ ...shown, missed: new Set(["size"]), near: false, seen: false });
    for (const observer of this.observers) observer.observe(shown.body);
  }

  // Whether one near the screen has missed something.
  get areBehind() {
    return this.all.some(({ near, missed }) => near && missed.size > 0);
  }

  /** @param {ResizeObserverEntry[]} entries */
  onSizes(entries) {
    for (const { target, contentRect } of entries) {
      if (isFlat(contentRect)) complainOfHeight(this.of(target).panel, this.of(target).name);
    }
    this.requestDraw("size");
  }

  /**
   * Views far from the screen only remember what they missed.
   * @param {"near" | "seen"} how
   * @param {IntersectionObserverEntry[]} entries
   */
  onNearness(how, entries) {
    for (const { target, isIntersecting } of entries) {
      const panel = this.of(target);
      panel[how] = isIntersecting;
      if (isIntersecting && panel.missed.size) this.requestDraw("nearness");
    }
  }

  /** @param {Element} body */
  of(body) {
    return /** @type {Panel} */ (this.all.find((panel) => panel.body === body));
  }

  /**
   * @param {Change[]} what has changed
   * @param {Given | null} given null where there is nothing to draw yet
   */
  draw(what, given) {
    for (const panel of this.all) {
      noteChanges(panel, what);
      if (given && isDue(panel, what)) drawPanel(panel, given);
      panel.panel.classList.toggle("behind", panel.missed.size > 0);
    }
    if (given && this.all.some(({ near, waits }) => near && waits)) this.charts ??= this.bringCharts();
  }

  async bringCharts() {
    const waiting = this.all.filter(({ waits }) => waits);
    await new Promise(requestAnimationFrame); // what is drawn is seen first: Plotly takes its time
    try {
      await loadPlotly();
      for (const panel of waiting) panel.waits = false;
      this.requestDraw("nearness");
    } catch {
      for (const { panel } of waiting) complain(panel, "The charts did not load: reload the page.");
    }
  }

  destroy() {
    for (const observer of this.observers) observer.disconnect();
    for (const { view } of this.all) view.destroy();
  }
}

/**
 * A view hears of what it wants.
 * @param {Panel} panel
 * @param {Change[]} what
 */
function noteChanges({ view, missed }, what) {
  for (const each of what) if (each === "size" || view.wants.includes(each)) missed.add(each);
}

/**
 * Whether a view is to be drawn: near the screen at once, but where it is not seen, moves may end first.
 * @param {Panel} panel
 * @param {Change[]} what has changed
 */
function isDue({ missed, near, seen, waits }, what) {
  return near && !waits && missed.size > 0 && (seen || what.includes("nearness") || [...missed].some((each) => !MOVES.has(each)));
}

/**
 * Its panel then says of which step a view is.
 * @param {Panel} panel
 * @param {Given} given
 */
function drawPanel({ view, panel, missed }, given) {
  view.draw({ ...given, what: [...missed] });
  missed.clear();
  panel.dataset.shown = String(given.frame.step);
}
