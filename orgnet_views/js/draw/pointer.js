// The pointer over a view: pointing at a mark shows its note everywhere, clicking picks it; with the
// box or the lasso, dragging selects what lies inside, with Shift in addition.

import { isInside } from "../core/geometry.js";
import { pointOf } from "./canvas.js";

/** @import { Store } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */

/**
 * @typedef {object} Marks what a view knows of its marks, in CSS pixels of its surface
 * @property {(event: MouseEvent) => number | null} under the mark below the pointer
 * @property {(holds: (x: number, y: number) => boolean) => number[]} within the marks that a shape holds
 */

const STILL = 4; // pixels that a pointer may move while it clicks
const SVG = "http://www.w3.org/2000/svg";

/**
 * Returns the way out.
 * @param {HTMLElement} surface
 * @param {Store} store
 * @param {Marks} marks
 */
export function watchPointer(surface, store, marks) {
  const drag = new Drag(surface, store, marks);
  surface.addEventListener("pointermove", (event) => drag.points.length || store.setHover(marks.under(event)));
  surface.addEventListener("pointerleave", () => store.setHover(null));
  surface.addEventListener("pointerdown", drag.press, true);
  return drag.end;
}

class Drag {
  /** @param {HTMLElement} surface @param {Store} store @param {Marks} marks */
  constructor(surface, store, marks) {
    this.surface = surface;
    this.store = store;
    this.marks = marks;
    /** @type {Point[]} */
    this.points = []; // passed since the button went down
    this.outline = addPolygon(/** @type {Element} */ (surface.parentElement));
  }

  /** @param {PointerEvent} event */
  press = (event) => {
    if (event.button) return;
    this.points = [pointOf(event, this.surface)];
    // On the window: while a button is down, Plotly covers the page with an element of its own.
    window.addEventListener("pointermove", this.extend, true);
    window.addEventListener("pointerup", this.release, true);
    window.addEventListener("pointercancel", this.end, true);
  };

  /** @param {PointerEvent} event */
  extend = (event) => {
    this.points.push(pointOf(event, this.surface));
    if (this.store.tool !== "click") outline(this.outline, this.shape());
  };

  /** @returns {Point[]} */
  shape() {
    if (this.store.tool === "lasso") return this.points;
    const [[x, y], [toX, toY]] = [this.points[0], this.points[this.points.length - 1]];
    return [[x, y], [toX, y], [toX, toY], [x, toY]];
  }

  isClick() {
    const [startX, startY] = this.points[0];
    return this.points.every(([x, y]) => Math.hypot(x - startX, y - startY) < STILL);
  }

  /** @param {PointerEvent} event */
  release = (event) => {
    const { store, marks } = this;
    const [clicked, polygon] = [this.isClick(), this.shape()];
    this.end();
    if (clicked) {
      const mark = marks.under(event);
      if (mark !== null) store.pick(mark, event);
    } else if (store.tool !== "click") {
      const caught = marks.within((x, y) => isInside(x, y, polygon));
      store.select(event.shiftKey ? [...store.selection, ...caught] : caught);
    }
  };

  end = () => {
    this.points = [];
    outline(this.outline, []);
    window.removeEventListener("pointermove", this.extend, true);
    window.removeEventListener("pointerup", this.release, true);
    window.removeEventListener("pointercancel", this.end, true);
  };
}

/** @param {Element} parent */
function addPolygon(parent) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "over outline");
  const polygon = document.createElementNS(SVG, "polygon");
  svg.append(polygon);
  parent.append(svg);
  return polygon;
}

/** @param {Element} polygon @param {Point[]} points */
function outline(polygon, points) {
  polygon.setAttribute("points", points.map((point) => point.join()).join(" "));
}
