// The specialisation plane: every particle a dot, x its replication loss, y its task contribution;
// hollow where the sign of that is uncertain.
//
// Plotly draws the axes and does the zooming; the dots are on a canvas above it, so that a tick
// costs one pass over the particles and never rebuilds a chart.

import { UNCERTAIN, hasErrors } from "../core/contribution.js";
import { exponents, formatPower } from "../core/format.js";
import { nearest } from "../core/geometry.js";
import { particleTable } from "../core/tables.js";
import { fitCanvas, middleOf, pointOf, roomIn } from "../draw/canvas.js";
import { Chart, axisTitle } from "../draw/chart.js";
import { addElement } from "../draw/dom.js";
import { signedLog } from "../draw/measures.js";
import { addCursor, nextOnWay, watchKeys } from "../draw/keys.js";
import { watchPointer } from "../draw/pointer.js";
import { legendOf } from "../parts/caption.js";
import { paintDots } from "../parts/plane_dots.js";

/** @import { ArrayName, Change, Frame, Given, Shared, Tool, View } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */
/** @typedef {[low: number, high: number]} Range */
/** @typedef {{ x: Range, y: Range }} Ranges */

const MARGIN = { l: 58, r: 10, t: 8, b: 40 };
const FLOOR = 1e-18; // where a loss of exactly zero is drawn
const CLOSE = 8; // pixels within which the pointer touches a dot

const NOTE = {
  text: UNCERTAIN, showarrow: false, xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left", yanchor: "top",
};

/** @param {number} loss */
const toX = (loss) => Math.log10(Math.max(loss, FLOOR));

export const needsPlotly = true;

/** @type {ArrayName[]} */
export const arrays = ["replication_loss", "task_contribution", "contribution_error"];

/** @param {HTMLElement} element @param {Shared} shared @returns {View} */
export function create(element, shared) {
  return new Plane(element, shared);
}

class Plane {
  /** @type {Change[]} */
  wants = ["frames", "position", "selection", "hover", "tool"];

  /** @param {HTMLElement} element @param {Shared} shared */
  constructor(element, { store, organism }) {
    this.store = store;
    this.organism = organism;
    this.chart = new Chart(element);
    this.axes = this.chart.element;
    this.canvas = addElement(element, "canvas", "over");
    /** @type {Given | null} */
    this.given = null; // when it was drawn last
    /** @type {Ranges | null} */
    this.home = null; // axis ranges that hold every dot
    this.hollow = false; // whether dots may be
    this.bound = false; // whether Plotly's events are listened to; it offers them once it has drawn
    this.leave = watchPointer(this.axes, store, this);
    addCursor(this.axes, "specialisation plane", "plane of particles");
    watchKeys(this.axes, store, this);
  }

  /** @param {Given} given */
  draw(given) {
    this.given = given;
    const home = this.home && this.isZoomed(this.home) ? this.home : fitted(this.home, given.frame);
    const hollow = hasErrors(given.frame);
    if (home !== this.home || hollow !== this.hollow || given.what.some((what) => what === "size" || what === "tool")) {
      [this.home, this.hollow] = [home, hollow];
      this.chart.draw([], layout(home, this.store.tool, hollow), given.theme, { doubleClick: false });
    }
    if (!this.bound && this.axes.on) this.bind(this.axes.on.bind(this.axes));
    this.paint();
  }

  /** @param {(event: string, act: () => void) => void} on */
  bind(on) {
    on("plotly_relayout", () => this.paint());
    on("plotly_relayouting", () => this.paint());
    on("plotly_doubleclick", () => {
      if (!this.home) return;
      this.chart.relayout({ "xaxis.range": [...this.home.x], "yaxis.range": [...this.home.y] });
    });
    this.bound = true;
  }

  /** @param {Ranges} home */
  isZoomed(home) {
    const at = this.axes.layout; // none before the first drawing: a hidden board has no size to draw in
    return Boolean(at) && `${[at?.xaxis.range, at?.yaxis.range]}` !== `${[home.x, home.y]}`;
  }

  /**
   * Where marks are; null before the axes are drawn.
   * @returns {((mark: number) => Point) | null}
   */
  positions() {
    const { given, axes } = this;
    if (!given || !axes.layout) return null;
    const { xaxis, yaxis } = axes.layout;
    const { left, top, width, height } = roomIn(axes, axes.layout.margin);
    const { replication_loss: loss, task_contribution: contribution } = given.frame;
    /** @param {Range} range @param {number} value */
    const share = ([low, high], value) => (value - low) / (high - low);
    return (mark) => [
      left + width * share(xaxis.range, toX(loss[mark])),
      top + height * (1 - share(yaxis.range, signedLog(contribution[mark]))),
    ];
  }

  paint() {
    const [given, positionOf] = [this.given, this.positions()];
    if (!given || !positionOf) return;
    const brush = fitCanvas(this.canvas);
    const { left, top, width, height } = roomIn(this.axes, this.axes.layout?.margin);
    brush.save();
    brush.beginPath();
    brush.rect(left, top, width, height);
    brush.clip();
    paintDots(brush, given, positionOf);
    brush.restore();
  }

  /** @param {MouseEvent} event */
  under = (event) => {
    const positionOf = this.positions();
    if (!this.given || !positionOf) return null;
    return nearest(pointOf(event, this.axes), this.given.frame.kind.length, positionOf, CLOSE);
  };

  /** @param {number | null} mark @param {string} key */
  next = (mark, key) => {
    const positionOf = this.positions();
    if (!this.given || !positionOf) return undefined;
    const middle = middleOf(roomIn(this.axes, this.axes.layout?.margin));
    return nextOnWay(mark, key, [...this.given.frame.kind.keys()], positionOf, middle);
  };

  /** @param {number} mark */
  placeOf = (mark) => this.positions()?.(mark) ?? null;

  /** @param {(x: number, y: number) => boolean} holds */
  within = (holds) => {
    const positionOf = this.positions();
    if (!this.given || !positionOf) return [];
    return Array.from(this.given.frame.kind.keys()).filter((mark) => holds(...positionOf(mark)));
  };

  /** @param {Given} given */
  numbers(given) {
    return particleTable("plane", given, this.organism);
  }

  /** @param {Given} given */
  legend({ frame }) {
    return hasErrors(frame) ? [...legendOf(frame), { text: `${UNCERTAIN} (within two standard errors)` }] : legendOf(frame);
  }

  destroy() {
    this.leave();
    this.chart.destroy();
  }
}

/**
 * Axis ranges for `frame`: those of before, unless dots fall outside or huddle in a small part, so
 * that axes rarely move.
 * @param {Ranges | null} home
 * @param {Frame} frame
 * @returns {Ranges}
 */
function fitted(home, frame) {
  const x = extent(frame.replication_loss, toX);
  const y = extent(frame.task_contribution, signedLog);
  if (home && suits(home.x, x) && suits(home.y, y)) return home;
  return { x: [x[0] - 0.8, x[1] + 0.8], y: [y[0] - 0.8, y[1] + 0.8] };
}

/** @param {Range} range @param {Range} extent */
function suits([low, high], [least, most]) {
  return least >= low && most <= high && most - least > 0.5 * (high - low) - 1.6;
}

/**
 * @param {Float32Array} values
 * @param {(value: number) => number} transform
 * @returns {Range}
 */
function extent(values, transform) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    const at = transform(value);
    if (at < low) low = at;
    if (at > high && at < Infinity) high = at;
  }
  return low <= high ? [low, high] : [-1, 1];
}

/** @param {Ranges} home @param {Tool} tool @param {boolean} hollow whether dots may be */
function layout(home, tool, hollow) {
  const tens = [0.001, 0.01, 0.1, 1, 10];
  const signed = [...tens.map((v) => -v).reverse(), 0, ...tens];
  const decades = exponents(home.x[1] - home.x[0] > 10 ? 2 : 1);
  return {
    margin: MARGIN,
    showlegend: false,
    hovermode: false,
    dragmode: tool === "click" ? "zoom" : false,
    annotations: hollow ? [NOTE] : [],
    xaxis: {
      title: axisTitle("replication loss   ← copies itself better"), range: [...home.x],
      tickvals: decades, ticktext: decades.map(formatPower),
    },
    yaxis: {
      title: axisTitle("task contribution   helps →"), range: [...home.y],
      tickvals: signed.map(signedLog), ticktext: signed.map((value) => String(value).replace("-", "−")),
      zeroline: true,
    },
  };
}
