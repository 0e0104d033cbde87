// A Plotly chart that keeps the visitor's zoom while its data change.

import { exponents, formatPower } from "../core/format.js";
import { addElement } from "./dom.js";
import { SMALLEST } from "./theme.js";

/** @import { Plotly, Theme } from "../core/contracts.js" */

/** @typedef {Record<string, any>} Layout as Plotly takes it */

/** @type {Promise<Plotly> | undefined} */
let loading;

/**
 * From beside the modules, unless the page has brought it along. Charts can be drawn then.
 * @returns {Promise<Plotly>}
 */
export function loadPlotly() {
  loading ??= brought() ? Promise.resolve(brought()) : new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/plotly-basic.min.js", import.meta.url).href;
    script.onload = () => done(brought());
    script.onerror = () => failed(new Error("Plotly did not load"));
    document.head.append(script);
  });
  return loading;
}

/** @returns {Plotly} */
function brought() {
  return /** @type {any} */ (window).Plotly;
}

const CONFIG = {
  displayModeBar: false,
  doubleClick: "reset+autosize",
};

export class Chart {
  /** @param {HTMLElement} body */
  constructor(body) {
    this.element = /** @type {HTMLElement & { layout?: Layout, on?: Function }} */ (addElement(body, "div", "fill"));
    this.line = addElement(body, "i", "cursor");
  }

  /**
   * Throws where Plotly is not there yet: a view that has charts exports `needsPlotly`.
   * @param {object[]} traces
   * @param {Layout} layout
   * @param {Theme} theme
   * @param {object} [config]
   */
  draw(traces, layout, theme, config = {}) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    const dressed = { ...dress(layout, theme), width, height };
    brought().react(this.element, traces, dressed, { ...CONFIG, ...config });
  }

  /**
   * A vertical line at `x`, none for null: moved without drawing the chart again.
   * @param {number | null} x
   */
  cursor(x) {
    const { xaxis, margin, width } = this.element.layout ?? {};
    const [low, high] = xaxis?.range ?? [];
    const share = x === null ? NaN : (x - low) / (high - low);
    this.line.hidden = !(share >= 0 && share <= 1);
    if (this.line.hidden) return;
    this.line.style.left = `${margin.l + share * (width - margin.l - margin.r)}px`;
    this.line.style.top = `${margin.t}px`;
    this.line.style.bottom = `${margin.b}px`;
  }

  /** @param {object} changes of the layout that was drawn */
  relayout(changes) {
    brought().relayout(this.element, changes);
  }

  destroy() {
    brought()?.purge(this.element);
  }
}

/**
 * A layout in the page's look.
 * @param {Layout} layout
 * @param {Theme} theme
 * @returns {Layout}
 */
function dress(layout, theme) {
  const { size } = theme;
  /** @type {Layout} */
  const dressed = {
    uirevision: "the visitor's",
    ...layout,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin: Object.fromEntries(Object.entries(layout.margin ?? {}).map(([side, room]) => [side, room * size / SMALLEST])),
    font: { family: theme.font, size, color: theme.text },
    hoverlabel: { font: { family: theme.font, size } },
  };
  for (const [name, axis] of Object.entries(layout)) {
    if (!/^[xy]axis/.test(name)) continue;
    const title = axis.title && { ...axis.title, font: { size } };
    dressed[name] = { gridcolor: theme.grid, linecolor: theme.grid, zeroline: false, ...axis, title };
  }
  return dressed;
}

/** @param {string} text */
export function axisTitle(text) {
  return { text, standoff: 4 };
}

/**
 * A logarithmic axis with a tick at every so many powers of ten.
 * @param {number} step
 */
export function logarithmic(step) {
  const ticks = exponents(step);
  return { type: "log", tickvals: ticks.map((exponent) => 10 ** exponent), ticktext: ticks.map(formatPower) };
}

/**
 * What an empty chart says, by whether frames may yet come.
 * @param {boolean} more
 */
export function invitation(more) {
  return more ? "Press Play, and this chart grows with every epoch." : "Only the start was recorded.";
}

/**
 * The same as a layout.
 * @param {boolean} more
 * @returns {Layout}
 */
export function inviting(more) {
  return { annotations: [{ text: invitation(more), showarrow: false, xref: "paper", yref: "paper", x: 0.5, y: 0.5 }] };
}
