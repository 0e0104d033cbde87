// The keyboard over a view: arrows move a cursor from mark to mark, Enter selects. The note says what is
// under the cursor, as it does under the pointer (parts/note.js).

import { nearest, nearestTowards } from "../core/geometry.js";

/** @import { Store } from "../core/contracts.js" */
/** @import { Point } from "../core/geometry.js" */

/**
 * @typedef {object} Ground what a view knows of where its marks are
 * @property {(mark: number | null, key: string) => number | null | undefined} next the mark that a key leads
 *   to from another, or at first; undefined for a key that leads nowhere
 * @property {(mark: number) => Point | null} placeOf in CSS pixels of the surface
 * @property {(mark: number) => void} [choose] what Enter does, if not what a click on a mark does in most views
 */

/** @type {Record<string, Point>} */
export const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const CURSOR = "[role=slider][aria-roledescription]"; // a surface with a cursor on it

/**
 * Make a surface one that the keyboard reaches: what its cursor is on is the value of a slider, since
 * screen readers leave such a one its arrow keys, and say its value when that changes.
 * @param {HTMLElement} surface
 * @param {string} label
 * @param {string} role how screen readers call it
 */
export function addCursor(surface, label, role) {
  surface.tabIndex = 0;
  surface.role = "slider";
  Object.assign(surface, {
    ariaLabel: label, ariaRoleDescription: role, ariaValueNow: "0", ariaValueText: "arrow keys move",
  });
}

/**
 * @param {HTMLElement} surface
 * @param {Store} store
 * @param {Ground} ground
 */
export function watchKeys(surface, store, ground) {
  const choose = ground.choose ?? ((mark) => store.pick(mark, null));
  surface.addEventListener("keydown", (event) => {
    const { key } = event;
    const mark = ground.next(store.hover, key);
    if (mark !== undefined) moveTo(mark);
    else if ((key === "Enter" || key === " ") && store.hover !== null) choose(store.hover);
    else return;
    event.preventDefault();
  });
  surface.addEventListener("blur", () => store.setHover(null));

  /** @param {number | null} mark */
  function moveTo(mark) {
    const place = mark === null ? null : ground.placeOf(mark);
    const { left, top } = surface.getBoundingClientRect();
    // As if a pointer went there: but for the surface, which would take what is uppermost there.
    if (place) {
      const [clientX, clientY] = [left + place[0], top + place[1]];
      surface.parentElement?.dispatchEvent(new MouseEvent("pointermove", { bubbles: true, clientX, clientY }));
    }
    store.setHover(mark);
  }
}

/**
 * −1 for the arrow to the left, 1 for the one to the right; nothing or 0 for other keys.
 * @param {string} key
 */
export function asideOf(key) {
  return WAYS[key]?.[0];
}

/**
 * Where an arrow leads among marks that lie anywhere: to the nearest on its way, at first to the one in the
 * middle.
 * @param {number | null} mark
 * @param {string} key
 * @param {number[]} marks
 * @param {(mark: number) => Point} pointFor
 * @param {Point} middle
 */
export function nextOnWay(mark, key, marks, pointFor, middle) {
  const way = WAYS[key];
  if (!way) return undefined;
  const pointAt = (/** @type {number} */ i) => pointFor(marks[i]);
  const found = mark === null
    ? nearest(middle, marks.length, pointAt, Infinity)
    : nearestTowards(pointFor(mark), way, marks.length, pointAt);
  return found === null ? mark : marks[found];
}

/**
 * Where a key leads among marks in an order: up and down from one to the next, or to the first and the last.
 * @param {number | null} mark
 * @param {string} key
 * @param {number[]} marks
 * @returns {number | undefined}
 */
export function nextInOrder(mark, key, marks) {
  const at = mark === null ? -1 : marks.indexOf(mark);
  const last = marks.length - 1;
  /** @type {Record<string, number>} */
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last };
  return key in to ? marks[Math.max(0, Math.min(last, to[key]))] : undefined;
}
