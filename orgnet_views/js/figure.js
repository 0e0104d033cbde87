// A chart that was described elsewhere in Plotly's own terms, drawn in the page's look.

import { Chart, loadPlotly } from "./draw/chart.js";
import { themeOf, watchTheme } from "./draw/theme.js";
import { drawTogether } from "./draw/together.js";

/** @import { Layout } from "./draw/chart.js" */

/**
 * @typedef {object} Described
 * @property {string} figure its data and its layout, as JSON
 * @property {string} alt what is on it, for who does not see it
 */

const NEARBY = "200px"; // figures this close to the screen are drawn, others when they come there

/** @type {WeakMap<HTMLElement, Figure>} */
const figures = new WeakMap();

/**
 * Draws a figure, or what it is now, in `element`, as wide as that is.
 * @param {HTMLElement} element
 * @param {Described} described
 * @param {(id: string) => void} open hears of a click on a point that has an id
 */
export async function show(element, described, open) {
  await loadPlotly();
  if (!element.isConnected) return;
  const figure = figures.get(element) ?? new Figure(element, open);
  figures.set(element, figure);
  figure.show(described);
}

/** @param {HTMLElement} element */
export function leave(element) {
  figures.get(element)?.destroy();
  figures.delete(element);
}

class Figure {
  /** @param {HTMLElement} element @param {(id: string) => void} open */
  constructor(element, open) {
    this.element = element;
    this.open = open;
    this.heard = false; // whether Plotly tells of points, which it can once it has drawn
    this.chart = new Chart(element);
    /** @type {object[]} */
    this.traces = [];
    /** @type {Layout} */
    this.layout = {};
    this.near = false;
    this.due = false; // to be drawn, or drawn anew, once it is near
    this.sizes = new ResizeObserver(() => this.requestDraw());
    this.nearness = new IntersectionObserver(([{ isIntersecting }]) => {
      this.near = isIntersecting;
      if (isIntersecting && this.due) drawTogether(() => this.draw());
    }, { rootMargin: NEARBY });
    this.unwatch = watchTheme(element, () => this.requestDraw());
    this.sizes.observe(element);
    this.nearness.observe(element);
  }

  /** @param {Described} described */
  show({ figure, alt }) {
    const { data, layout } = JSON.parse(figure);
    this.traces = data;
    this.layout = { ...layout, uirevision: alt }; // the visitor's zoom is kept while it shows the same
    this.element.style.height = `${layout.height}px`;
    this.element.role = "figure";
    this.element.ariaLabel = alt;
    this.requestDraw();
  }

  requestDraw() {
    if (!this.due && this.near) drawTogether(() => this.draw());
    this.due = true;
  }

  draw() {
    if (!this.due) return;
    this.due = false;
    this.chart.draw(this.traces, this.layout, themeOf(this.element));
    this.listen();
  }

  listen() {
    const { element, chart: { element: { on } } } = this;
    if (this.heard || !on) return;
    this.heard = true;
    /** @param {string} event @param {(id: string | undefined) => void} hear */
    const listen = (event, hear) => this.chart.element.on?.(event, (/** @type {any} */ { points }) => hear(points[0]?.id));
    listen("plotly_click", (id) => id && this.open(id));
    listen("plotly_hover", (id) => element.classList.toggle("pointed", Boolean(id)));
    listen("plotly_unhover", () => element.classList.remove("pointed"));
  }

  destroy() {
    this.due = false;
    this.unwatch();
    this.sizes.disconnect();
    this.nearness.disconnect();
    this.chart.destroy();
  }
}
